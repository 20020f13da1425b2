"""Position bias: do people favour what stands in a certain place on the screen?

logit P(first wins) = θ_first − θ_second + γ_slot(first) − γ_slot(second), fitted jointly with the
models' strengths, so that a model that happened to stand first more often does not pass for a
bias. Slot effects γ sum to zero. Their covariance is the clustered sandwich; "no bias" is tested by
a Wald statistic with slots − 1 degrees of freedom, held against F as `wald_p` says; of the
candidates for the covariance, the one with the smallest statistic counts. Votes weigh as in the
ratings; every n is plain.

Comparisons whose slots are not known (−1) are left out and counted. One slot, slots that always go
with models, or too few clusters: no test, and the reason why.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import FloatArray, IntArray
from lib.analytics.clusters import Clustering
from lib.analytics.comparisons import Comparisons
from lib.analytics.f_distribution import wald_p
from lib.analytics.paired_effects import effect_intervals, paired_meats
from lib.analytics.paired_logit import NoFit, PairedCells, fit_paired_logit

COUNTED_KEYS = 1 << 22
"""Up to so many keys are numbered by counting, which is faster than sorting."""


@dataclass(frozen=True)
class SlotEffect:
    """What a slot (from 0) adds to the log odds of winning, over the n comparisons with it."""

    slot: int
    effect: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class PositionBias:
    """The slots' effects and their test; empty and None where undefined, with the reason.

    `n` comparisons had known slots, `unknown` had not. Of the n, the side shown earlier won the
    share `first_shown`, ties half: a plain figure that looks at no model.
    """

    slots: tuple[SlotEffect, ...]
    statistic: float | None
    degrees: int | None
    p_value: float | None
    first_shown: float | None
    n: int
    unknown: int
    notes: tuple[str, ...]
    reason: str | None


def position_bias(
    comparisons: Comparisons,
    first_slot: IntArray,
    second_slot: IntArray,
    clustering: Clustering = "two-way",
) -> PositionBias:
    """The bias from the slots (P) in which first and second stood, -1 where that is not known."""
    known = (first_slot >= 0) & (second_slot >= 0) & (first_slot != second_slot)
    unknown = int(comparisons.count[~known].sum())
    if unknown:
        comparisons = comparisons.select(known)
        first_slot, second_slot = first_slot[known], second_slot[known]
    n = int(comparisons.count.sum())
    if n == 0:
        unshown = "No comparison has a known display order."
        return PositionBias((), None, None, None, None, 0, unknown, (), unshown)
    earlier = np.where(first_slot < second_slot, comparisons.score, 1 - comparisons.score)
    first_shown = float(earlier @ comparisons.count / n)

    slots = np.unique(np.concatenate([first_slot, second_slot]))
    one, two = np.searchsorted(slots, first_slot), np.searchsorted(slots, second_slot)
    cells, cell = _cells(comparisons, one, two, len(slots))
    fit = fit_paired_logit(cells, len(comparisons.models))
    if isinstance(fit, NoFit):
        return PositionBias((), None, None, None, first_shown, n, unknown, (), fit.reason)
    meats = paired_meats(comparisons, cells, cell, fit, clustering)
    bread = fit.inverse[len(comparisons.models) :]
    covariances = meats.covariances(bread)
    degrees = len(slots) - 1
    statistic = _wald(fit.effect, covariances)
    p_value = None if statistic is None else wald_p(statistic, degrees, meats.clusters)
    reason = None
    if meats.clusters <= degrees:
        reason = (
            f"A test of {len(slots)} slots needs more than {degrees} independent prompts and "
            f"annotators; there {'is' if meats.clusters == 1 else 'are'} {meats.clusters}."
        )
    elif statistic is None:
        reason = "The votes have no spread that a test could be held against."
    return PositionBias(
        slots=_effects(slots, one, two, comparisons.count, fit.effect, covariances, meats.degrees),
        statistic=None if p_value is None else statistic,
        degrees=degrees,
        p_value=p_value,
        first_shown=first_shown,
        n=n,
        unknown=unknown,
        notes=meats.notes,
        reason=reason,
    )


def _cells(
    comparisons: Comparisons, one: IntArray, two: IntArray, slots: int
) -> tuple[PairedCells, IntArray]:
    """Comparisons of the same models in the same slots as one cell, and each one's cell (P).

    x codes a slot so that all effects sum to zero: the last one is minus the sum of the others.
    """
    models = len(comparisons.models)
    pair = comparisons.first.astype(np.int64) * models + comparisons.second
    key, cell = _numbered((pair * slots + one) * slots + two, (models * slots) ** 2)
    weight = comparisons.weight * comparisons.count
    slot = np.eye(slots)[key // slots % slots] - np.eye(slots)[key % slots]
    cells = PairedCells(
        first=key // slots**2 // models,
        second=key // slots**2 % models,
        x=slot[:, :-1] - slot[:, -1:],
        weight=np.bincount(cell, weight).astype(np.float64),
        won=np.bincount(cell, weight * comparisons.score).astype(np.float64),
    )
    return cells, cell


def _numbered(key: IntArray, size: int) -> tuple[IntArray, IntArray]:
    """The different keys below `size`, sorted, and the number of each one's key among them."""
    if size > COUNTED_KEYS:
        return np.unique(key, return_inverse=True)
    used = np.bincount(key, minlength=size) > 0
    return np.flatnonzero(used), (np.cumsum(used) - 1)[key]


def _wald(effect: FloatArray, covariances: Sequence[FloatArray]) -> float | None:
    """The smallest Wald statistic; None where no candidate is positive definite."""
    statistics = []
    for covariance in covariances:
        scale = np.sqrt(np.abs(np.diag(covariance)))
        if not scale.all():
            continue
        correlation = covariance / np.outer(scale, scale)
        if np.linalg.eigvalsh(correlation)[0] > 1e-9:
            scaled = effect / scale
            statistics.append(float(scaled @ np.linalg.solve(correlation, scaled)))
    return min(statistics, default=None)


def _effects(
    slots: IntArray,
    one: IntArray,
    two: IntArray,
    count: IntArray,
    effect: FloatArray,
    covariances: Sequence[FloatArray],
    degrees: int,
) -> tuple[SlotEffect, ...]:
    """Every slot's effect, the last one's from the sum of zero."""
    coding = np.vstack([np.eye(len(effect)), -np.ones(len(effect))])
    value = coding @ effect
    intervals = effect_intervals(value, [coding @ each @ coding.T for each in covariances], degrees)
    n = np.rint(np.bincount(one, count, len(slots)) + np.bincount(two, count, len(slots)))
    return tuple(
        SlotEffect(int(slot), float(value[at]), intervals[at].low, intervals[at].high, int(n[at]))
        for at, slot in enumerate(slots)
    )

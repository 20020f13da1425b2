"""Length and style: how much of a rating is how an answer looks, and what is left without it?

logit P(first wins) = θ_first − θ_second + β·x, jointly. x of a feature (tokens, headers, lists,
bold …) is the relative difference (a − b)/(a + b) of the two answers, divided by its root mean
square over the comparisons: β is what one typical difference adds to the log odds (the style
control of Li, Angelopoulos and Chiang 2024, without their centring, so that swapping the two sides
mirrors everything). θ is then the rating at equal style. Both get clustered sandwich intervals.

Features that never differ are dropped and named. No comparisons, models that cannot be rated, or
features that always go with the models: nothing is controlled, and the reason why.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import FloatArray
from lib.analytics.clusters import Clustering, Meats
from lib.analytics.comparisons import Comparisons
from lib.analytics.pair_model import PairModel
from lib.analytics.paired_effects import effect_intervals, paired_meats
from lib.analytics.paired_logit import NoFit, PairedCells, PairedLogit, fit_paired_logit


@dataclass(frozen=True)
class StyleEffect:
    """What one typical difference in a feature adds to the log odds; None where undefined."""

    feature: str
    effect: float
    low: float | None
    high: float | None
    p_value: float | None


@dataclass(frozen=True, eq=False)
class StyleControl:
    """The effects, and the strengths at equal style with their variances; None where undefined.

    `own` (K) is the variance of each strength, `difference` (K, K) that of each difference inside
    a group, 0 elsewhere, as for the raw ratings. `degrees` are those of Student's t, 0 where there
    is no interval. `dropped` names the features that never differ.
    """

    effects: tuple[StyleEffect, ...]
    dropped: tuple[str, ...]
    model: PairModel | None
    own: FloatArray | None
    difference: FloatArray | None
    degrees: int
    n: int
    notes: tuple[str, ...]
    reason: str | None


def relative_difference(first: FloatArray, second: FloatArray) -> FloatArray:
    """(a − b)/(a + b) of two counts, from -1 to 1; 0 where both are 0."""
    total = first + second
    return np.asarray((first - second) / np.where(total > 0, total, 1), dtype=np.float64)


def style_control(
    comparisons: Comparisons,
    difference: FloatArray,
    features: Sequence[str],
    clustering: Clustering = "two-way",
) -> StyleControl:
    """The control for relative differences (P, F), first minus second, of the named features."""
    n = int(comparisons.count.sum())
    if n == 0:
        return _undefined((), 0, "No two models have been compared yet.")
    count = comparisons.count.astype(np.float64)
    typical = np.sqrt(count @ difference.astype(np.float64) ** 2 / n)
    kept = np.flatnonzero(typical > 0)
    dropped = tuple(name for at, name in enumerate(features) if typical[at] == 0)
    if not len(kept):
        return _undefined(dropped, n, "The answers do not differ in any of the features.")
    weight = comparisons.weight.astype(np.float64) * count
    cells = PairedCells(
        first=comparisons.first.astype(np.int64),
        second=comparisons.second.astype(np.int64),
        x=difference[:, kept] / typical[kept],
        weight=weight,
        won=weight * comparisons.score,
    )
    models = len(comparisons.models)
    fit = fit_paired_logit(cells, models)
    if isinstance(fit, NoFit):
        return _undefined(dropped, n, fit.reason)
    meats = paired_meats(comparisons, cells, np.arange(len(comparisons)), fit, clustering)
    own, between = _strength_variances(fit, meats)
    return StyleControl(
        effects=_effects([features[at] for at in kept], fit, meats),
        dropped=dropped,
        model=_model(fit),
        own=own,
        difference=between,
        degrees=meats.degrees,
        n=n,
        notes=meats.notes,
        reason=None,
    )


def _undefined(dropped: tuple[str, ...], n: int, reason: str) -> StyleControl:
    return StyleControl((), dropped, None, None, None, 0, n, (), reason)


def _model(fit: PairedLogit) -> PairModel:
    apart = np.subtract.outer(fit.strength, fit.strength)
    comparable = np.equal.outer(fit.group, fit.group)
    expected = np.where(comparable, np.exp(-np.logaddexp(0.0, -apart)), 0.5)
    return PairModel(fit.strength, fit.group, expected)


def _effects(names: Sequence[str], fit: PairedLogit, meats: Meats) -> tuple[StyleEffect, ...]:
    covariances = meats.covariances(fit.inverse[len(fit.strength) :])
    intervals = effect_intervals(fit.effect, covariances, meats.degrees)
    return tuple(
        StyleEffect(name, float(effect), *interval)
        for name, effect, interval in zip(names, fit.effect, intervals, strict=True)
    )


def _strength_variances(fit: PairedLogit, meats: Meats) -> tuple[FloatArray, FloatArray]:
    """The largest candidate for each variance, of a strength or of a difference alike."""
    models = len(fit.strength)
    own: FloatArray = np.zeros(models)
    between: FloatArray = np.zeros((models, models))
    for covariance in meats.covariances(fit.inverse[:models]):
        variance = np.diag(covariance)
        own = np.maximum(own, variance)
        between = np.maximum(between, np.add.outer(variance, variance) - 2 * covariance)
    return own, np.where(np.equal.outer(fit.group, fit.group), between, 0.0)

"""Routing: which model to send each slice of the prompts to, and how sure that is.

Each slice is rated by itself (Bradley-Terry with clustered variances); its best model is the one
with the highest strength, and the verdict is that on the best against the runner-up, adjusted for
all pairs of the slice (see `verdict`), not for the number of slices. Where the slice's models fall
apart into groups, a model is named only if nobody outside its group beat anybody in it; it then has
no rating beside the others, so the verdict is "not enough labels". Where two are level, or nothing
was compared, there is no best model, and the reason why.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import FloatArray, IntArray
from lib.analytics.bradley_terry import fit_bradley_terry
from lib.analytics.clusters import Clustering
from lib.analytics.comparisons import Comparisons
from lib.analytics.pair_model import PairModel
from lib.analytics.rating_variance import rating_variance
from lib.analytics.verdict import Verdict, judge

LEVEL = 1e-9


@dataclass(frozen=True)
class RoutingRow:
    """The choice for a slice, from n comparisons on so many prompts."""

    slice: str
    prompts: int
    n: int
    best: str | None
    runner_up: str | None
    verdict: Verdict
    p_value: float | None
    more_needed: int | None
    reason: str


def bradley_terry_of(comparisons: Comparisons) -> PairModel:
    """The usual rating: weighted wins, ties as half a win."""
    return fit_bradley_terry(comparisons.weighted_scores())


def routing(
    comparisons: Comparisons,
    slice_of: IntArray,
    slices: Sequence[str],
    clustering: Clustering = "two-way",
    *,
    delta: float = 0.05,
    fit: Callable[[Comparisons], PairModel] = bradley_terry_of,
) -> tuple[RoutingRow, ...]:
    """A row for every slice, in their order; `slice_of` (P), -1 where a comparison has none."""
    return tuple(
        _row(name, comparisons.select(slice_of == code), clustering, delta, fit)
        for code, name in enumerate(slices)
    )


def _row(
    name: str,
    comparisons: Comparisons,
    clustering: Clustering,
    delta: float,
    fit: Callable[[Comparisons], PairModel],
) -> RoutingRow:
    n, prompts = int(comparisons.count.sum()), len(np.unique(comparisons.prompt))

    def undecided(best: str | None, reason: str) -> RoutingRow:
        return RoutingRow(name, prompts, n, best, None, "not enough labels", None, None, reason)

    models = comparisons.models
    if n == 0:
        return undecided(None, "No two models were compared in this slice.")
    rated = fit(comparisons)
    scores = comparisons.weighted_scores()
    leaders = _unbeaten_group(scores, rated.group)
    if leaders is None:
        return undecided(None, "Its models are not connected by wins and losses.")
    ordered = leaders[np.argsort(-rated.strength[leaders], kind="stable")]
    best = int(ordered[0])
    if len(ordered) == 1:
        won = int(
            comparisons.count[(comparisons.first == best) | (comparisons.second == best)].sum()
        )
        reason = (
            f"{models[best]} won all of its {won} comparisons, which gives it no finite rating."
        )
        return undecided(models[best], reason)
    runner_up = int(ordered[1])
    if rated.strength[best] - rated.strength[runner_up] < LEVEL:
        return undecided(None, f"{models[best]} and {models[runner_up]} are level.")
    variance = rating_variance(comparisons, rated, clustering)
    verdicts = judge(rated, variance, models, delta)
    pair = next(each for each in verdicts if {each.a, each.b} == {best, runner_up})
    return RoutingRow(
        slice=name,
        prompts=prompts,
        n=n,
        best=models[best],
        runner_up=models[runner_up],
        verdict=pair.verdict,
        p_value=pair.p_value,
        more_needed=pair.more_needed,
        reason=pair.reason,
    )


def _unbeaten_group(scores: FloatArray, group: IntArray) -> IntArray | None:
    """The models of the one compared group that nobody outside beat or tied, if it is only one."""
    compared = (scores + scores.T).sum(axis=1) > 0
    outside = np.not_equal.outer(group, group)
    beaten = group[((scores > 0) & outside).any(axis=0)]
    unbeaten = np.setdiff1d(group[compared], beaten)
    return np.flatnonzero(group == unbeaten[0]) if len(unbeaten) == 1 else None

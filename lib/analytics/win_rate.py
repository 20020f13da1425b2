"""Win rate: the share of its comparisons that a model wins, a tie being half a win.

(wins + ties / 2) / n, every comparison counted once, without the weights of the ratings. A ranking
of several items gives each model several comparisons that lean on one another, so the interval is
clustered; at 0 or 100 % it is Wilson's (see `share_interval`). A model, pair or slice without
comparisons has no rate, and a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import IntArray
from lib.analytics.clusters import Clustering
from lib.analytics.comparisons import Comparisons
from lib.analytics.share_interval import clustered_shares
from lib.analytics.sides import outcomes, sides


@dataclass(frozen=True)
class WinRate:
    """One model's outcomes in its n comparisons; `rate`, `low` and `high` are None without any."""

    model: str
    wins: int
    losses: int
    ties: int
    n: int
    rate: float | None
    low: float | None
    high: float | None
    reason: str | None


@dataclass(frozen=True)
class SliceWinRate:
    """A model's win rate on one slice of the comparisons, such as a category or a language."""

    slice: str
    win_rate: WinRate


@dataclass(frozen=True)
class PairRate:
    """The outcomes of a against b, n of the `possible` pairs; the rate is a's."""

    a: str
    b: str
    wins_a: int
    wins_b: int
    ties: int
    n: int
    possible: int
    rate: float | None
    low: float | None
    high: float | None


def win_rates(comparisons: Comparisons, clustering: Clustering = "two-way") -> tuple[WinRate, ...]:
    """Each model's win rate, the best first, models never compared last, equals by name."""
    everything = np.zeros(len(comparisons), dtype=np.int64)
    rates = _rates(comparisons, everything, 1, clustering)
    possible = comparisons.possible.sum(axis=1)
    return best_first(
        [
            rate if rate.n else _without(rate.model, _why_never(rate.model, int(pairs)))
            for rate, pairs in zip(rates, possible, strict=True)
        ]
    )


def slice_win_rates(
    comparisons: Comparisons,
    slice_of: IntArray,
    slices: Sequence[str],
    clustering: Clustering = "two-way",
) -> tuple[SliceWinRate, ...]:
    """Every model's win rate in every slice, slices in their order, models by name.

    `slice_of` (P) is the code of each comparison's slice, -1 where it belongs to none.
    """
    known = slice_of >= 0
    chosen, code = comparisons.select(known), slice_of[known].astype(np.int64)
    rates = _rates(chosen, code, len(slices), clustering)
    models = len(chosen.models)
    return tuple(
        SliceWinRate(slices[at // models], rate if rate.n else _without(rate.model, _NEVER_HERE))
        for at, rate in enumerate(rates)
    )


def pair_rates(
    comparisons: Comparisons, clustering: Clustering = "two-way"
) -> tuple[PairRate, ...]:
    """Every pair of models, compared or not, by name."""
    size = len(comparisons.models)
    one, two = np.triu_indices(size, 1)
    number = np.zeros((size, size), dtype=np.int64)
    number[one, two] = np.arange(len(one))
    shares = clustered_shares(
        number[comparisons.first, comparisons.second],
        comparisons.score,
        comparisons.ranking,
        comparisons.prompt_of,
        comparisons.annotator_of,
        clustering,
        len(one),
        count_of=comparisons.count_of,
        members=comparisons.members,
    )
    wins, ties, possible = comparisons.wins(), comparisons.ties(), comparisons.possible
    pairs = []
    for at, (a, b) in enumerate(zip(one, two, strict=True)):
        share = shares.at(at)
        pairs.append(
            PairRate(
                a=comparisons.models[a],
                b=comparisons.models[b],
                wins_a=int(wins[a, b]),
                wins_b=int(wins[b, a]),
                ties=int(ties[a, b]),
                n=share.n,
                possible=int(possible[a, b]),
                rate=share.share,
                low=share.low,
                high=share.high,
            )
        )
    return tuple(pairs)


def best_first(rates: Sequence[WinRate]) -> tuple[WinRate, ...]:
    """The highest rate first, undefined ones last, equals by name."""
    return tuple(
        sorted(rates, key=lambda each: (-(each.rate if each.rate is not None else -1), each.model))
    )


_NEVER_HERE = "It was never compared in this slice."


def _rates(
    comparisons: Comparisons, slice_of: IntArray, slices: int, clustering: Clustering
) -> list[WinRate]:
    """The rate of each slice and model, flat, slice by slice."""
    size = len(comparisons.models)
    both = sides(comparisons, slice_of, summed=clustering != "none")
    shares = clustered_shares(
        slice_of[both.example] * size + both.model,
        both.score,
        both.ranking,
        comparisons.prompt_of,
        comparisons.annotator_of,
        clustering,
        slices * size,
        count_of=comparisons.count_of,
        members=comparisons.members,
        units=both.units,
    )
    wins, ties, losses = outcomes(comparisons, slice_of, slices).reshape(3, slices * size)
    rates = []
    for at in range(slices * size):
        share = shares.at(at)
        counts = (int(wins[at]), int(losses[at]), int(ties[at]), share.n)
        figures = (share.share, share.low, share.high)
        rates.append(WinRate(comparisons.models[at % size], *counts, *figures, None))
    return rates


def _without(model: str, reason: str) -> WinRate:
    return WinRate(model, 0, 0, 0, 0, None, None, None, reason)


def _why_never(model: str, possible: int) -> str:
    if possible == 0:
        return f"{model} never stood in a ranking with another model."
    return (
        f"Of {model}'s pairs with other models ({possible}) none counts: only those in one bucket "
        "do, or in buckets that the project says are ordered."
    )

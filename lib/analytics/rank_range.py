"""Rank range: the places that a model may truly hold, from tests of differences."""

from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import BoolArray
from lib.analytics.pair_model import PairModel
from lib.analytics.pair_tests import pair_tests
from lib.analytics.rating_variance import RatingVariance


@dataclass(frozen=True)
class RankRange:
    """The best (`low`) and the worst (`high`) rank of a model in its group, from 1."""

    low: int
    high: int


def rank_ranges(
    fit: PairModel, variance: RatingVariance, alpha: float = 0.05
) -> tuple[RankRange, ...]:
    """Each model's range, by code: 1 + the number of models significantly better than it, to the
    models of its group less those significantly worse.

    Significant means a Holm-adjusted p below `alpha` (all pairs within groups), not intervals that
    do not overlap. Without degrees of freedom a range is the whole group; a model alone is 1 to 1.
    """
    clear: BoolArray = (pair_tests(fit, variance).adjusted < alpha) & fit.comparable
    above = fit.strength[:, None] > fit.strength[None, :]
    better = (clear & above).sum(axis=0)
    worse = (clear & above).sum(axis=1)
    members = np.bincount(fit.group)[fit.group] if len(fit.group) else fit.group
    return tuple(
        RankRange(1 + int(low), int(high))
        for low, high in zip(better, members - worse, strict=True)
    )

"""Tests of θ_i = θ_j for every pair of comparable models, Holm-adjusted together."""

from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import FloatArray
from lib.analytics.holm import holm
from lib.analytics.pair_model import PairModel
from lib.analytics.rating_variance import RatingVariance
from lib.analytics.student_t import t_two_sided_p

LEVEL = 1e-9
"""A smaller difference of strengths than this is rounding."""


@dataclass(frozen=True, eq=False)
class PairTests:
    """Two-sided p values of t = (θ_i − θ_j) / SE, (K, K) and symmetric: each pair's own, and
    Holm-adjusted over all `tested` pairs. 1 where there is nothing to test.
    """

    own: FloatArray
    adjusted: FloatArray
    tested: int


def pair_tests(fit: PairModel, variance: RatingVariance) -> PairTests:
    """The tests of all pairs within all groups, adjusted together.

    A model with itself, models of two groups, and pairs without degrees of freedom are no tests.
    """
    size = len(fit.strength)
    first, second = np.triu_indices(size, 1)
    degrees_of = variance.degrees_of[first]
    tested = (fit.group[first] == fit.group[second]) & (degrees_of > 0)
    first, second, degrees_of = first[tested], second[tested], degrees_of[tested]
    gap = np.abs(fit.strength[first] - fit.strength[second])
    error = np.sqrt(variance.difference[first, second])
    p = np.ones(len(gap))
    for degrees in np.unique(degrees_of):
        here = (degrees_of == degrees) & (gap > LEVEL) & (error > 0)
        p[here] = t_two_sided_p(gap[here] / error[here], int(degrees))
    own, adjusted = np.ones((size, size)), np.ones((size, size))
    own[first, second] = own[second, first] = p
    adjusted[first, second] = adjusted[second, first] = holm(p)
    return PairTests(own, adjusted, len(p))

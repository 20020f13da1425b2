"""Gwet's AC1 and AC2: agreement on categories that stays sensible where one category dominates.

    AC = (p_a - p_e) / (1 - p_e),   p_e = Σ_cd w_cd / (C (C - 1)) · Σ_c pi_c (1 - pi_c)

with p_a and pi as observed_agreement.py has them, over all C categories there are, used or not. AC1
takes w = 1 for equal categories and 0 otherwise. AC2 is for ordered ones and gives near misses a
part: w_cd = 1 - s (s + 1) / (C (C - 1)) for a distance of s = |c - d| (Gwet's ordinal weights).

n is the number of units that two or more people rated. Undefined where there is none, and with a
single category. Source: Gwet, Handbook of Inter-Rater Reliability (2014), chapters 2 to 4.
"""

import numpy as np

from lib.analytics.agreement import Agreement, estimate, undefined
from lib.analytics.arrays import FloatArray
from lib.analytics.bootstrap import divided
from lib.analytics.observed_agreement import NOTHING_SHARED, observed_agreement, shares_of
from lib.analytics.unit_ratings import UnitRatings

ONE_CATEGORY = "There is only one category, so everybody must agree."


def gwet_ac1(ratings: UnitRatings) -> Agreement:
    """AC1 with its interval over prompts, for categories without an order."""
    return _coefficient(ratings, np.eye(ratings.n_values))


def gwet_ac2(ratings: UnitRatings) -> Agreement:
    """AC2 with its interval over prompts, for categories in their order."""
    size = ratings.n_values
    apart = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    return _coefficient(ratings, 1 - apart * (apart + 1) / max(size * (size - 1), 1))


def _coefficient(ratings: UnitRatings, weights: FloatArray) -> Agreement:
    size = ratings.n_values
    found = observed_agreement(ratings, weights)
    if found.n == 0:
        return undefined(NOTHING_SHARED)
    if size < 2:
        return undefined(ONE_CATEGORY, found.n, found.prompts)
    factor = weights.sum() / (size * (size - 1))

    def coefficient(sums: FloatArray) -> FloatArray:
        observed, share = shares_of(sums)
        expected = factor * (share * (1 - share)).sum(axis=1)
        return divided(observed - expected, 1 - expected)

    return estimate(
        found.sums, coefficient, n=found.n, prompts=found.prompts, no_value=ONE_CATEGORY
    )

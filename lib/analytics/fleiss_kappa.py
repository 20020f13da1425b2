"""Fleiss' kappa: agreement of many raters on categories, beyond chance.

    kappa = (p_a - p_e) / (1 - p_e),   p_e = Σ_c pi_c²

with p_a and pi as observed_agreement.py has them: for the same number of ratings a unit that is
Fleiss (1971), for a varying number Gwet's (2014) generalisation, each unit weighing the same. n is
the number of units that two or more people rated. Undefined where there is none, and where all
ratings are one category. It misleads where one category dominates: read Gwet's AC1 beside it.
"""

import numpy as np

from lib.analytics.agreement import Agreement, estimate, undefined
from lib.analytics.arrays import FloatArray
from lib.analytics.bootstrap import divided
from lib.analytics.observed_agreement import NOTHING_SHARED, observed_agreement, shares_of
from lib.analytics.unit_ratings import UnitRatings

ONE_VALUE = "All ratings are the same, so agreement cannot be told from chance."

_ROUNDING = 1e-12


def fleiss_kappa(ratings: UnitRatings) -> Agreement:
    """Kappa with its interval over prompts."""
    found = observed_agreement(ratings, np.eye(ratings.n_values))
    if found.n == 0:
        return undefined(NOTHING_SHARED)
    return estimate(found.sums, _kappa, n=found.n, prompts=found.prompts, no_value=ONE_VALUE)


def _kappa(sums: FloatArray) -> FloatArray:
    observed, share = shares_of(sums)
    expected = (share * share).sum(axis=1)
    room = np.where(1 - expected > _ROUNDING, 1 - expected, 0.0)
    return divided(observed - expected, room)

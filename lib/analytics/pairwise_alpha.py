"""Pairwise alpha: do people put the same item first? Nominal Krippendorff's alpha over pairs.

The unit is a pair of items of one task, the rating one of "before", "tied", "after". Every pair is
counted in both orientations, so that the figure does not hang on how items are named: with one
orientation, names alone have moved it from 0.34 to 0.50 on the same data. It suits rankings over
different subsets of items, of different lengths, with ties.

With m ratings of a pair, n_c of outcome c, over the pairs that at least two people rated:
D = Σ (m² - Σ n_c²) / (m - 1), M = Σ m, T = Σ ties. In both orientations there are N = 2M values, of
which 2T are ties and M - T each of the other two, and

    alpha = 1 - (N - 1) · 2D / (N² - 2 (M - T)² - (2T)²).

1 is perfect agreement, 0 what chance would give. Undefined where no pair was rated by two people,
and where all ratings are ties. All ratings of a pair count, a person's second one too. n counts the
shared pairs. Source: Krippendorff, Content Analysis (2018), chapter 12.
"""

import numpy as np

from lib.analytics.agreement import Agreement, estimate, undefined
from lib.analytics.arrays import FloatArray
from lib.analytics.bootstrap import divided, prompt_groups
from lib.analytics.pair_ratings import PairRatings

NOTHING_SHARED = "No pair of items was compared by two people."
ALL_TIES = "All shared pairs are ties, so agreement cannot be told from chance."


def pairwise_alpha(ratings: PairRatings) -> Agreement:
    """Alpha over the pairs that at least two people compared."""
    units = ratings.as_units
    shared = np.flatnonzero(units.shared)
    if not len(shared):
        return undefined(NOTHING_SHARED)
    after, tied, before = (column[shared].astype(np.float64) for column in units.counts.T)
    m = after + tied + before
    different = 2 * (after * tied + after * before + tied * before) / (m - 1)
    prompt = units.prompt_of[shared]
    groups = prompt_groups(prompt)
    return estimate(
        groups.sums(prompt, different, m, tied),
        _alpha,
        n=len(shared),
        prompts=groups.prompts,
        no_value=ALL_TIES,
    )


def _alpha(sums: FloatArray) -> FloatArray:
    different, m, ties = sums.T
    n = 2 * m
    expected = n * n - 2 * (m - ties) ** 2 - 4 * ties * ties
    return np.asarray(1 - (n - 1) * divided(2 * different, expected))

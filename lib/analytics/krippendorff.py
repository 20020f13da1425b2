"""Krippendorff's alpha for ratings in categories: nominal, ordinal and interval.

    alpha = 1 - (n - 1) Σ o_cd δ²_cd / Σ n_c n_d δ²_cd

o_cd counts the coincidences of the values c and d in one unit, each unit of m ratings adding
n_uc (n_ud - [c = d]) / (m - 1); n_c = Σ_d o_cd, n = Σ n_c. The difference δ_cd is 1 for c ≠ d
(nominal), the distance of the values' numbers (interval), or the number of ratings from c to d, the
two ends by half (ordinal), which makes it the distance of the values' mid-ranks.

Only units that at least two people rated count; a person's second rating counts as any other. n is
their number. Undefined where there is none, and where all ratings are one value. Ordinal and
interval need categories in their order. Source: Krippendorff, Content Analysis (2018), chapter 12.
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from lib.analytics.agreement import Agreement, estimate, undefined
from lib.analytics.arrays import FloatArray
from lib.analytics.bootstrap import divided, prompt_groups
from lib.analytics.unit_ratings import UnitRatings

Level = Literal["nominal", "ordinal", "interval"]

NOTHING_SHARED = "No item was rated by two people."
ONE_VALUE = "All shared ratings are the same, so agreement cannot be told from chance."


def krippendorff_alpha(
    ratings: UnitRatings, level: Level, numbers: ArrayLike | None = None
) -> Agreement:
    """Alpha of the ratings; `numbers` are the values' own (interval), by default 0, 1, 2 …"""
    shared = np.flatnonzero(ratings.shared)
    if not len(shared):
        return undefined(NOTHING_SHARED)
    size = ratings.n_values
    scale = np.arange(size) if numbers is None else np.asarray(numbers)
    counts = [column[shared].astype(np.float64) for column in ratings.counts.T]
    others = sum(counts) - np.ones(len(shared))
    one, two = np.triu_indices(size)
    prompt = ratings.prompt_of[shared]
    groups = prompt_groups(prompt, len(one))
    coincidences = (
        counts[c] * (counts[d] - (c == d)) / others for c, d in zip(one, two, strict=True)
    )
    sums = groups.sums(prompt, *coincidences)

    def alpha(rows: FloatArray) -> FloatArray:
        o = np.zeros((len(rows), size, size))
        o[:, one, two] = rows
        o[:, two, one] = rows
        n_c = o.sum(axis=2)
        squared = _squared_differences(n_c, level, scale.astype(np.float64))
        observed = np.einsum("rcd,rcd->r", o, squared)
        expected = np.einsum("rc,rd,rcd->r", n_c, n_c, squared)
        return np.asarray(1 - (n_c.sum(axis=1) - 1) * divided(observed, expected))

    return estimate(sums, alpha, n=len(shared), prompts=groups.prompts, no_value=ONE_VALUE)


def _squared_differences(n_c: FloatArray, level: Level, numbers: FloatArray) -> FloatArray:
    """(R, C, C) from the values' frequencies (R, C)."""
    if level == "nominal":
        differ = 1 - np.eye(n_c.shape[1])
        return np.broadcast_to(differ, (len(n_c), *differ.shape))
    position = np.cumsum(n_c, axis=1) - n_c / 2 if level == "ordinal" else numbers[None, :]
    squared = (position[:, :, None] - position[:, None, :]) ** 2
    return np.broadcast_to(squared, (len(n_c), *squared.shape[1:]))

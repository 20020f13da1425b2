"""Cohen's kappa of every two annotators on the items that both rated, and the mean of them.

With n ratings in common, n_cd times c by the one and d by the other, and the sums r_c and k_d,

    kappa = (n Σ_c n_cc - Σ_c r_c k_c) / (n² - Σ_c r_c k_c).

The mean is plain: every pair of annotators with a kappa weighs the same. A pair has none where both
always chose the same single category. Where a person rated an item twice, each rating meets the
other person's. n of the mean counts pairs of annotators, that of a pair its ratings in common.
Source: Cohen (1960); mean over pairs: Light (1971).
"""

from dataclasses import dataclass

import numpy as np

from lib.analytics.agreement import Agreement, estimates, undefined
from lib.analytics.arrays import FloatArray
from lib.analytics.bootstrap import divided, prompt_groups
from lib.analytics.observed_agreement import NOTHING_SHARED
from lib.analytics.people_pairs import people_pairs, rating_pairs
from lib.analytics.unit_ratings import UnitRatings

ONE_VALUE = "Both always chose the same single category, so agreement cannot be told from chance."


@dataclass(frozen=True)
class PairKappa:
    """The kappa of two annotators, by their codes, `first` < `second`."""

    first: int
    second: int
    kappa: Agreement


@dataclass(frozen=True)
class CohenKappa:
    """The mean over pairs of annotators, and each pair's own kappa."""

    mean: Agreement
    pairs: tuple[PairKappa, ...]


def cohen_kappa(ratings: UnitRatings) -> CohenKappa:
    """Kappas with intervals over prompts; nothing shared gives no pairs."""
    unit, annotator = ratings.unit, ratings.annotator
    people = int(annotator.max()) + 1 if len(annotator) else 0
    pairs = people_pairs(
        ((annotator[one], annotator[two]) for one, two in rating_pairs(unit, annotator)), people
    )
    if not len(pairs):
        return CohenKappa(undefined(NOTHING_SHARED), ())
    size = ratings.n_values
    cells = len(pairs) * size * size
    groups = prompt_groups(ratings.prompt_of[ratings.shared], cells)
    sums = np.zeros((groups.n, cells))
    for one, two in rating_pairs(unit, annotator):
        pair = pairs.code(annotator[one], annotator[two]).astype(np.int64)
        cell = (pair * size + ratings.value[one]) * size + ratings.value[two]
        sums += groups.table(ratings.prompt[one], cell, np.ones(len(one)), cells)

    def kappas(rows: FloatArray) -> FloatArray:
        each = _kappa(rows.reshape(len(rows), len(pairs), size, size))
        known = ~np.isnan(each)
        mean = divided(np.where(known, each, 0.0).sum(axis=1), known.sum(axis=1))
        return np.concatenate([mean[:, None], each], axis=1)

    by_pair = sums.reshape(groups.n, len(pairs), size * size).sum(axis=2)
    defined = int((~np.isnan(kappas(sums.sum(axis=0, keepdims=True))[0, 1:])).sum())
    found = estimates(
        sums,
        kappas,
        n=[defined, *by_pair.sum(axis=0).astype(int).tolist()],
        prompts=[groups.prompts, *(by_pair > 0).sum(axis=0).tolist()],
        no_value=ONE_VALUE,
    )
    return CohenKappa(
        found[0],
        tuple(
            PairKappa(int(first), int(second), kappa)
            for first, second, kappa in zip(pairs.first, pairs.second, found[1:], strict=True)
        ),
    )


def _kappa(table: FloatArray) -> FloatArray:
    """(R, K) from tables (R, K, C, C)."""
    n = table.sum(axis=(2, 3))
    chance = (table.sum(axis=2) * table.sum(axis=3)).sum(axis=2)
    return divided(n * np.trace(table, axis1=2, axis2=3) - chance, n * n - chance)

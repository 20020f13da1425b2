"""How far the rankings of one task lie apart: the share of what is said of pairs that differs.

Two people say the same of a pair of responses where each of the two is in the same bucket for both
people and, inside one bucket, the order is the same (first, tied, last). So without buckets this is
Kendall's distance with ties (Kendall 1938), and with buckets it sees moves between them whether or
not the project's buckets have an order. Two unplaced responses have no order.

Of a pair with m rankings, n_c of which say c, the share of its pairs of rankings that differ is
(m² - Σ n_c²) / (m (m - 1)); a task's disagreement is the mean over the pairs that at least two
people ranked: 0 where all agree, 1 where no two do. A task without such a pair has none. A person's
several rankings of a task all count, as in `lib.analytics.disagreement`.
"""

from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import FloatArray, IntArray
from lib.analytics.bootstrap import divided
from lib.analytics.item_pairs import CountingRule, item_pairs
from lib.analytics.rankings import Rankings
from lib.analytics.unit_ratings import UnitRatings

BEFORE, TIED, AFTER, APART = 0, 1, 2, 3


@dataclass(frozen=True, eq=False)
class RankingDistances:
    """Of T tasks by their code `task` (T,): the disagreement, the people and the shared pairs."""

    task: IntArray
    value: FloatArray
    people: IntArray
    pairs: IntArray


def ranking_distances(rankings: Rankings, item: IntArray, task: IntArray) -> RankingDistances:
    """The tasks that at least two people ranked, in the order of their codes.

    `item` (M) is the code of each entry's item in the whole project, `task` (N) that of each
    ranking's task. The rankings stand one by one (`count` 1).
    """
    units, said, ranking = _said(rankings, item)
    if not len(units):
        none = np.empty(0, dtype=np.int64)
        return RankingDistances(none, none.astype(np.float64), none, none)
    ratings = UnitRatings(
        unit=units,
        annotator=rankings.annotator[ranking],
        prompt=task[ranking],
        value=said,
        n_values=int(said.max()) + 1,
    )
    shared = np.flatnonzero(ratings.shared)
    m = np.bincount(units).astype(np.float64)
    same = _sum_of_squares(units, said, ratings.n_units)
    differ = divided(m * m - same, m * (m - 1))[shared]
    task_of = ratings.prompt_of[shared]
    pairs = np.bincount(task_of)
    value = divided(np.bincount(task_of, differ), pairs)
    found = np.flatnonzero(pairs)
    return RankingDistances(found, value[found], _people(rankings, task)[found], pairs[found])


def _said(rankings: Rankings, item: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """The code of every pair, what was said of it, and in which ranking."""
    width = int(rankings.bucket.max(initial=0)) + 2
    keys, said, ranking = [], [], []
    span = int(item.max(initial=0)) + 1
    for pairs in item_pairs(rankings, CountingRule()):
        swap = item[pairs.left] > item[pairs.right]
        first = np.where(swap, pairs.right, pairs.left)
        second = np.where(swap, pairs.left, pairs.right)
        one, two = rankings.bucket[first].astype(np.int32), rankings.bucket[second]
        order = np.sign(rankings.place[first].astype(np.int32) - rankings.place[second]) + TIED
        order = np.where(one == two, order, APART)
        keys.append(item[first].astype(np.int64) * span + item[second])
        said.append(((one + 1) * width + two + 1) * (APART + 1) + order)
        ranking.append(pairs.ranking)
    if not keys:
        none = np.empty(0, dtype=np.int64)
        return none, none, none
    _, units = np.unique(np.concatenate(keys), return_inverse=True)
    return units, np.concatenate(said).astype(np.int64), np.concatenate(ranking)


def _sum_of_squares(units: IntArray, said: IntArray, n_units: int) -> FloatArray:
    """Σ n_c² of every pair."""
    size = int(said.max()) + 1
    cells, n = np.unique(units.astype(np.int64) * size + said, return_counts=True)
    return np.asarray(np.bincount(cells // size, n.astype(np.float64) ** 2, n_units))


def _people(rankings: Rankings, task: IntArray) -> IntArray:
    """How many different people ranked each task, by its code."""
    most = int(rankings.annotator.max(initial=0)) + 1
    return np.bincount(np.unique(task.astype(np.int64) * most + rankings.annotator) // most)

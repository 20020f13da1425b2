"""The hardest tasks: where people disagree most about which item comes first.

Of a pair of items with m ratings, n_c of each outcome, the share of its pairs of ratings that
differ is (m² - Σ n_c²) / (m (m - 1)). A task's disagreement is the mean over its pairs of items
that at least two people rated: 0 where all agree. A task has one prompt, so there is nothing to
resample and no interval; n says how much it rests on. Nothing shared gives no tasks.
"""

from dataclasses import dataclass

import numpy as np

from lib.analytics.bootstrap import divided
from lib.analytics.pair_ratings import PairRatings


@dataclass(frozen=True)
class TaskDisagreement:
    """A task by its code, its disagreement from 0 to 1, and the number `n` of its shared pairs."""

    task: int
    value: float
    n: int


def hardest_tasks(ratings: PairRatings, limit: int | None = None) -> tuple[TaskDisagreement, ...]:
    """Tasks with shared pairs, the worst first; equals by more shared pairs, then by code."""
    units = ratings.as_units
    shared = np.flatnonzero(units.shared)
    after, tied, before = (column[shared].astype(np.float64) for column in units.counts.T)
    m = after + tied + before
    differ = 2 * (after * tied + after * before + tied * before) / (m * (m - 1))
    task_of = np.zeros(units.n_units, dtype=np.int64)
    task_of[ratings.unit] = ratings.task
    task = task_of[shared]
    n = np.bincount(task)
    value = divided(np.bincount(task, differ), n)
    found = np.flatnonzero(n)
    order = found[np.lexsort((found, -n[found], -value[found]))][:limit]
    return tuple(TaskDisagreement(int(at), float(value[at]), int(n[at])) for at in order)

"""Every two rankings of one task by different people, and what they have in common.

Two rankings share the pairs of items that both rated. Over these, x and y being 1, 0 or -1, their
tau-b is Σ xy / √(Σ x² Σ y²) (Kendall 1945): concordant less discordant pairs over the geometric
mean of each one's untied pairs. It is undefined where one of the two ties all that they share.

At most six million pairs of rankings are looked at. Where there would be more, a task with very
many rankings is represented by some of them, drawn at random, the same in every run.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import FloatArray, IntArray
from lib.analytics.bootstrap import divided
from lib.analytics.pair_ratings import PairRatings

MOST_PAIRS = 6_000_000

_CELLS = 1_000_000
_SEED = 20_250_102


@dataclass(frozen=True, eq=False)
class RankingPairs:
    """Q pairs of rankings with something shared; `first` < `second` are their annotators (Q,).

    `shared` counts the pairs of items that both rated, `equal` those rated the same, `tau` is
    tau-b, nan where undefined; `prompt` is the prompt of their task.
    """

    first: IntArray
    second: IntArray
    prompt: IntArray
    shared: IntArray
    equal: IntArray
    tau: FloatArray

    def __len__(self) -> int:
        return len(self.first)


@dataclass(frozen=True, eq=False)
class _Members:
    """Codes by task: task t has code[starts[t]:starts[t + 1]]; `place` is a code's place there."""

    code: IntArray
    starts: IntArray
    place: IntArray

    @property
    def sizes(self) -> IntArray:
        return np.diff(self.starts)


def ranking_pairs(ratings: PairRatings) -> RankingPairs:
    """All pairs of rankings of one task by two people who both rated one pair of items at least."""
    if not len(ratings):
        none = np.empty(0, dtype=np.int64)
        return RankingPairs(none, none, none, none, none, none.astype(np.float64))
    tasks = int(ratings.task.max()) + 1
    rankings = _members(ratings.ranking, ratings.task, tasks)
    most = _most_a_task(rankings.sizes)
    if most < rankings.sizes.max():
        rankings = _members(ratings.ranking, ratings.task, tasks, at_random=True)
    found = list(_blocks(ratings, rankings, _members(ratings.unit, ratings.task, tasks), most))
    return RankingPairs(
        np.concatenate([each.first for each in found]),
        np.concatenate([each.second for each in found]),
        np.concatenate([each.prompt for each in found]),
        np.concatenate([each.shared for each in found]),
        np.concatenate([each.equal for each in found]),
        np.concatenate([each.tau for each in found]),
    )


def _members(code: IntArray, task: IntArray, tasks: int, *, at_random: bool = False) -> _Members:
    """Each task's codes, in order or at random, so that the first few can stand for all."""
    task_of = np.full(int(code.max()) + 1, -1, dtype=np.int64)
    task_of[code] = task
    present = np.flatnonzero(task_of >= 0)
    if at_random:
        present = np.random.default_rng(_SEED).permutation(present)
    present = present[np.argsort(task_of[present], kind="stable")]
    starts = np.searchsorted(task_of[present], np.arange(tasks + 1))
    place = np.zeros(len(task_of), dtype=np.int64)
    place[present] = np.arange(len(present)) - starts[task_of[present]]
    return _Members(present, starts, place)


def _most_a_task(sizes: IntArray) -> int:
    """How many rankings may stand for a task without too many pairs in all."""
    most = int(sizes.max())
    while most > 2:
        taken = np.minimum(sizes, most).astype(np.float64)
        if (taken * (taken - 1) / 2).sum() <= MOST_PAIRS:
            break
        most = most * 4 // 5
    return most


def _blocks(
    ratings: PairRatings, rankings: _Members, units: _Members, most: int
) -> Iterator[RankingPairs]:
    """Tasks of one shape (rankings by pairs of items) at a time, as dense tables."""
    rows, columns = np.minimum(rankings.sizes, most), units.sizes
    task = np.lexsort((columns, rows))
    rank = np.empty(len(task), dtype=np.int64)
    rank[task] = np.arange(len(task))
    row = rankings.place[ratings.ranking]
    kept = np.flatnonzero((row < most) & (rows[ratings.task] > 1))
    kept = kept[np.argsort(rank[ratings.task[kept]], kind="stable")]
    starts = np.searchsorted(rank[ratings.task[kept]], np.arange(len(task) + 1))
    annotator_of = np.zeros(len(rankings.place), dtype=np.int64)
    annotator_of[ratings.ranking] = ratings.annotator
    prompt_of = np.zeros(len(task), dtype=np.int64)
    prompt_of[ratings.task] = ratings.prompt

    height, width = rows[task], columns[task]
    ends = np.flatnonzero(np.diff(height, append=-1) | np.diff(width, append=-1)) + 1
    begin = 0
    while begin < len(task):
        m, u = int(height[begin]), int(width[begin])
        end = min(int(ends[np.searchsorted(ends, begin, "right")]), begin + _room(m, u))
        these, here = kept[starts[begin] : starts[end]], task[begin:end]
        value = np.zeros((len(here), m, u), dtype=np.float32)
        rated = np.zeros_like(value)
        at = rank[ratings.task[these]] - begin, row[these], units.place[ratings.unit[these]]
        value[at], rated[at] = ratings.value[these], 1
        who = annotator_of[rankings.code[rankings.starts[here][:, None] + np.arange(m)]]
        yield _compared(value, rated, who, prompt_of[here])
        begin = end


def _room(rows: int, columns: int) -> int:
    return max(1, _CELLS // max(rows * max(rows, columns), 1))


def _compared(
    value: FloatArray, rated: FloatArray, annotator: IntArray, prompt: IntArray
) -> RankingPairs:
    """The pairs of rankings of T tasks: `value` and `rated` are (T, m, u), `annotator` (T, m)."""
    untied = value * value
    product, shared, untied_twice, untied_once = (
        np.matmul(one, two.transpose(0, 2, 1))
        for one, two in ((value, value), (rated, rated), (untied, untied), (untied, rated))
    )
    one, two = np.triu_indices(value.shape[1], 1)
    keep = (shared[:, one, two] > 0) & (annotator[:, one] != annotator[:, two])
    of_task, at = np.nonzero(keep)
    i, j = one[at], two[at]
    xy, n, both = (each[of_task, i, j] for each in (product, shared, untied_twice))
    x, y = untied_once[of_task, i, j], untied_once[of_task, j, i]
    # Equal: both untied and the same sign, or both tied.
    equal = (both + xy) / 2 + (n - x - y + both)
    a, b = annotator[of_task, i], annotator[of_task, j]
    return RankingPairs(
        first=np.minimum(a, b),
        second=np.maximum(a, b),
        prompt=prompt[of_task],
        shared=np.rint(n).astype(np.int32),
        equal=np.rint(equal).astype(np.int32),
        tau=divided(xy.astype(np.float64), np.sqrt(x.astype(np.float64) * y)),
    )

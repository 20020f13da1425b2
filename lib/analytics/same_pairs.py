"""Same pairs: of the pairs of items that two answers to one task both compare, how many are alike?

A pair is compared as everywhere (item_pairs.py): inside a compared group, equal places tie, what is
unplaced is compared with nothing unless it counts as worst. It is alike where both answers put the
same item first, or both tie the two.

The share is over the pairs of all tasks together. Its interval is Wilson's on the number of tasks,
since the pairs of one answer hang together; it is wider than one on the number of pairs. Undefined
(None) where no pair is compared by both.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import IntArray
from lib.analytics.item_pairs import CountingRule
from lib.analytics.pair_ratings import pair_ratings
from lib.analytics.rankings import Rankings
from lib.analytics.wilson import wilson_interval

Placed = tuple[int, str, int, int]
"""Where an item stands: its Ranker's code, its id, its bucket (-1 unplaced), its place there."""


@dataclass(frozen=True, eq=False)
class SamePairs:
    """Of each of C pairs of answers: pairs of items that both compare, and those alike (C,)."""

    shared: IntArray
    same: IntArray


@dataclass(frozen=True)
class PairScore:
    """The share of `pairs` that are alike, in answers to `tasks` tasks; None where there is none.

    A task counts where at least one pair is compared by both answers.
    """

    share: float | None
    low: float | None
    high: float | None
    pairs: int
    tasks: int


NO_SCORE = PairScore(None, None, None, 0, 0)


def same_pairs(
    answers: Sequence[tuple[Sequence[Placed], Sequence[Placed]]], rule: CountingRule
) -> SamePairs:
    """Compare the two answers of each pair; neither holds an item of a Ranker twice."""
    none = np.zeros(len(answers), dtype=np.int64)
    rankings, item = _rankings(answers)
    task = np.repeat(np.arange(len(answers)), 2)
    ratings = pair_ratings(rankings, item, task, rule)
    if not len(ratings):
        return SamePairs(none, none)
    order = np.argsort(ratings.unit, kind="stable")
    unit, value, of = ratings.unit[order], ratings.value[order], ratings.task[order]
    both = np.flatnonzero(unit[1:] == unit[:-1])
    alike = both[value[both] == value[both + 1]]
    return SamePairs(
        shared=np.bincount(of[both], minlength=len(answers)),
        same=np.bincount(of[alike], minlength=len(answers)),
    )


def pair_score(found: SamePairs, of: IntArray) -> PairScore:
    """The share over some of the pairs of answers; `of` holds their places."""
    shared, same = found.shared[of], found.same[of]
    pairs, tasks = int(shared.sum()), int(np.count_nonzero(shared))
    if not pairs:
        return NO_SCORE
    share = float(same.sum() / pairs)
    low, high = wilson_interval(share, tasks)
    return PairScore(share, float(low), float(high), pairs, tasks)


def _rankings(
    answers: Sequence[tuple[Sequence[Placed], Sequence[Placed]]],
) -> tuple[Rankings, IntArray]:
    """Two rankings for each pair of answers, and a code for each item of a pair's Ranker."""
    each = [answer for pair in answers for answer in pair]
    codes: dict[tuple[int, int, str], int] = {}
    item = [
        codes.setdefault((index // 2, placed[0], placed[1]), len(codes))
        for index, answer in enumerate(each)
        for placed in answer
    ]
    flat = [placed for answer in each for placed in answer]
    none = np.zeros(len(each), dtype=np.int64)
    return Rankings(
        models=(),
        starts=np.concatenate([[0], np.cumsum([len(answer) for answer in each], dtype=np.int64)]),
        model=np.full(len(flat), -1),
        bucket=np.array([placed[2] for placed in flat], dtype=np.int16),
        place=np.array([placed[3] for placed in flat], dtype=np.int16),
        control=np.array([placed[0] for placed in flat], dtype=np.int16),
        prompt=none,
        annotator=none,
        count=np.ones(len(each), dtype=np.int64),
    ), np.array(item, dtype=np.int64)

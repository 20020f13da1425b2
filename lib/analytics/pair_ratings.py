"""Ratings of pairs of items: which of the two did a person put first?

The unit is the unordered pair of two items of one task, so (A, B) and (B, A) are one unit however
they were shown or stored. WMT16's published kappa took them for two, and so lost half of the pairs
that two people had judged. One person's several annotations of a task all count.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from lib.analytics.arrays import IntArray
from lib.analytics.item_pairs import CountingRule, item_pairs
from lib.analytics.rankings import Rankings
from lib.analytics.unit_ratings import UnitRatings

BEFORE, TIED, AFTER = 1, 0, -1


@dataclass(frozen=True, eq=False)
class PairRatings:
    """P ratings of pairs; all codes count from 0.

    `unit` (P) is the code of the pair, `annotator`, `prompt`, `task` and `ranking` (P) say whose
    rating it is and of what. `value` (P) is 1 where the item with the smaller code came first, -1
    where the other one did, 0 for a tie. A unit belongs to one task, a task to one prompt, a
    ranking to one person; a ranking rates a pair once.
    """

    unit: IntArray
    annotator: IntArray
    prompt: IntArray
    task: IntArray
    ranking: IntArray
    value: IntArray

    def __len__(self) -> int:
        return len(self.unit)

    @cached_property
    def as_units(self) -> UnitRatings:
        """The same as ratings with three categories: after, tied, before."""
        return UnitRatings(self.unit, self.annotator, self.prompt, self.value + 1, 3)


def pair_ratings(
    rankings: Rankings, item: IntArray, task: IntArray, rule: CountingRule
) -> PairRatings:
    """The rated pairs of rankings: those that the rule compares.

    `item` (M) is the code of each entry's item in the whole project: the same code is the same
    response to the same task under the same Ranker. `task` (N) is the code of each ranking's task.
    The rankings must stand one by one (`count` 1), since grouped ones have lost their task.
    """
    if np.any(rankings.count != 1):
        raise ValueError("Agreement needs rankings one by one: here some rows stand for several.")
    parts = []
    for pairs in item_pairs(rankings, rule):
        keep = np.flatnonzero(pairs.counted)
        left, right = item[pairs.left[keep]], item[pairs.right[keep]]
        ahead = (2 * pairs.score[keep] - 1).astype(np.int8)
        parts.append((left, right, ahead, pairs.ranking[keep]))
    if not parts:
        none = np.empty(0, dtype=np.int32)
        parts = [(none, none, none.astype(np.int8), none)]
    first, second, value, ranking = (np.concatenate(each) for each in zip(*parts, strict=True))
    return PairRatings(
        unit=_units(first, second),
        annotator=rankings.annotator[ranking],
        prompt=rankings.prompt[ranking],
        task=task[ranking],
        ranking=ranking,
        value=np.where(first < second, value, -value),
    )


def make_pair_ratings(
    first: ArrayLike,
    second: ArrayLike,
    value: ArrayLike,
    *,
    annotator: ArrayLike,
    prompt: ArrayLike,
    task: ArrayLike | None = None,
    ranking: ArrayLike | None = None,
) -> PairRatings:
    """Ratings from plain battles of items `first` and `second`; `value` is 1 where first won.

    By default every battle is a ranking of its own, and a prompt is one task.
    """
    one, two, won = np.asarray(first), np.asarray(second), np.asarray(value, dtype=np.int8)
    of_prompt = np.asarray(prompt)
    return PairRatings(
        unit=_units(one, two),
        annotator=np.asarray(annotator),
        prompt=of_prompt,
        task=of_prompt if task is None else np.asarray(task),
        ranking=np.arange(len(one)) if ranking is None else np.asarray(ranking),
        value=np.where(one < two, won, -won),
    )


def _units(first: IntArray, second: IntArray) -> IntArray:
    """Dense codes of unordered pairs of items."""
    if not len(first):
        return np.empty(0, dtype=np.int32)
    small, large = np.minimum(first, second), np.maximum(first, second)
    span = int((large - small).max()) + 1
    key = small.astype(np.int64) * span + (large - small)
    size = int(key.max()) + 1
    if size > 8 * len(key) + 1_000_000:
        return np.asarray(np.unique(key, return_inverse=True)[1], dtype=np.int32)
    # Items of one task have near codes, so a table of all keys is small, and faster than sorting.
    present = np.zeros(size, dtype=bool)
    present[key] = True
    return np.asarray((np.cumsum(present, dtype=np.int32) - 1)[key])

"""Which pairs of items count, and who came first: the rule every ranking statistic rests on.

A compared group is one bucket, or all ordered buckets together, or the whole list of a Ranker
without buckets. Inside a group the item with the better bucket, then the better place is first;
equal places tie. Unplaced items are compared with nothing, unless they count as worst: then every
placed item beats them, and they are not compared with each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from lib.analytics.arrays import BoolArray, FloatArray, IntArray
from lib.analytics.rankings import Rankings

CHUNK = 20_000
"""Rankings paired at a time: what lies between stays in the processor's cache."""


@dataclass(frozen=True)
class CountingRule:
    """`ordered_buckets` lists (Ranker code, bucket index), best first; empty: no order."""

    ordered_buckets: tuple[tuple[int, int], ...] = ()
    unplaced_is_worst: bool = False


@dataclass(frozen=True, eq=False)
class ItemPairs:
    """P pairs of items of one Ranker in one ranking, by ranking.

    `left` and `right` are positions in the rankings' item arrays; `score` is 1 where left is
    better, 0.5 for a tie, 0 otherwise; `counted` tells whether the pair is compared at all, `size`
    is the number of items in the compared group.
    """

    left: IntArray
    right: IntArray
    score: FloatArray
    counted: BoolArray
    size: IntArray
    ranking: IntArray

    def only(self, keep: BoolArray) -> "ItemPairs":
        return ItemPairs(*(getattr(self, each.name)[keep] for each in fields(self)))


def item_pairs(rankings: Rankings, rule: CountingRule) -> Iterator[ItemPairs]:
    """All pairs of items that were ranked together, in chunks of rankings of equal length."""
    standings = _Standings.of(rankings, rule)
    lengths = np.diff(rankings.starts)
    for length in np.unique(lengths):
        rows = np.flatnonzero(lengths == length).astype(np.int32)
        for start in range(0, len(rows) if length > 1 else 0, CHUNK):
            yield _pairs(rankings, standings, rows[start : start + CHUNK], int(length))


@dataclass(frozen=True, eq=False)
class _Standings:
    """Of each item its compared group (-1 unplaced) and its standing there, the smaller better."""

    group: IntArray
    place: IntArray
    spans: BoolArray
    unplaced_is_worst: bool

    @classmethod
    def of(cls, rankings: Rankings, rule: CountingRule) -> "_Standings":
        width = int(rankings.bucket.max(initial=0)) + 2
        group = rankings.control * np.int16(width) + rankings.bucket
        place = rankings.place.astype(np.int32)
        longest = int(place.max(initial=0)) + 1
        spans = np.zeros(len(group), dtype=bool)
        for order, (control, index) in enumerate(rule.ordered_buckets):
            here = (rankings.control == control) & (rankings.bucket == index)
            group[here] = control * width + width - 1
            place[here] += order * longest
            spans |= here
        group[rankings.bucket < 0] = -1
        return cls(group, place, spans, rule.unplaced_is_worst)


def _pairs(rankings: Rankings, standings: _Standings, rows: IntArray, length: int) -> ItemPairs:
    position = rankings.starts[rows].astype(np.int32)[:, None] + np.arange(length, dtype=np.int32)
    group, control = standings.group[position], rankings.control[position]
    size = np.zeros(position.shape, dtype=np.int16)
    for other in range(length):
        size += group == group[:, other, None]
    one, two = np.triu_indices(length, 1)
    left, right = position[:, one].ravel(), position[:, two].ravel()
    left_group, right_group = group[:, one].ravel(), group[:, two].ravel()
    counted = (left_group == right_group) & (left_group >= 0)
    left_place, right_place = standings.place[left], standings.place[right]
    score = (left_place < right_place) + np.float32(0.5) * (left_place == right_place)
    pair_size: IntArray = size[:, one].ravel()
    if standings.unplaced_is_worst:
        total = np.zeros(position.shape, dtype=np.int16)
        for other in range(length):
            total += control == control[:, other, None]
        mixed = (left_group < 0) != (right_group < 0)
        score = np.where(mixed, left_group >= 0, score).astype(np.float32)
        pair_size = np.where(mixed | standings.spans[left], total[:, one].ravel(), pair_size)
        counted |= mixed
    pairs = ItemPairs(left, right, score, counted, pair_size, np.repeat(rows, len(one)))
    same = control[:, one].ravel() == control[:, two].ravel()
    return pairs if same.all() else pairs.only(same)

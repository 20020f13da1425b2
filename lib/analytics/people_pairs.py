"""Pairs of people: every two annotators who rated the same thing, and a code for each two."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import IntArray

_MANY_PEOPLE = 2_000


@dataclass(frozen=True, eq=False)
class PeoplePairs:
    """K pairs of people, `first` < `second` (K), in order."""

    first: IntArray
    second: IntArray
    _keys: IntArray
    _code_of: IntArray | None
    _people: int

    def __len__(self) -> int:
        return len(self.first)

    def code(self, one: IntArray, two: IntArray) -> IntArray:
        """The codes of pairs (one < two) that are among these."""
        key = one.astype(np.int64) * self._people + two
        found = np.searchsorted(self._keys, key) if self._code_of is None else self._code_of[key]
        return np.asarray(found)


def people_pairs(blocks: Iterable[tuple[IntArray, IntArray]], people: int) -> PeoplePairs:
    """The pairs that occur in blocks of (one, two), one < two; codes are below `people`."""
    code_of = None
    if people <= _MANY_PEOPLE:
        present = np.zeros(people * people, dtype=bool)
        for one, two in blocks:
            present[one.astype(np.int64) * people + two] = True
        keys = np.flatnonzero(present)
        code_of = np.cumsum(present, dtype=np.int32) - 1
    else:
        found = [np.unique(one.astype(np.int64) * people + two) for one, two in blocks]
        keys = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    return PeoplePairs(keys // max(people, 1), keys % max(people, 1), keys, code_of, people)


def rating_pairs(unit: IntArray, annotator: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
    """Every two ratings of one unit by different people, as positions, in blocks.

    The first position is that of the person with the smaller code.
    """
    for one, two in equal_pairs(unit):
        differ = np.flatnonzero(annotator[one] != annotator[two])
        a, b = one[differ], two[differ]
        swap = annotator[a] > annotator[b]
        yield np.where(swap, b, a), np.where(swap, a, b)


def equal_pairs(key: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
    """The positions of every two equal keys, in blocks.

    Each block pairs every key with the one so many places after it in order, so no block is longer
    than the keys.
    """
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    position: IntArray = np.arange(len(order))
    lag = 0
    while len(position):
        lag += 1
        position = position[position + lag < len(order)]
        position = position[ordered[position] == ordered[position + lag]]
        yield order[position], order[position + lag]

"""Equal rankings told once: rows of different rankings, and the rankings behind each row.

A million rankings of four among eight models are at most 1,680 different ones. What a ranking says
is worked out for each row; only whose it is and of which prompt is looked at ranking by ranking.
"""

from dataclasses import dataclass, replace

import numpy as np

from lib.analytics.arrays import IntArray
from lib.analytics.rankings import Rankings

SAMPLE = 20_000
WORTHWHILE = 0.5
"""The share of different rankings in a sample up to which telling equal ones once saves time."""

_LARGEST_TABLE = 4_000_000
_LARGEST_KEY = 2**62


@dataclass(frozen=True, eq=False)
class Members:
    """N rankings behind R rows: the `row`, the `prompt` and the `annotator` (N) of each."""

    row: IntArray
    prompt: IntArray
    annotator: IntArray

    def entries(self, row: IntArray, rows: int) -> tuple[IntArray, IntArray]:
        """Entries of rows, told for each ranking: the index of the entry, and the ranking.

        `row` (E), ascending, is the row of each entry; `rows` is R. By ranking.
        """
        length = np.bincount(row, minlength=rows)
        start = np.concatenate([[0], length.cumsum()[:-1]])
        of_ranking = length[self.row]
        ranking = np.repeat(np.arange(len(self.row), dtype=np.int32), of_ranking)
        before = np.concatenate([[0], of_ranking.cumsum()[:-1]])
        shift = (start[self.row] - before).astype(np.int64)
        return np.arange(len(ranking)) + shift[ranking], ranking


def told_once(rankings: Rankings) -> tuple[Rankings, Members | None]:
    """The different rankings with their counts, and the members of each.

    Where most differ, the rankings as they are, and None.
    """
    n = len(rankings)
    if n == 0 or np.any(rankings.count != 1):
        return rankings, None
    cell = _cells(rankings)
    code = _ranking_codes(rankings, cell, np.arange(min(n, SAMPLE)))
    if len(np.unique(code)) > WORTHWHILE * len(code):
        return rankings, None
    row, first = _dense(_ranking_codes(rankings, cell, np.arange(n)))
    lengths = np.diff(rankings.starts)[first]
    starts = np.concatenate([[0], lengths.cumsum()])
    item = np.arange(starts[-1]) + np.repeat(rankings.starts[first] - starts[:-1], lengths)
    once = replace(
        rankings,
        starts=starts,
        model=rankings.model[item],
        bucket=rankings.bucket[item],
        place=rankings.place[item],
        control=rankings.control[item],
        prompt=np.zeros(len(first), dtype=np.int32),
        annotator=np.zeros(len(first), dtype=np.int32),
        count=np.bincount(row, minlength=len(first)),
    )
    return once, Members(row, rankings.prompt, rankings.annotator)


def _ranking_codes(rankings: Rankings, cell: IntArray, chosen: IntArray) -> IntArray:
    """A code that exactly the equal ones among the chosen rankings share; `cell` (M) of entries."""
    lengths = np.diff(rankings.starts)[chosen]
    starts = rankings.starts[chosen]
    cells = int(cell.max(initial=0)) + 1
    code = np.zeros(len(chosen), dtype=np.int64)
    taken = 0
    for length in np.unique(lengths):
        at = np.flatnonzero(lengths == length)
        found: IntArray = np.zeros(len(at), dtype=np.int64)
        size = 1
        for slot in range(int(length)):
            if size * cells >= _LARGEST_KEY:
                found = _dense(found)[0].astype(np.int64)
                size = int(found.max(initial=0)) + 1
            found = found * cells + cell[starts[at] + slot]
            size *= cells
        found = _dense(found)[0]
        code[at] = taken + found
        taken += int(found.max(initial=-1)) + 1
    return code


def _cells(rankings: Rankings) -> IntArray:
    """(M,) a dense code of all that an entry says."""
    places = int(rankings.place.max(initial=0)) + 1
    buckets = int(rankings.bucket.max(initial=0)) + 2
    controls = int(rankings.control.max(initial=0)) + 2
    # In place: copies of this length cost more than the sums.
    code = rankings.model.astype(np.int64)
    code += 1
    for size, said in (
        (buckets, rankings.bucket + 1),
        (places, rankings.place),
        (controls, rankings.control + 1),
    ):
        code *= size
        code += said
    return _dense(code)[0]


def _dense(key: IntArray) -> tuple[IntArray, IntArray]:
    """Dense codes of keys from 0, and where each code occurs first or again."""
    size = int(key.max(initial=-1)) + 1
    if size > _LARGEST_TABLE:
        _, first, code = np.unique(key, return_index=True, return_inverse=True)
        return code.astype(np.int32), first
    somewhere = np.full(size, -1, dtype=np.int64)
    somewhere[key] = np.arange(len(key))
    found = np.flatnonzero(somewhere >= 0)
    code_of = np.zeros(size, dtype=np.int32)
    code_of[found] = np.arange(len(found), dtype=np.int32)
    return code_of[key], somewhere[found]

"""What each model got out of its comparisons: what win rates and trends are counted from."""

from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import FloatArray, IntArray
from lib.analytics.comparisons import Comparisons

BLOCK_CELLS = 1 << 21


@dataclass(frozen=True, eq=False)
class Sides:
    """R rows, by ranking: `score` (wins and half ties) of `model` in `units` comparisons.

    The comparisons of a row are of one ranking and one slice, that of the comparison `example`.
    """

    ranking: IntArray
    model: IntArray
    score: FloatArray
    units: FloatArray
    example: IntArray


def sides(
    comparisons: Comparisons, slice_of: IntArray | None = None, *, summed: bool = True
) -> Sides:
    """Both sides of all comparisons, summed by ranking, model and slice where that saves rows.

    `slice_of` (P) is the code of each comparison's slice. Not `summed`, every comparison keeps its
    own two rows.
    """
    size = len(comparisons.models)
    changes = np.ones(len(comparisons), dtype=bool)
    changes[1:] = comparisons.ranking[1:] != comparisons.ranking[:-1]
    if slice_of is not None:
        changes[1:] |= slice_of[1:] != slice_of[:-1]
    starts = np.flatnonzero(changes)
    if not summed or len(comparisons) <= 2 * len(starts):
        return _unsummed(comparisons)
    ends = np.append(starts[1:], len(comparisons))
    step = max(BLOCK_CELLS // size, 1)
    parts = []
    for at in range(0, len(starts), step):
        chosen = slice(starts[at], ends[min(at + step, len(starts)) - 1])
        local = (np.cumsum(changes[chosen]) - 1) * size
        first, second = local + comparisons.first[chosen], local + comparisons.second[chosen]
        score, cells = comparisons.score[chosen], int(local[-1]) + size
        units = np.bincount(first, minlength=cells) + np.bincount(second, minlength=cells)
        scores = np.bincount(first, score, cells) + np.bincount(second, 1 - score, cells)
        found = np.flatnonzero(units)
        row, model = np.divmod(found, size)
        parts.append((starts[at + row], model, scores[found], units[found].astype(np.float64)))
    example, model, total, units_of = (np.concatenate(each) for each in zip(*parts, strict=True))
    return Sides(comparisons.ranking[example], model, total, units_of, example)


def outcomes(comparisons: Comparisons, slice_of: IntArray, slices: int) -> IntArray:
    """(3, S, K): wins, ties and losses of each model in each slice, every comparison once."""
    size = len(comparisons.models)
    code = np.rint(2 - 2 * comparisons.score).astype(np.int64)
    cells, count = 3 * slices * size, comparisons.count
    first = np.bincount((code * slices + slice_of) * size + comparisons.first, count, cells)
    second = np.bincount(((2 - code) * slices + slice_of) * size + comparisons.second, count, cells)
    found: IntArray = np.rint(first + second).astype(np.int64).reshape(3, slices, size)
    return found


def _unsummed(comparisons: Comparisons) -> Sides:
    """First and second by turns, so that the rankings keep their order."""
    example = np.repeat(np.arange(len(comparisons)), 2)
    return Sides(
        ranking=comparisons.ranking[example],
        model=np.stack([comparisons.first, comparisons.second], axis=1).ravel(),
        score=np.stack([comparisons.score, 1 - comparisons.score], axis=1).ravel(),
        units=np.ones(len(example)),
        example=example,
    )

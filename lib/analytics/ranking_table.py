"""Sums by ranking and column of a block of rows, which come in the order of their rankings."""

import numpy as np

from lib.analytics.arrays import BoolArray, FloatArray, IntArray


class RankingTable:
    """Turns rows into entries, one for each ranking and column that some row has.

    Keeps its table from block to block: clearing the few cells that were used is much cheaper than
    a new table.
    """

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self._sums: FloatArray = np.zeros(0)
        self._used: BoolArray = np.zeros(0, dtype=bool)

    def entries(
        self, ranking: IntArray, values: list[tuple[IntArray | int, FloatArray]]
    ) -> tuple[IntArray, IntArray, FloatArray]:
        """Ranking, column and sum of each entry; each of `values` is one column and value a row."""
        starts = np.flatnonzero(np.concatenate([[True], ranking[1:] != ranking[:-1]]))
        cells = len(starts) * self.columns
        if cells > len(self._sums):
            self._sums, self._used = np.zeros(cells), np.zeros(cells, dtype=bool)
        lengths = np.diff(starts, append=len(ranking))
        row_start: IntArray = np.repeat(np.arange(0, cells, self.columns), lengths)
        for column, value in values:
            at = row_start + column
            np.add.at(self._sums, at, value)
            self._used[at] = True
        found = np.flatnonzero(self._used[:cells])
        sums = self._sums[found]
        self._sums[found], self._used[found] = 0.0, False
        row = found.astype(np.int32) // np.int32(self.columns)
        return ranking[starts][row], (found - row * self.columns).astype(np.int32), sums

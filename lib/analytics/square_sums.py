"""Σ r² over clusters within groups, and how many clusters a group has, for many groups at once.

Through tables of clusters by groups where a few of bounded size do, else by sorting; rows in order
of their ranking go block by block where the ranking is the cluster.
"""

import numpy as np

from lib.analytics.arrays import FloatArray, IntArray
from lib.analytics.outer_sums import BLOCK, DENSE_CELLS, sorted_blocks

MOST_TABLES = 5
LOOSE = 16
"""A block's table may have so many cells a row; beyond that its rows are sorted instead."""


def square_sums(
    code_of: IntArray, ranking: IntArray, group: IntArray, value: FloatArray, groups: int
) -> tuple[FloatArray, IntArray]:
    """(Q,) Σ over clusters of (Σ of `value` in cluster and group)², and (Q,) the clusters there.

    A row has a `ranking`, whose cluster is `code_of` it (N), a `group` and a `value`; codes count
    from 0. A cluster counts in a group where it has a row, whatever its values.
    """
    if not len(ranking) or not groups:
        return np.zeros(groups), np.zeros(groups, dtype=np.int64)
    clusters = int(code_of.max()) + 1
    together = min(max(DENSE_CELLS // clusters, 1), groups)
    cluster = code_of[ranking] if together < groups else ranking
    if together == groups or np.any(cluster[1:] < cluster[:-1]):
        if groups > MOST_TABLES * together:
            return _by_sorting(cluster, group, value, groups)
        found = [
            _by_table(code_of, ranking, group, value, (start, min(start + together, groups)))
            for start in range(0, groups, together)
        ]
        return np.concatenate([each[0] for each in found]), np.concatenate(
            [each[1] for each in found]
        )
    squares, numbers = np.zeros(groups), np.zeros(groups, dtype=np.int64)
    for part in sorted_blocks(cluster):
        local: IntArray = np.cumsum(cluster[part] != np.roll(cluster[part], 1))
        here = int(local[-1]) + 1
        if here * groups <= LOOSE * len(local):
            rows = np.arange(here), local, group[part], value[part]
            block = _by_table(*rows, (0, groups))
        else:
            block = _by_sorting(local, group[part], value[part], groups)
        squares += block[0]
        numbers += block[1]
    return squares, numbers


def _by_table(
    code_of: IntArray,
    ranking: IntArray,
    group: IntArray,
    value: FloatArray,
    wanted: tuple[int, int],
) -> tuple[FloatArray, IntArray]:
    """For the groups from `wanted[0]` to before `wanted[1]`; rows of others are left out."""
    lowest, width = wanted[0], wanted[1] - wanted[0]
    clusters = int(code_of.max()) + 1
    table = np.zeros(clusters * width)
    there = np.zeros(clusters * width, dtype=bool)
    for start in range(0, len(ranking), BLOCK):
        part = slice(start, start + BLOCK)
        column = group[part] - lowest
        cell = code_of[ranking[part]].astype(np.int64) * width + column
        values = value[part]
        inside = (column >= 0) & (column < width)
        if not inside.all():
            cell, values = cell[inside], values[inside]
        np.add.at(table, cell, values)
        there[cell] = True
    sums = table.reshape(clusters, width)
    squares: FloatArray = np.einsum("cq,cq->q", sums, sums)
    return squares, np.count_nonzero(there.reshape(clusters, width), axis=0)


def _by_sorting(
    cluster: IntArray, group: IntArray, value: FloatArray, groups: int
) -> tuple[FloatArray, IntArray]:
    cell = cluster.astype(np.int64) * groups + group
    if np.any(cell[1:] < cell[:-1]):
        order = np.argsort(cell)
        cell, value = cell[order], value[order]
    starts = np.flatnonzero(np.concatenate([[True], cell[1:] != cell[:-1]]))
    sums = np.add.reduceat(value, starts)
    of_group = cell[starts] % groups
    squares: FloatArray = np.bincount(of_group, sums * sums, groups).astype(np.float64)
    return squares, np.bincount(of_group, minlength=groups)

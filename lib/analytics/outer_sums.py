"""Σ u uᵀ over clusters, without ever holding a table of all clusters by all columns.

u of a cluster sums that cluster's entries by column. Few clusters or columns go through a table and
a matrix product; else entries go in order of their cluster, block by block, and clusters of a few
entries are multiplied out entry by entry, since most of their u is zero.
"""

from collections.abc import Iterator

import numpy as np

from lib.analytics.arrays import FloatArray, IntArray

DENSE_CELLS = 12_000_000
BLOCK = 1 << 17
SHORT = 8
"""Up to so many entries a cluster is cheaper multiplied out, if there are many columns."""
MANY_COLUMNS = 32


def outer_sums(cluster: IntArray, column: IntArray, value: FloatArray, columns: int) -> FloatArray:
    """(C, C) from S entries: `value` is added to the cluster's u at `column` (from 0)."""
    if not len(cluster):
        return np.zeros((columns, columns))
    clusters = int(cluster.max()) + 1
    if clusters * columns <= DENSE_CELLS:
        return _dense(cluster, column, value, clusters, columns)
    if np.any(cluster[1:] < cluster[:-1]):
        order = np.argsort(cluster, kind="stable")
        cluster, column, value = cluster[order], column[order], value[order]
    total = np.zeros((columns, columns))
    for part in sorted_blocks(cluster):
        total += _block(cluster[part], column[part], value[part], columns)
    return total


def _dense(
    cluster: IntArray, column: IntArray, value: FloatArray, clusters: int, columns: int
) -> FloatArray:
    flat = np.zeros(clusters * columns)
    for start in range(0, len(cluster), BLOCK):
        part = slice(start, start + BLOCK)
        cell = cluster[part].astype(np.int64) * columns + column[part]
        np.add.at(flat, cell, value[part])
    table = flat.reshape(clusters, columns)
    return np.asarray(table.T @ table)


def sorted_blocks(cluster: IntArray) -> Iterator[slice]:
    """Runs of about BLOCK sorted entries that cut no cluster in two."""
    start = 0
    while start < len(cluster):
        end = start + BLOCK
        if end < len(cluster):
            end = int(np.searchsorted(cluster, cluster[end], "left"))
            if end <= start:
                end = int(np.searchsorted(cluster, cluster[start], "right"))
        yield slice(start, end)
        start = end


def _block(cluster: IntArray, column: IntArray, value: FloatArray, columns: int) -> FloatArray:
    local = np.concatenate([[0], np.cumsum(cluster[1:] != cluster[:-1])])
    if columns < MANY_COLUMNS:
        return _dense(local, column, value, int(local[-1]) + 1, columns)
    short = np.bincount(local)[local] <= SHORT
    total = _multiplied_out(local[short], column[short], value[short], columns)
    if not short.all():
        long = np.unique(local[~short], return_inverse=True)[1]
        total += _dense(long, column[~short], value[~short], int(long.max()) + 1, columns)
    return total


def _multiplied_out(
    cluster: IntArray, column: IntArray, value: FloatArray, columns: int
) -> FloatArray:
    """Each entry times itself and times those after it in its cluster."""
    cell = column.astype(np.int64) * columns
    squares = np.bincount(column, value * value, columns)
    crossed = np.zeros(columns * columns)
    left: IntArray = np.arange(len(cluster))
    lag = 0
    while True:
        lag += 1
        left = left[: np.searchsorted(left, len(cluster) - lag)]
        left = left[cluster[left] == cluster[left + lag]]
        if not len(left):
            break
        product = value[left] * value[left + lag]
        crossed += np.bincount(cell[left] + column[left + lag], product, columns * columns)
    square = crossed.reshape(columns, columns)
    return np.asarray(square + square.T + np.diag(squares))

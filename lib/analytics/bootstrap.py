"""Bootstrap over prompts: percentile intervals from resampled prompts (Efron 1979).

Prompts are drawn with replacement, each with all that was said about it, and the figure is taken
anew: the labels of one prompt are not independent, so they are never drawn apart. The figures here
are functions of sums over prompts, so a replicate is a weighted sum of the prompts' own sums.

With many prompts these are first dealt at random into groups, which are drawn instead: a sum over
groups varies as one over prompts does, and the time no longer grows with the prompts. The draws are
the same in every run.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import BoolArray, FloatArray, IntArray

REPLICATES = 500
GROUPS = 1_000
FEWEST_GROUPS = 50
LEVEL = 0.95

Column = FloatArray | IntArray | BoolArray

Statistic = Callable[[FloatArray], FloatArray]
"""From rows of sums (R, C) to one figure a row (R,), or K of them (R, K); nan where undefined."""

_SEED = 20_250_101
_CELLS = 8_000_000
_UNDEFINED_SHARE = 0.1
_SAME = 1e-12


@dataclass(frozen=True, eq=False)
class PromptGroups:
    """Prompts as they are drawn: `group` gives each prompt code's group, -1 for one left out.

    `n` is the number of groups, `prompts` that of prompts.
    """

    group: IntArray
    n: int
    prompts: int

    def sums(self, prompt: IntArray, *columns: Column) -> FloatArray:
        """(n, C): each column summed by the groups of the rows' prompts."""
        group = self.group[prompt]
        found = [np.bincount(group, column, self.n) for column in columns]
        return np.stack(found, axis=1).astype(np.float64, copy=False)

    def table(self, prompt: IntArray, cell: IntArray, weight: Column, cells: int) -> FloatArray:
        """(n, cells): the weights summed by the groups of the rows' prompts, and by cell."""
        at = self.group[prompt].astype(np.int64) * cells + cell
        found = np.bincount(at, weight, self.n * cells).reshape(self.n, cells)
        return np.asarray(found, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Percentiles:
    """Of K figures the ends of their intervals, nan where too many resamples have no figure.

    `flat` marks figures that no resample changes.
    """

    low: FloatArray
    high: FloatArray
    flat: BoolArray


def prompt_groups(prompt: IntArray, columns: int = 1) -> PromptGroups:
    """The groups of the prompts that occur in `prompt`, for sums of so many columns.

    Very many columns leave room for fewer groups; for fewer than 50 there is one only.
    """
    size = int(prompt.max()) + 1 if len(prompt) else 0
    present = np.zeros(size, dtype=bool)
    present[prompt] = True
    prompts = int(present.sum())
    room = max(_CELLS // 4 // max(columns, 1), FEWEST_GROUPS)
    n = min(prompts, GROUPS, room if room * columns <= _CELLS else 1)
    dealt: IntArray = np.arange(prompts, dtype=np.int32)
    if n < prompts:
        dealt = (np.random.default_rng(_SEED).permutation(prompts) % n).astype(np.int32)
    group = np.full(size, -1, dtype=np.int32)
    group[present] = dealt
    return PromptGroups(group, n, prompts)


def bootstrap(sums: FloatArray, statistic: Statistic) -> FloatArray:
    """The statistic of resampled rows of `sums` (G, C), one replicate a row."""
    groups, columns = sums.shape
    rng = np.random.default_rng(_SEED)
    step = max(1, min(REPLICATES, _CELLS // max(columns, groups, 1)))
    found = []
    for start in range(0, REPLICATES, step):
        rows = min(step, REPLICATES - start)
        drawn = rng.integers(0, max(groups, 1), (rows, groups)) + groups * np.arange(rows)[:, None]
        times = np.bincount(drawn.ravel(), minlength=rows * groups).reshape(rows, groups)
        found.append(statistic(times.astype(np.float64) @ sums))
    return np.concatenate(found)


def percentiles(replicates: FloatArray) -> Percentiles:
    """The 2.5 % and 97.5 % quantiles of each column of replicates (R, K) that has figures."""
    ordered = np.sort(replicates, axis=0)
    known = (~np.isnan(ordered)).sum(axis=0)
    enough = known >= (1 - _UNDEFINED_SHARE) * len(ordered)
    last = np.maximum(known - 1, 0)
    column = np.arange(ordered.shape[1])
    low, high = (
        np.where(enough, _at(ordered, last * share, column), np.nan)
        for share in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    )
    return Percentiles(low, high, enough & (ordered[last, column] - ordered[0] < _SAME))


def _at(ordered: FloatArray, row: FloatArray, column: IntArray) -> FloatArray:
    """The values at rows between two whole ones, on a straight line."""
    below = np.floor(row).astype(np.int64)
    above = np.ceil(row).astype(np.int64)
    step = ordered[above, column] - ordered[below, column]
    value: FloatArray = ordered[below, column] + (row - below) * step
    return value


def divided(numerator: Column, denominator: Column) -> FloatArray:
    """Numerator over denominator, nan where the denominator is 0."""
    top, bottom = np.broadcast_arrays(numerator, denominator)
    out = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=out, where=bottom != 0)
    return out

"""Intervals of what a paired logistic regression estimates: the clustered sandwich H⁺ M H⁺.

The score of a comparison is w (y − p) z, z = (e_first − e_second, x); M sums it over clusters (see
`clusters`). Of the candidates for M the largest variance is used, for each estimate by itself. An
estimate without a variance above 0 has no interval.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lib.analytics.arrays import FloatArray, IntArray
from lib.analytics.clusters import Clustering, Meats, ScoreSums, clustered_meats
from lib.analytics.comparisons import Comparisons
from lib.analytics.paired_logit import PairedCells, PairedLogit
from lib.analytics.student_t import t_quantile, t_two_sided_p

BLOCK_CELLS = 1 << 20


class EffectInterval(NamedTuple):
    """A 95 % interval and the p value of "no effect" by Student's t; None where undefined."""

    low: float | None
    high: float | None
    p_value: float | None


def effect_intervals(
    effect: FloatArray, covariances: Sequence[FloatArray], degrees: int
) -> tuple[EffectInterval, ...]:
    """The interval of each effect (F), from the candidates for their covariance (F, F)."""
    if not covariances or not len(effect):
        return (EffectInterval(None, None, None),) * len(effect)
    variance = np.max([np.diag(each) for each in covariances], axis=0)
    known = variance > 0
    error = np.sqrt(np.where(known, variance, 1.0))
    half = t_quantile(0.975, degrees) * error
    p_value = t_two_sided_p(effect / error, degrees)
    return tuple(
        EffectInterval(float(value - half[at]), float(value + half[at]), float(p_value[at]))
        if known[at]
        else EffectInterval(None, None, None)
        for at, value in enumerate(effect)
    )


def paired_meats(
    comparisons: Comparisons,
    cells: PairedCells,
    cell: IntArray,
    fit: PairedLogit,
    clustering: Clustering,
) -> Meats:
    """The clustered middle matrices (K + F, K + F) of the estimates' sandwich variance.

    `cell` (P) is each comparison's cell. "none" takes every comparison for itself.
    """
    keep = fit.used[cell]
    chosen = comparisons
    if not keep.all():
        chosen, cell = comparisons.select(keep), cell[keep]
    codes = [chosen.prompt_of, chosen.annotator_of, chosen.count_of]
    ranking = chosen.ranking
    if clustering == "none":
        codes = [code[ranking] for code in codes]
        ranking = np.arange(len(chosen))
    columns = len(fit.strength) + cells.x.shape[1]
    step = max(BLOCK_CELLS // columns, 1)
    parts = []
    for start in range(0, len(chosen), step):
        part = slice(start, start + step)
        at = cell[part]
        residual = chosen.weight[part] * (chosen.score[part] - fit.expected[at])
        parts.append(
            _entries(
                ranking[part],
                [chosen.first[part], chosen.second[part]],
                residual,
                cells.x[at],
                len(fit.strength),
            )
        )
    of_ranking, column, value = (np.concatenate(each) for each in zip(*parts, strict=True))
    return clustered_meats(ScoreSums(of_ranking, column, value, columns, *codes), clustering)


def _entries(
    ranking: IntArray, ends: list[IntArray], residual: FloatArray, x: FloatArray, models: int
) -> tuple[IntArray, IntArray, FloatArray]:
    """Ranking, column and value of a block's scores, summed within each ranking."""
    columns = models + x.shape[1]
    new = np.append(True, ranking[1:] != ranking[:-1])
    local = (np.cumsum(new) - 1) * columns
    cells = int(local[-1]) + columns
    table = np.zeros(cells)
    touched = np.zeros(cells, dtype=bool)
    for end, value in zip(ends, (residual, -residual), strict=True):
        table += np.bincount(local + end, value, cells)
        touched[local + end] = True
    for effect in range(x.shape[1]):
        table += np.bincount(local + (models + effect), residual * x[:, effect], cells)
    found = np.flatnonzero(touched | (table != 0))
    row, column = np.divmod(found, columns)
    return np.asarray(ranking[new][row]), column, table[found]

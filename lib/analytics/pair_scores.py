"""The scores and the information of a fitted model of pairs, one pass over its comparisons.

A comparison of weight w adds w (y − E) to the score of its first model's strength and takes it from
the second's, E being the expected score; with Davidson's log ν as a parameter of its own it adds
w ([tie] − P(tie)) there. Its information is the covariance of y and [tie] under the fit, times w.
"""

from collections.abc import Iterator

import numpy as np

from lib.analytics.arrays import FloatArray, IntArray
from lib.analytics.clusters import Clustering, ScoreSums
from lib.analytics.comparisons import Comparisons
from lib.analytics.pair_model import PairModel
from lib.analytics.ranking_table import RankingTable

BLOCK_CELLS = 1 << 20


def pair_scores(comparisons: Comparisons, fit: PairModel, clustering: Clustering) -> ScoreSums:
    """The scores of comparisons that all lie inside groups of the fit, by ranking.

    Column i is model i, column K is log ν. Scores of one ranking and model come summed where that
    saves work; with "none" each comparison stands as a ranking of its own, and nothing is summed.
    """
    size = len(comparisons.models)
    codes = [comparisons.prompt_of, comparisons.annotator_of, comparisons.count_of]
    ranking: IntArray = comparisons.ranking
    if clustering == "none":
        codes = [code[ranking] for code in codes]
        ranking = np.arange(len(comparisons), dtype=np.int32)
    table = RankingTable(size + has_tie_parameter(fit))
    parts = [
        _entries(comparisons, fit, ranking[part], part, table)
        for part in _blocks(comparisons, size)
    ]
    if not parts:
        none = np.empty(0, dtype=np.int32)
        parts = [(none, none, none.astype(np.float64))]
    of_ranking, column, value = (np.concatenate(each) for each in zip(*parts, strict=True))
    if comparisons.members is not None and clustering not in ("ranking", "none"):
        members = comparisons.members
        index, of_ranking = members.entries(of_ranking, len(comparisons.count_of))
        column, value = column[index], value[index]
        codes = [members.prompt, members.annotator, np.ones_like(members.row)]
    return ScoreSums(of_ranking, column, value, table.columns, *codes)


def _blocks(comparisons: Comparisons, size: int) -> Iterator[slice]:
    """Slices of comparisons, so short that a table of their rankings by models stays small."""
    step = max(BLOCK_CELLS // max(size, 16), 1)
    for start in range(0, len(comparisons), step):
        yield slice(start, start + step)


def _entries(
    comparisons: Comparisons, fit: PairModel, ranking: IntArray, part: slice, table: RankingTable
) -> tuple[IntArray, IntArray, FloatArray]:
    """Ranking, column and value of a block's entries, in the order of the rankings."""
    size = len(comparisons.models)
    first, second = comparisons.first[part], comparisons.second[part]
    weight, score = comparisons.weight[part], comparisons.score[part]
    cell = first.astype(np.int64) * size + second
    surplus = weight * (score - fit.expected.ravel()[cell])
    ends: list[tuple[IntArray | int, FloatArray]] = [(first, surplus), (second, -surplus)]
    if has_tie_parameter(fit) and fit.tie is not None:
        ends.append((size, weight * ((score == 0.5) - fit.tie.ravel()[cell])))

    rankings = 1 + np.count_nonzero(ranking[1:] != ranking[:-1])
    if len(ranking) >= 2 * rankings:
        return table.entries(ranking, ends)
    columns = [np.broadcast_to(column, len(ranking)) for column, _ in ends]
    return (
        np.repeat(ranking, len(ends)),
        np.stack(columns, axis=1).ravel().astype(np.int32),
        np.stack([value for _, value in ends], axis=1).ravel(),
    )


def has_tie_parameter(fit: PairModel) -> bool:
    """Whether ν was estimated; without a single tie it is 0 and leaves nothing to vary."""
    return fit.tie is not None and bool(fit.nu)


def bread(scores: FloatArray, fit: PairModel, members: IntArray) -> tuple[FloatArray, FloatArray]:
    """What turns scores into errors of the group's strengths (K, C), and their model variance.

    L⁻¹ (I, −I_θν / I_νν) with L = I_θθ − I_θν I_νθ / I_νν, the information that is left once ν is
    profiled out (for Bradley-Terry simply L⁻¹), inverted as (L + J/K)⁻¹ − J/K inside the group.
    `scores` (K, K) are weighted wins and half ties. Rows of other models are 0. The model variance
    (K, K) is L⁻¹ itself.
    """
    size = len(scores)
    table = np.ix_(members, members)
    n = scores + scores.T
    n, expected = n[table], fit.expected[table]
    tie = np.zeros_like(n) if fit.tie is None else fit.tie[table]
    variance = n * (expected * (1 - expected) - tie / 4)
    information = np.diag(variance.sum(axis=1)) - variance
    correction = np.eye(len(members))
    if has_tie_parameter(fit):
        mixed = (n * tie * (0.5 - expected)).sum(axis=1)
        own = float((n * tie * (1 - tie)).sum()) / 2
        information = information - np.outer(mixed, mixed) / own
        correction = np.column_stack([correction, -mixed / own])
    # J times the information's own scale keeps the sum well-conditioned; it drops out again.
    scale = float(np.trace(information)) / len(members)
    level = np.full_like(information, 1 / len(members))
    inverse = np.linalg.inv(information + level * scale) - level / scale
    columns = np.append(members, size) if has_tie_parameter(fit) else members
    rows = np.zeros((size, size + has_tie_parameter(fit)))
    rows[np.ix_(members, columns)] = inverse @ correction
    model_variance = np.zeros((size, size))
    model_variance[table] = inverse
    return rows, model_variance

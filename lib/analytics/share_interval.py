"""Share interval: a share, such as a win rate, with an interval that knows its clusters.

A share is a ratio, Σ score / Σ units. Its variance is that of the linearised ratio: the residuals
score − share · units, summed by cluster, squared, summed, times G/(G − 1), over (Σ units)² (Liang
and Zeger 1986). Two-way clusters as in `clusters`: the largest of the two-way and the one-way
values, and Student's t with one degree of freedom less than the smaller number of clusters.

Where the clusters show no spread (as at 0 and 1) the interval is Wilson's on the effective n: n
over the design effect that the other groups of the same call show together (at least 1), or, where
there is none, the smaller number of clusters. So it is also where one-way clusters hold one unit
each, with all of n. No interval is of zero width, none leaves [0, 1].
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lib.analytics.arrays import BoolArray, FloatArray, IntArray
from lib.analytics.clusters import Clustering, both_codes
from lib.analytics.members import Members
from lib.analytics.outer_sums import BLOCK
from lib.analytics.ranking_table import RankingTable
from lib.analytics.square_sums import LOOSE, square_sums
from lib.analytics.student_t import t_quantile
from lib.analytics.wilson import wilson_interval

NO_SPREAD = 1e-12
_ONE_WAY = ("prompt", "annotator", "ranking")


@dataclass(frozen=True)
class Share:
    """A share of `n` units and its interval; None where n is 0."""

    share: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, eq=False)
class Shares:
    """The shares of Q groups, all (Q,). Where `n` is 0 the others are 0 and mean nothing."""

    share: FloatArray
    low: FloatArray
    high: FloatArray
    n: IntArray

    def at(self, group: int) -> Share:
        """One group's share."""
        if self.n[group] == 0:
            return Share(None, None, None, 0)
        share, low, high = (float(each[group]) for each in (self.share, self.low, self.high))
        return Share(share, low, high, int(self.n[group]))


def clustered_shares(
    group: IntArray,
    score: FloatArray,
    ranking: IntArray,
    prompt_of: IntArray,
    annotator_of: IntArray,
    clustering: Clustering,
    groups: int,
    *,
    count_of: IntArray | None = None,
    units: FloatArray | IntArray | None = None,
    members: Members | None = None,
) -> Shares:
    """95 % intervals of the shares of groups 0 … `groups` − 1 from R rows.

    A row belongs to `group`, came from `ranking`, and has `score` (0 … units) of `units` (1 by
    default). `prompt_of`, `annotator_of` and `count_of` (N) are the rankings' clusters and how
    often each happened. Rows in the order of their rankings are fastest; with `members` behind
    equal rankings they must come so, and the members' clusters hold.
    """
    of_row = np.ones(1) if units is None else np.asarray(units, dtype=np.float64)
    if members is not None and clustering not in ("ranking", "none"):
        index, ranking = members.entries(ranking, len(prompt_of))
        group, score = group[index], score[index]
        of_row = of_row if units is None else of_row[index]
        prompt_of, annotator_of, count_of = members.prompt, members.annotator, None
    times = None if count_of is None or np.all(count_of == 1) else count_of
    all_units = np.broadcast_to(of_row, group.shape)
    n, scored = _sums(group, all_units, score, None if times is None else times[ranking], groups)
    known = n > 0
    # Of many groups that might be, such as pairs of models, most may not be there.
    compact = np.cumsum(known) - 1
    if not known.all():
        group = compact[group]
    n = n[known]
    share = np.clip(scored[known] / n, 0.0, 1.0)
    rows = _Rows(group, score, all_units, ranking, share)
    spread = _spread(rows, prompt_of, annotator_of, times, clustering)
    low, high = _interval(share, n, spread.squares / n**2, spread.clusters, clustering)
    filled = [_spread_out(each, known) for each in (share, low, high, n)]
    return Shares(filled[0], filled[1], filled[2], np.rint(filled[3]).astype(np.int64))


def _sums(
    group: IntArray, units: FloatArray, score: FloatArray, times: IntArray | None, groups: int
) -> tuple[FloatArray, FloatArray]:
    """Units and scores by group, in blocks: whole copies of the rows would cost more than sums."""
    n, scored = np.zeros(groups), np.zeros(groups)
    for start in range(0, len(group), BLOCK):
        part = slice(start, start + BLOCK)
        by, of = group[part], 1 if times is None else times[part]
        n += np.bincount(by, units[part] * of, groups)
        scored += np.bincount(by, score[part] * of, groups)
    return n, scored


def _spread_out(value: FloatArray, known: BoolArray) -> FloatArray:
    """The values where groups are known, 0 elsewhere."""
    found = np.zeros(len(known))
    found[known] = value
    return found


class _Rows(NamedTuple):
    group: IntArray
    score: FloatArray
    units: FloatArray
    ranking: IntArray
    share: FloatArray

    def residual(self, part: slice) -> FloatArray:
        return self.score[part] - self.share[self.group[part]] * self.units[part]


class _Spread(NamedTuple):
    """Per group (Q,): Σ u² times G/(G − 1), and the smaller number of clusters used, 1 if none."""

    squares: FloatArray
    clusters: IntArray


def _spread(
    rows: _Rows,
    prompt_of: IntArray,
    annotator_of: IntArray,
    times: IntArray | None,
    clustering: Clustering,
) -> _Spread:
    groups = len(rows.share)
    if clustering == "none":
        return _by_row(rows, times)
    ranking, group, value = _entries(rows)
    if clustering == "ranking":
        return _by_ranking(ranking, group, value, times, groups)
    if times is not None:
        value = value * times[ranking]

    def dimension(code_of: IntArray) -> _Spread:
        return _scaled(*square_sums(code_of, ranking, group, value, groups))

    if clustering == "prompt":
        return dimension(prompt_of)
    if clustering == "annotator":
        return dimension(annotator_of)
    prompt, annotator = dimension(prompt_of), dimension(annotator_of)
    used = np.zeros(len(prompt_of), dtype=bool)
    used[ranking] = True
    both = dimension(both_codes(prompt_of, annotator_of, used)[0])
    two_way = prompt.squares + annotator.squares - both.squares
    crossed = (prompt.clusters > 1) & (annotator.clusters > 1)
    squares = np.maximum(prompt.squares, annotator.squares)
    squares = np.where(crossed, np.maximum(squares, two_way), squares)
    smaller = np.minimum(prompt.clusters, annotator.clusters)
    larger = np.maximum(prompt.clusters, annotator.clusters)
    return _Spread(squares, np.where(crossed, smaller, larger))


def _entries(rows: _Rows) -> tuple[IntArray, IntArray, FloatArray]:
    """Ranking, group and residual, summed by ranking and group where a small table does it."""
    groups, ranking = len(rows.share), rows.ranking
    rankings = np.count_nonzero(ranking[1:] != ranking[:-1]) + 1
    if not len(ranking) or rankings * groups > LOOSE * len(ranking):
        return ranking, rows.group, rows.residual(slice(None))
    table, parts = RankingTable(groups), []
    for start in range(0, len(ranking), BLOCK):
        part = slice(start, start + BLOCK)
        parts.append(table.entries(ranking[part], [(rows.group[part], rows.residual(part))]))
    ranking, group, value = (np.concatenate(each) for each in zip(*parts, strict=True))
    return ranking, group, value


def _by_row(rows: _Rows, times: IntArray | None) -> _Spread:
    """Every row a cluster, as many as its ranking stands for."""
    groups, squared = len(rows.share), rows.residual(slice(None)) ** 2
    if times is None:
        number = np.bincount(rows.group, minlength=groups)
    else:
        squared = squared * times[rows.ranking]
        number = np.bincount(rows.group, times[rows.ranking], groups).astype(np.int64)
    return _scaled(np.bincount(rows.group, squared, groups).astype(np.float64), number)


def _by_ranking(
    ranking: IntArray, group: IntArray, value: FloatArray, times: IntArray | None, groups: int
) -> _Spread:
    """Every ranking a cluster, as many as it stands for."""
    length = int(ranking.max(initial=-1)) + 1
    itself = np.arange(length)
    if times is None:
        return _scaled(*square_sums(itself, ranking, group, value, groups))
    root = np.sqrt(times)[ranking]
    squares, _ = square_sums(itself, ranking, group, value * root, groups)
    cell = np.unique(ranking.astype(np.int64) * groups + group)
    number = np.bincount(cell % groups, times[cell // groups], groups).astype(np.int64)
    return _scaled(squares, number)


def _scaled(squares: FloatArray, clusters: IntArray) -> _Spread:
    """With G/(G − 1); a single cluster has no spread to show."""
    several = clusters > 1
    factor = np.where(several, clusters / np.where(several, clusters - 1, 1), 0.0)
    return _Spread(squares * factor, np.maximum(clusters, 1))


def _interval(
    share: FloatArray, n: FloatArray, variance: FloatArray, number: IntArray, clustering: Clustering
) -> tuple[FloatArray, FloatArray]:
    """Student's t where the clusters show a spread, Wilson's interval elsewhere."""
    binomial = share * (1 - share) / n
    alone: BoolArray = number >= n if clustering in _ONE_WAY else np.zeros(len(n), dtype=bool)
    seen: BoolArray = (variance > NO_SPREAD) & (variance > NO_SPREAD * binomial) & ~alone
    effective = np.minimum(n, number)
    if np.any(seen):
        # Pooled: one small group's own design effect is mostly noise.
        weight = np.where(seen, n, 0.0)
        design = float(weight @ (variance / np.where(seen, binomial, 1.0)) / weight.sum())
        effective = np.where(number > 1, n / max(design, 1.0), effective)
    low, high = wilson_interval(share, np.where(alone, n, effective))
    quantile = np.zeros(len(share))
    different, which = np.unique(number[seen], return_inverse=True)
    quantile[seen] = np.array([t_quantile(0.975, int(each) - 1) for each in different])[which]
    half = quantile * np.sqrt(variance)
    low = np.where(seen, np.clip(share - half, 0.0, 1.0), low)
    high = np.where(seen, np.clip(share + half, 0.0, 1.0), high)
    return low, high

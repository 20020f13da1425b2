"""Comparisons: which of two models came first, once for every counted pair of their items.

A ranking of k items in a compared group gives k(k - 1)/2 of them. In ratings each weighs 2/k, so
that a ranking weighs as much as the k - 1 decisions it took; everything else counts them plainly.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lib.analytics.arrays import BoolArray, FloatArray, IntArray
from lib.analytics.item_pairs import CountingRule, ItemPairs, item_pairs
from lib.analytics.members import Members
from lib.analytics.rankings import Rankings

BLOCK = 1 << 16


@dataclass(frozen=True, eq=False)
class Comparisons:
    """P counted pairs of different models, by ranking.

    `first` < `second` are codes of `models` (P); `score` is 1 where first won, 0 where second did,
    0.5 for a tie; `weight` is 2/k; `ranking` the index of the ranking. `left` and `right` are the
    positions of first's and second's item in the rankings' item arrays (P, or empty where nobody
    asked for them).
    `prompt_of`, `annotator_of` and `count_of` (N) are the rankings' own; where equal rankings are
    told once, the first two are 0 and `members` knows the clusters. `possible` (K, K) counts
    the pairs of items of two models that stood in one ranking, counted or not; it is symmetric.
    """

    models: tuple[str, ...]
    first: IntArray
    second: IntArray
    score: FloatArray
    weight: FloatArray
    ranking: IntArray
    left: IntArray
    right: IntArray
    prompt_of: IntArray
    annotator_of: IntArray
    count_of: IntArray
    possible: IntArray
    members: Members | None = None

    def __len__(self) -> int:
        return len(self.first)

    @property
    def prompt(self) -> IntArray:
        return self.prompt_of[self.ranking]

    @property
    def annotator(self) -> IntArray:
        return self.annotator_of[self.ranking]

    @property
    def count(self) -> IntArray:
        return self.count_of[self.ranking]

    @property
    def clusters(self) -> tuple[IntArray, IntArray]:
        """The prompts and the people (one each a ranking) of the rankings with a comparison."""
        used = np.zeros(len(self.count_of), dtype=bool)
        used[self.ranking] = True
        if self.members is None:
            return self.prompt_of[used], self.annotator_of[used]
        of_member = used[self.members.row]
        return self.members.prompt[of_member], self.members.annotator[of_member]

    def wins(self) -> IntArray:
        """(K, K): how often the row's model came before the column's."""
        won, _, lost = np.rint(self._outcomes).astype(np.int64)
        return np.asarray(won + lost.T)

    def ties(self) -> IntArray:
        """(K, K), symmetric: how often two models shared a place."""
        tied = np.rint(self._outcomes[1]).astype(np.int64)
        return np.asarray(tied + tied.T)

    def weighted_wins(self) -> FloatArray:
        """(K, K): the weights of the row's wins over the column's."""
        won, _, lost = self._weighted_outcomes
        return np.asarray(won + lost.T)

    def weighted_ties(self) -> FloatArray:
        """(K, K), symmetric: the weights of the ties."""
        tied = self._weighted_outcomes[1]
        return np.asarray(tied + tied.T)

    def weighted_scores(self) -> FloatArray:
        """(K, K): weighted wins plus half of the ties."""
        return self.weighted_wins() + self.weighted_ties() / 2

    def select(self, keep: BoolArray) -> "Comparisons":
        """Those comparisons only; `possible` then counts what is left."""
        chosen = replace(
            self,
            first=self.first[keep],
            second=self.second[keep],
            score=self.score[keep],
            weight=self.weight[keep],
            ranking=self.ranking[keep],
            left=self.left[keep] if len(self.left) else self.left,
            right=self.right[keep] if len(self.right) else self.right,
            possible=np.zeros_like(self.possible),
        )
        chosen._add_counted()
        return chosen

    def _add_counted(self) -> None:
        """Count the comparisons as possible too; in place, so that their tables are made once."""
        counted = np.rint(self._outcomes.sum(axis=0)).astype(np.int64)
        self.possible[:] = self.possible + counted + counted.T

    @property
    def _outcomes(self) -> FloatArray:
        return np.asarray(self._tables[0])

    @property
    def _weighted_outcomes(self) -> FloatArray:
        return np.asarray(self._tables[1])

    @cached_property
    def _tables(self) -> FloatArray:
        """(2, 3, K, K): counts and weights of first's wins, ties and first's losses, in its row.

        Block by block, so that what lies between stays in the processor's cache.
        """
        size = len(self.models)
        cells = 3 * size * size
        block = max(BLOCK, cells)
        grouped = bool(np.any(self.count_of != 1))
        sums = np.zeros((2, cells))
        for start in range(0, len(self), block):
            part = slice(start, start + block)
            outcome = (2 - 2 * self.score[part]).astype(np.int64)
            cell = (outcome * size + self.first[part]) * size + self.second[part]
            count, weight = None, self.weight[part]
            if grouped:
                count = self.count_of[self.ranking[part]]
                weight = weight * count
            sums[0] += np.bincount(cell, count, cells)
            sums[1] += np.bincount(cell, weight, cells)
        return sums.reshape(2, 3, size, size)


def compare(
    rankings: Rankings,
    rule: CountingRule,
    *,
    with_items: bool = False,
    members: Members | None = None,
) -> Comparisons:
    """The comparisons of models in rankings; `left` and `right` are empty without `with_items`.

    `members` stand behind rankings that `told_once` gave.

    Pairs of one model with itself, or of items without a model, are none.
    """
    size = len(rankings.models)
    columns = _Columns(_pairs_at_most(rankings), with_items)
    possible = np.zeros((size, size), dtype=np.int64)
    for pairs in item_pairs(rankings, rule):
        left, right = rankings.model[pairs.left], rankings.model[pairs.right]
        known = (left >= 0) & (right >= 0) & (left != right)
        kept = known & pairs.counted
        if not kept.all():
            missed = np.flatnonzero(known & ~kept)
            times = rankings.count[pairs.ranking[missed]]
            np.add.at(possible, (left[missed], right[missed]), times)
            pairs, left, right = pairs.only(kept), left[kept], right[kept]
        columns.append(pairs, left, right)
    found = columns.comparisons(rankings, possible + possible.T, members)
    found._add_counted()
    return found


def _pairs_at_most(rankings: Rankings) -> int:
    lengths = np.diff(rankings.starts)
    return int((lengths * (lengths - 1) // 2).sum())


class _Columns:
    """The arrays of comparisons, filled chunk by chunk.

    Made once at full length: joining chunks would take more time than finding the pairs.
    """

    def __init__(self, length: int, with_items: bool) -> None:
        self.n = 0
        self.of: dict[str, NDArray[Any]] = {
            "first": np.empty(length, dtype=np.int32),
            "second": np.empty(length, dtype=np.int32),
            "score": np.empty(length, dtype=np.float32),
            "weight": np.empty(length, dtype=np.float32),
            "ranking": np.empty(length, dtype=np.int32),
        }
        if with_items:
            self.of["left"] = np.empty(length, dtype=np.int32)
            self.of["right"] = np.empty(length, dtype=np.int32)

    def append(self, pairs: ItemPairs, left: IntArray, right: IntArray) -> None:
        """Add pairs with the models of their two items."""
        swapped = left > right
        values = {
            "first": np.minimum(left, right),
            "second": np.maximum(left, right),
            "score": np.where(swapped, 1 - pairs.score, pairs.score),
            "weight": 2 / pairs.size.astype(np.float32),
            "ranking": pairs.ranking,
        }
        if "left" in self.of:
            values["left"] = np.where(swapped, pairs.right, pairs.left)
            values["right"] = np.where(swapped, pairs.left, pairs.right)
        for name, value in values.items():
            self.of[name][self.n : self.n + len(left)] = value
        self.n += len(left)

    def comparisons(
        self, rankings: Rankings, possible: IntArray, members: Members | None
    ) -> Comparisons:
        """What was added, by ranking."""
        filled = {name: column[: self.n] for name, column in self.of.items()}
        ranking = filled["ranking"]
        if not np.all(ranking[1:] >= ranking[:-1]):
            order = np.argsort(ranking, kind="stable")
            filled = {name: column[order] for name, column in filled.items()}
        none = np.empty(0, dtype=np.int32)
        return Comparisons(
            models=rankings.models,
            first=filled["first"],
            second=filled["second"],
            score=filled["score"],
            weight=filled["weight"],
            ranking=filled["ranking"],
            left=filled.get("left", none),
            right=filled.get("right", none),
            prompt_of=rankings.prompt,
            annotator_of=rankings.annotator,
            count_of=rankings.count,
            possible=possible,
            members=members,
        )


def make_comparisons(
    models: tuple[str, ...],
    first: ArrayLike,
    second: ArrayLike,
    score: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    ranking: ArrayLike | None = None,
    prompt: ArrayLike | None = None,
    annotator: ArrayLike | None = None,
) -> Comparisons:
    """Comparisons from plain pairs, each a ranking of its own unless `ranking` says otherwise.

    `prompt` and `annotator` are one code a pair; pairs of one ranking share theirs. By default all
    weights are 1, every ranking has its own prompt, and one person judged everything.
    """
    one, two = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    won = np.asarray(score, dtype=np.float64)
    swapped = one > two
    of = np.arange(len(one)) if ranking is None else np.asarray(ranking, dtype=np.int64)
    order = np.argsort(of, kind="stable")
    n = int(of.max()) + 1 if len(of) else 0
    prompt_of, annotator_of = np.arange(n), np.zeros(n, dtype=np.int64)
    if prompt is not None:
        prompt_of[of] = np.asarray(prompt)
    if annotator is not None:
        annotator_of[of] = np.asarray(annotator)
    made = Comparisons(
        models=models,
        first=np.where(swapped, two, one)[order],
        second=np.where(swapped, one, two)[order],
        score=np.where(swapped, 1 - won, won)[order].astype(np.float32),
        weight=np.ones(len(one)) if weight is None else np.asarray(weight, float)[order],
        ranking=of[order],
        left=2 * order + swapped[order],
        right=2 * order + 1 - swapped[order],
        prompt_of=prompt_of,
        annotator_of=annotator_of,
        count_of=np.ones(n, dtype=np.int64),
        possible=np.zeros((len(models), len(models)), dtype=np.int64),
    )
    return made.select(np.ones(len(made), dtype=bool))

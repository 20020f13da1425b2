"""Shown order: does somebody submit the order in which the responses were shown, again and again?

A ranking stands as shown where in each of its buckets the placed items stand in the order shown,
without ties. Somebody who judges them does that by chance: the order shown is drawn at random, so a
bucket of m items stands as shown with probability 1/m!, a ranking with the product over its
buckets. Rankings that can only stand as shown (no bucket with two items) tell nothing.

Of n rankings with mean chance p the share q stood as shown. That at least so many do by chance has
at most the probability exp(−n · (q ln(q/p) + (1 − q) ln((1 − q)/(1 − p)))) (Hoeffding 1963), which
holds for different chances, too, and errs on the side of nobody being suspected.
"""

from dataclasses import dataclass
from math import exp, log

import numpy as np

from lib.analytics.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class ShownOrder:
    """Of `n` rankings `kept` stood as shown; by chance `expected` would. `probability` bounds it.

    It is 1 where no more than expected stood so.
    """

    n: int
    kept: int
    expected: float
    probability: float


def kept_orders(
    starts: IntArray, group: IntArray, place: IntArray, slot: IntArray
) -> tuple[BoolArray, FloatArray]:
    """Of each of S rankings whether it stands as shown, and its chance to (S,).

    Items of ranking s are starts[s]:starts[s + 1]; `group` is -1 for unplaced, `slot` 0 where it is
    not known in which an item was shown: then the ranking tells nothing, and its chance is 1.
    """
    n = len(starts) - 1
    ranking = np.repeat(np.arange(n), np.diff(starts))
    unknown = np.bincount(ranking, (slot <= 0) & (group >= 0), n) > 0
    kept = np.flatnonzero(group >= 0)
    kept = kept[np.lexsort((slot[kept], place[kept], group[kept], ranking[kept]))]
    of, at, where, shown = ranking[kept], group[kept], place[kept], slot[kept]
    follows = np.concatenate([[False], (of[1:] == of[:-1]) & (at[1:] == at[:-1])])
    right = np.concatenate([[True], (where[1:] > where[:-1]) & (shown[1:] > shown[:-1])])
    wrong = np.bincount(of, follows & ~right[: len(of)], n) if len(of) else np.zeros(n)
    turn = np.arange(len(of))
    first = np.maximum.accumulate(np.where(follows[: len(of)], 0, turn)) if len(of) else turn
    chance = np.exp(-np.bincount(of, np.log(turn - first + 1), n)) if len(of) else np.ones(n)
    chance[unknown] = 1.0
    return wrong == 0, chance


def shown_order(kept: BoolArray, chance: FloatArray) -> ShownOrder:
    """One person's rankings; see the formula above."""
    telling = chance < 1 - 1e-12
    n, observed = int(telling.sum()), int((kept & telling).sum())
    expected = float(chance[telling].sum())
    return ShownOrder(n, observed, expected, _tail(n, observed, expected))


def _tail(n: int, observed: int, expected: float) -> float:
    if not n or observed <= expected:
        return 1.0
    q, p = observed / n, expected / n
    miss = (1 - q) * log((1 - q) / (1 - p)) if q < 1 else 0.0
    return exp(-n * (q * log(q / p) + miss))

"""How open the verdicts are that a task's models could help to settle.

The openness of a pair of models is 0 where its verdict stands (better, no difference found), 1
where nothing is known of it, and in between the share of its interval's width that still has to go:
1 − r, where r is the nearer of the two ways to a verdict.

- To "better", r = z/1.96, z being what the Holm-adjusted p makes of |θ_a − θ_b|/SE.
- To "no difference found", r = (δ − |gap|)/half, the room that the margin δ leaves beside the gap
  over half the interval's width, all in log-odds.

A standard error shrinks with the root of the number of labels, so r² is the share of the labels
that are there already. Greedy choice by such a score spoils estimates unless it is mixed with tasks
drawn at random, which is left to who chooses.
"""

import math
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from lib.analytics.arrays import BoolArray, FloatArray, IntArray
from lib.analytics.verdict import PairVerdict

TASKS_AT_ONCE = 20_000


def pair_openness(
    verdicts: Sequence[PairVerdict], n_models: int, delta: float = 0.05
) -> FloatArray:
    """The openness of every two models (K, K), symmetric, 0 on the diagonal.

    `delta` is the margin of "no difference", as a distance of the win probability from one half.
    A pair without a verdict has 1.
    """
    found = np.ones((n_models, n_models))
    np.fill_diagonal(found, 0.0)
    for each in verdicts:
        found[each.a, each.b] = found[each.b, each.a] = _openness(each, delta)
    return found


def task_openness(
    openness: FloatArray, task: IntArray, model: IntArray, n_tasks: int
) -> FloatArray:
    """The mean openness of the pairs of different models in each task (N); 0 where it has no pair.

    `task` and `model` say, entry by entry, which model (a code) stands in which task (0 … N − 1);
    each model of a task stands there once.
    """
    scores = np.zeros(n_tasks)
    order = np.argsort(task, kind="stable")
    task, model = task[order], model[order]
    for start in range(0, n_tasks, TASKS_AT_ONCE):
        first, last = np.searchsorted(task, (start, start + TASKS_AT_ONCE))
        size = min(TASKS_AT_ONCE, n_tasks - start)
        there: BoolArray = np.zeros((size, len(openness)), dtype=bool)
        there[task[first:last] - start, model[first:last]] = True
        shown = there.astype(float)
        n = shown.sum(axis=1)
        # Each pair is met twice in the sum, and n (n - 1) counts it twice too.
        total = ((shown @ openness) * shown).sum(axis=1)
        scores[start : start + size] = total / np.maximum(n * (n - 1), 1)
    return scores


def _openness(verdict: PairVerdict, delta: float) -> float:
    if verdict.verdict != "not enough labels":
        return 0.0
    low, high, p_value = verdict.probability_low, verdict.probability_high, verdict.p_value
    if low is None or high is None or p_value is None or low <= 0 or high >= 1:
        return 1.0
    z = NormalDist().inv_cdf(1 - max(p_value, 1e-12) / 2)
    to_better = z / NormalDist().inv_cdf(0.975)
    half = (_log_odds(high) - _log_odds(low)) / 2
    gap = abs(_log_odds(high) + _log_odds(low)) / 2
    to_equal = (_log_odds(0.5 + delta) - gap) / half if half > 0 else 0.0
    return 1 - min(max(to_better, to_equal, 0.0), 1.0)


def _log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))

"""Davidson: strengths from the outcomes of pairs, a tie being an outcome of its own."""

from dataclasses import replace

import numpy as np

from lib.analytics.arrays import BoolArray, FloatArray
from lib.analytics.bradley_terry import fit_bradley_terry
from lib.analytics.newton import Local, maximise
from lib.analytics.pair_model import PairModel, centred
from lib.analytics.strong_groups import strong_groups

ONLY_TIES = "Every comparison is a tie, so all strengths are equal and the tie rate has no bounds."
TOO_MANY_TIES = (
    "Davidson's tie rate has no finite estimate here: no chain of comparisons leads back to its "
    "first model with more wins than ties. Ties count as half a win for each model instead."
)


def fit_davidson(wins: FloatArray, ties: FloatArray) -> PairModel:
    """Maximum-likelihood strengths theta and tie parameter nu of Davidson (1970).

    With pi = exp(theta) and D = pi_i + pi_j + nu sqrt(pi_i pi_j): P(i wins) = pi_i / D and
    P(tie) = nu sqrt(pi_i pi_j) / D. `wins[i, j]`, (K, K), counts the wins of i over j, `ties` is
    symmetric; the diagonals are not read. Groups are connected by wins and ties; nu is common to
    all of them, and comparisons between groups say nothing about it.

    Without ties inside a group nu is 0 and the strengths are Bradley and Terry's. Where ties
    leave nu no finite estimate (only ties, or models that always won or tied), it is None, ties
    count as half wins, and `warning` says so.
    """
    group = strong_groups(wins + ties)
    inside = np.equal.outer(group, group) & ~np.eye(len(group), dtype=bool)
    wins, ties = np.where(inside, wins, 0.0), np.where(inside, ties, 0.0)
    if not ties.any():
        model = fit_bradley_terry(wins)
        return replace(model, tie=np.zeros_like(wins), nu=0.0)
    if not _bounded(wins, ties):
        warning = TOO_MANY_TIES if wins.any() else ONLY_TIES
        return replace(fit_bradley_terry(wins + ties / 2), warning=warning)

    rated = np.flatnonzero(inside.any(axis=1))
    table = np.ix_(rated, rated)
    members = np.equal.outer(group[rated], np.unique(group[rated])).astype(np.float64)
    fitted = _fit(wins[table], ties[table], members)
    strength: FloatArray = np.zeros(len(group))
    strength[rated] = fitted[:-1]
    strength = centred(strength, group)
    win, tie = _outcomes(strength, fitted[-1])
    return PairModel(
        strength,
        group,
        np.where(inside, win + tie / 2, 0.5),
        np.where(inside, tie, 0.0),
        float(np.exp(fitted[-1])),
    )


def _bounded(wins: FloatArray, ties: FloatArray) -> bool:
    """Whether some cycle of comparisons holds more wins than ties.

    Otherwise there are potentials d with |d_i - d_j| <= 2 over each tie and d_i - d_j >= 2 over
    each win, and the likelihood grows for ever along (d, log nu = 1). Looks for a negative cycle
    (Bellman and Ford) where a win costs -1 and a tie 1.
    """
    if ((wins > 0) & (wins.T > 0)).any():
        return True
    cost = np.where(wins > 0, -1.0, np.where(ties > 0, 1.0, np.inf))
    distance = np.zeros(len(wins))
    for _ in range(len(wins)):
        nearer = np.minimum(distance, (distance[:, np.newaxis] + cost).min(axis=0))
        if np.array_equal(nearer, distance):
            return False
        distance = nearer
    return True


def _outcomes(strength: FloatArray, log_nu: float) -> tuple[FloatArray, FloatArray]:
    """P(i beats j) and P(i ties j), precise also where they are tiny."""
    lead = np.subtract.outer(strength, strength)
    scale = np.logaddexp(np.logaddexp(lead / 2, -lead / 2), log_nu)
    return np.exp(lead / 2 - scale), np.exp(log_nu - scale)


def _fit(wins: FloatArray, ties: FloatArray, members: FloatArray) -> FloatArray:
    """theta of models that are all in a group of at least two, (K,), then log nu.

    `members`, (K, G), tells the groups. Each entry of the gradient and of minus the Hessian sums
    over pairs the surplus, or the covariance, of the score of i (1, 1/2, 0) and of the tie (0, 1).
    """
    size = len(wins)
    n = wins + wins.T + ties
    compared: BoolArray = n > 0
    all_ties = ties.sum() / 2
    start = np.zeros(size + 1)
    start[-1] = np.log(2 * all_ties / wins.sum())

    def evaluate(point: FloatArray) -> Local:
        win, tie = _outcomes(point[:-1], point[-1])
        gained = (wins + ties / 2) * (win.T + tie / 2)
        tied = ties * (win + win.T) / 2 - wins * tie
        weight = n * (win * win.T + (win + win.T) * tie / 4)
        mixed = (n * tie * (win.T - win) / 2).sum(axis=1)
        curvature = np.empty((size + 1, size + 1))
        curvature[:-1, :-1] = np.diag(weight.sum(axis=1)) - weight
        curvature[:-1, -1] = curvature[-1, :-1] = mixed
        curvature[-1, -1] = (n * tie * (win + win.T)).sum() / 2
        gradient = np.append((gained - gained.T).sum(axis=1), tied.sum())
        terms = np.append((gained + gained.T).sum(axis=1), np.abs(tied).sum())
        return Local(_log_likelihood(wins, ties, point), gradient, curvature, terms)

    def spread(step: FloatArray) -> float:
        lead = np.abs(np.subtract.outer(step[:-1], step[:-1]))[compared].max()
        return float(lead + abs(step[-1]))

    return maximise(evaluate, spread, start, np.vstack([members, np.zeros(members.shape[1])]))


def _log_likelihood(wins: FloatArray, ties: FloatArray, point: FloatArray) -> float:
    lead = np.subtract.outer(point[:-1], point[:-1])
    scale = np.logaddexp(np.logaddexp(lead / 2, -lead / 2), point[-1])
    return float((wins * (lead / 2 - scale) + ties * (point[-1] - scale) / 2).sum())

"""Bradley-Terry: strengths from the outcomes of pairs, a tie being half a win for each."""

import numpy as np

from lib.analytics.arrays import FloatArray
from lib.analytics.newton import Local, maximise
from lib.analytics.pair_model import PairModel, centred
from lib.analytics.strong_groups import strong_groups


def fit_bradley_terry(scores: FloatArray) -> PairModel:
    """Maximum-likelihood strengths theta where P(i beats j) = 1 / (1 + exp(theta_j - theta_i)).

    `scores[i, j]`, (K, K), holds the wins of i over j plus half of their ties, weighted or not;
    the diagonal is not read. Each strongly connected group is rated by itself, because strengths
    exist only there (Bradley and Terry 1952; Ford 1957). A model alone in its group has strength
    0; no models give empty arrays.
    """
    group = strong_groups(scores)
    strength: FloatArray = np.zeros(len(scores))
    for number in np.flatnonzero(np.bincount(group) > 1):
        members = np.flatnonzero(group == number)
        strength[members] = _strengths(scores[np.ix_(members, members)])
    strength = centred(strength, group)
    comparable = np.equal.outer(group, group)
    return PairModel(strength, group, np.where(comparable, _win(strength), 0.5))


def _win(strength: FloatArray) -> FloatArray:
    """P(i beats j), precise also where it is tiny: 1 - p[i, j] is p[j, i], never a difference."""
    odds_against = np.subtract.outer(strength, strength).T
    return np.asarray(np.exp(-np.logaddexp(0.0, odds_against)), dtype=np.float64)


def _strengths(scores: FloatArray) -> FloatArray:
    """Strengths of one strongly connected group of at least two.

    The gradient is sum_j (s_ij - n_ij p_ij), written as sum_j (s_ij p_ji - s_ji p_ij) so that
    nothing cancels in uneven counts. Minus the Hessian is the Laplacian of n_ij p_ij p_ji, which
    leaves the sum of all strengths free.
    """
    size = len(scores)
    scores = np.where(np.eye(size, dtype=bool), 0.0, scores)
    n = scores + scores.T
    compared = n > 0

    def evaluate(strength: FloatArray) -> Local:
        win = _win(strength)
        gained = scores * win.T
        weight = n * win * win.T
        curvature = np.diag(weight.sum(axis=1)) - weight
        odds_against = np.subtract.outer(strength, strength).T
        value = -float((scores * np.logaddexp(0.0, odds_against)).sum())
        terms = (gained + gained.T).sum(axis=1)
        return Local(value, (gained - gained.T).sum(axis=1), curvature, terms)

    def spread(step: FloatArray) -> float:
        return float(np.abs(np.subtract.outer(step, step))[compared].max())

    return maximise(evaluate, spread, np.zeros(size), np.ones((size, 1)))

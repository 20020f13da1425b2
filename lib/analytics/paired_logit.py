"""Paired logistic regression: model strengths together with what else may have moved the votes.

logit P(first wins) = θ_first − θ_second + β·x, ties half a win each way, by Newton. Score g = Σ w
(y − p) z with z = (e_first − e_second, x), information H = Σ w p(1 − p) z zᵀ. Strengths sum to zero
inside each strongly connected group of the win graph (Ford 1957): with C the groups' unit vectors,
H⁺ = (H + C Cᵀ)⁻¹ − C Cᵀ. Pairs across groups say nothing about β, since their strengths are apart
without limit, and are left out.

No estimates exist where no group has two models, where x cannot be told apart from the models (H
singular), or where x separates wins from losses (the estimate runs off to infinity).
"""

from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import BoolArray, FloatArray, IntArray
from lib.analytics.strong_groups import strong_groups

STEPS = 100
SMALL_STEP = 1e-8
LARGEST_LOGIT = 30.0
SINGULAR = 1e-9


@dataclass(frozen=True, eq=False)
class PairedCells:
    """R cells of comparisons with equal models (`first`, `second` (R)) and equal x (R, F).

    `weight` (R) is the weight of all their comparisons, `won` (R) that of the first one's wins and
    half of the ties. A cell may hold one comparison only.
    """

    first: IntArray
    second: IntArray
    x: FloatArray
    weight: FloatArray
    won: FloatArray


@dataclass(frozen=True, eq=False)
class PairedLogit:
    """The estimates for K models and F effects.

    `group` (K) are the strongly connected groups, 0 the largest; `inverse` (K + F, K + F) is H⁺;
    `used` (R) says which cells lie inside a group, `expected` (R) is p there (0.5 elsewhere).
    """

    strength: FloatArray
    effect: FloatArray
    group: IntArray
    inverse: FloatArray
    used: BoolArray
    expected: FloatArray


@dataclass(frozen=True)
class NoFit:
    """Why there are no estimates, as a sentence."""

    reason: str


def fit_paired_logit(cells: PairedCells, models: int) -> PairedLogit | NoFit:
    """The maximum likelihood estimates, or why there are none."""
    group = strong_groups(_scores(cells, models))
    used = group[cells.first] == group[cells.second]
    if not used.any():
        return NoFit("No two models have both won and lost against each other, even indirectly.")
    inside = PairedCells(
        first=cells.first[used],
        second=cells.second[used],
        x=np.asfortranarray(cells.x[used]),
        weight=cells.weight[used],
        won=cells.won[used],
    )
    flat = _information(inside, inside.weight / 4, models)
    units = _group_units(group, len(flat)) * np.sqrt(np.trace(flat) / len(flat))
    flat = flat + units @ units.T
    scale = 1 / np.sqrt(np.maximum(np.diag(flat), np.finfo(float).tiny))
    if np.linalg.eigvalsh(flat * np.outer(scale, scale))[0] < SINGULAR:
        return NoFit("The effects cannot be told apart from the models: they always go together.")
    parameters = _newton(inside, units, models)
    if parameters is None:
        return NoFit("The effects decide every comparison that they touch: no finite estimate.")
    expected = np.full(len(used), 0.5)
    p = _probability(_logit(inside, parameters, models))
    expected[used] = p
    information = _information(inside, inside.weight * p * (1 - p), models)
    return PairedLogit(
        strength=parameters[:models],
        effect=parameters[models:],
        group=group,
        inverse=_inverse(information, units),
        used=used,
        expected=expected,
    )


def _newton(cells: PairedCells, units: FloatArray, models: int) -> FloatArray | None:
    """Newton steps, a long one halved until it leads up; None where they lead to infinity."""
    parameters = np.zeros(len(units))
    logit: FloatArray = np.zeros(len(cells.first))
    likelihood = _log_likelihood(cells, logit)
    for _ in range(STEPS):
        p = _probability(logit)
        information = _information(cells, cells.weight * p * (1 - p), models) + units @ units.T
        step = np.linalg.solve(information, _score(cells, p, models))
        while True:
            logit = _logit(cells, parameters + step, models)
            there = _log_likelihood(cells, logit)
            if there > likelihood or np.abs(step).max() < 0.1:
                break
            step = step / 2
        parameters, likelihood = parameters + step, there
        if np.abs(step).max() < SMALL_STEP:
            return parameters
        if np.abs(logit).max() > LARGEST_LOGIT:
            return None
    return None


def _logit(cells: PairedCells, parameters: FloatArray, models: int) -> FloatArray:
    strength = parameters[:models]
    apart = strength[cells.first] - strength[cells.second]
    return np.asarray(apart + cells.x @ parameters[models:], dtype=np.float64)


def _probability(logit: FloatArray) -> FloatArray:
    return np.asarray(1 / (1 + np.exp(-logit)), dtype=np.float64)


def _log_likelihood(cells: PairedCells, logit: FloatArray) -> float:
    return float(cells.won @ logit - cells.weight @ np.logaddexp(0, logit))


def _score(cells: PairedCells, p: FloatArray, models: int) -> FloatArray:
    residual = cells.won - cells.weight * p
    strength = np.bincount(cells.first, residual, models)
    strength -= np.bincount(cells.second, residual, models)
    return np.concatenate([strength, residual @ cells.x])


def _information(cells: PairedCells, weight: FloatArray, models: int) -> FloatArray:
    pairs = np.bincount(cells.first * models + cells.second, weight, models * models)
    pairs = pairs.reshape(models, models)
    pairs = pairs + pairs.T
    weighted = cells.x * weight[:, None]
    mixed = np.empty((models, cells.x.shape[1]))
    for column, value in enumerate(weighted.T):
        mixed[:, column] = np.bincount(cells.first, value, models)
        mixed[:, column] -= np.bincount(cells.second, value, models)
    return np.block(
        [
            [np.diag(pairs.sum(axis=1)) - pairs, mixed],
            [mixed.T, cells.x.T @ weighted],
        ]
    )


def _scores(cells: PairedCells, models: int) -> FloatArray:
    """(K, K): the weight of the row's wins and half ties over the column."""
    cell = cells.first * models + cells.second
    won = np.bincount(cell, cells.won, models * models).reshape(models, models)
    lost = np.bincount(cell, cells.weight - cells.won, models * models).reshape(models, models)
    return np.asarray(won + lost.T, dtype=np.float64)


def _inverse(information: FloatArray, units: FloatArray) -> FloatArray:
    """H⁺, from H and c C: (H + c² C Cᵀ)⁻¹ − C Cᵀ / c²."""
    lengths = (units**2).sum(axis=0)
    inverse = np.linalg.inv(information + units @ units.T)
    return np.asarray(inverse - (units / lengths**2) @ units.T, dtype=np.float64)


def _group_units(group: IntArray, parameters: int) -> FloatArray:
    """A unit vector for each group, as columns: the directions that the data cannot see."""
    sizes = np.bincount(group)
    units = np.zeros((parameters, len(sizes)))
    units[np.arange(len(group)), group] = 1 / np.sqrt(sizes[group])
    return units

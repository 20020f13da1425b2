"""Paired logistic regression: strengths and effects together."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from lib.analytics.bradley_terry import fit_bradley_terry
from lib.analytics.paired_logit import NoFit, PairedCells, PairedLogit, fit_paired_logit


def make_cells(rows, columns=1):
    """Cells from rows (first, second, x, weight, won)."""
    return PairedCells(
        first=np.array([row[0] for row in rows], dtype=np.int64),
        second=np.array([row[1] for row in rows], dtype=np.int64),
        x=np.array([row[2] for row in rows], dtype=float).reshape(len(rows), columns),
        weight=np.array([row[3] for row in rows], dtype=float),
        won=np.array([row[4] for row in rows], dtype=float),
    )


def fitted(cells, models):
    fit = fit_paired_logit(cells, models)
    assert isinstance(fit, PairedLogit)
    return fit


def test_two_cells_give_both_log_odds_exactly():
    # With x = 1 the first wins 3 of 4, log odds ln 3; with x = -1 it wins 2 of 4, log odds 0.
    # d + β = ln 3 and d - β = 0, so d = β = ln 3 / 2; strengths sum to zero: ± ln 3 / 4.
    fit = fitted(make_cells([(0, 1, 1, 4, 3), (0, 1, -1, 4, 2)]), 2)
    assert np.allclose(fit.effect, [np.log(3) / 2])
    assert np.allclose(fit.strength, [np.log(3) / 4, -np.log(3) / 4])
    assert np.allclose(fit.expected, [0.75, 0.5])
    # Information of the logits: 4 · 3/16 = 3/4 and 4 · 1/4 = 1, so β = (l₁ - l₂) / 2 has the
    # variance (4/3 + 1) / 4 = 7/12; so has d, and each strength, d / 2, a quarter of it: 7/48.
    assert np.allclose(fit.inverse[2, 2], 7 / 12)
    assert np.allclose(fit.inverse[0, 0], 7 / 48)


def test_without_effects_it_is_bradley_terry():
    scores = np.array([[0, 3, 1], [2, 0, 4], [2.5, 1, 0]])
    rows = [
        (i, j, (), scores[i, j] + scores[j, i], scores[i, j]) for i, j in ((0, 1), (0, 2), (1, 2))
    ]
    fit = fitted(make_cells(rows, columns=0), 3)
    assert np.allclose(fit.strength, fit_bradley_terry(scores).strength)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_it_finds_the_largest_likelihood(seed):
    random = np.random.default_rng(seed)
    first, second = np.array([(0, 1), (0, 2), (1, 2)] * 8).T
    cells = PairedCells(
        first, second, random.normal(size=(24, 2)), np.full(24, 2.0), np.full(24, 1.0)
    )
    won = random.choice([0.0, 0.5, 1.0, 1.5, 2.0], 24)
    won[:6] = np.array([0.5, 1.5] * 3)
    cells = PairedCells(first, second, cells.x, cells.weight, won)
    fit = fit_paired_logit(cells, 3)
    if isinstance(fit, NoFit):
        return

    def loss(free):
        strength = np.append(free[:2], -free[:2].sum())
        logit = strength[first] - strength[second] + cells.x @ free[2:]
        return float(cells.weight @ np.logaddexp(0, logit) - won @ logit)

    best = minimize(loss, np.zeros(4), tol=1e-12).x
    assert np.allclose(best[2:], fit.effect, atol=1e-4)
    assert np.allclose(best[:2], fit.strength[:2], atol=1e-4)


def test_one_cell_or_its_comparisons_one_by_one_give_the_same():
    whole = make_cells([(0, 1, 1, 3, 2), (0, 1, -1, 3, 1.5)])
    single = make_cells(
        [(0, 1, 1, 1, won) for won in (1, 1, 0)] + [(0, 1, -1, 1, won) for won in (1, 0.5, 0)]
    )
    assert np.allclose(fitted(whole, 2).effect, fitted(single, 2).effect)


def test_an_effect_that_always_goes_with_a_model_is_refused():
    fit = fit_paired_logit(make_cells([(0, 1, 1, 4, 3)]), 2)
    assert isinstance(fit, NoFit)
    assert "always go together" in fit.reason


def test_an_effect_that_decides_everything_has_no_finite_estimate():
    fit = fit_paired_logit(make_cells([(0, 1, 1, 4, 4), (0, 1, -1, 4, 0)]), 2)
    assert isinstance(fit, NoFit)
    assert "no finite estimate" in fit.reason


def test_models_without_a_way_back_are_refused():
    fit = fit_paired_logit(make_cells([(0, 1, 1, 4, 4)]), 2)
    assert isinstance(fit, NoFit)
    assert "both won and lost" in fit.reason


def test_pairs_across_groups_are_left_out():
    # Model 2 always loses, so it is a group of its own and the pair with it says nothing.
    rows = [(0, 1, 1, 4, 3), (0, 1, -1, 4, 2), (0, 2, 1, 5, 5)]
    fit = fitted(make_cells(rows), 3)
    assert fit.used.tolist() == [True, True, False]
    assert np.allclose(fit.effect, [np.log(3) / 2])
    assert fit.strength[2] == 0
    assert np.allclose(fit.inverse[2], 0)

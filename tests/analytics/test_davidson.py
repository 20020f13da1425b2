import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from lib.analytics.bradley_terry import fit_bradley_terry
from lib.analytics.davidson import fit_davidson


@st.composite
def outcomes(draw):
    """Wins and ties of 2 to 5 models that all beat each other, with a tie of 0 and 1 at least."""
    size = draw(st.integers(2, 5))
    cells = st.lists(st.integers(1, 20), min_size=size**2, max_size=size**2)
    wins = np.array(draw(cells), dtype=float).reshape(size, size)
    ties = np.triu(np.array(draw(cells), dtype=float).reshape(size, size) - 1, 1)
    ties[0, 1] += 1
    np.fill_diagonal(wins, 0)
    return wins, ties + ties.T


def table(size: int, **cells: float) -> np.ndarray:
    """A table with some cells filled: `_01` is row 0, column 1."""
    result = np.zeros((size, size))
    for name, value in cells.items():
        result[int(name[1]), int(name[2])] = value
    return result


def symmetric(cells: np.ndarray) -> np.ndarray:
    return cells + cells.T


def test_two_models_are_met_exactly():
    # Shares 6/12 : 1.5/12 : 4.5/12. pi_0 / pi_1 = 6 / 1.5 = 4, so theta differs by ln 4;
    # nu sqrt(pi_0 pi_1) / pi_0 = nu / 2 = 4.5 / 6, so nu = 1.5 and the tie rate 1.5 / 3.5.
    model = fit_davidson(table(2, _01=6, _10=1.5), symmetric(table(2, _01=4.5)))
    assert model.strength == pytest.approx([np.log(2), -np.log(2)], abs=1e-9)
    assert model.nu == pytest.approx(1.5, abs=1e-9)
    assert model.tie_rate == pytest.approx(3 / 7, abs=1e-9)
    assert model.tie == pytest.approx(np.array([[0, 0.375], [0.375, 0]]), abs=1e-9)
    # 0.5 + 0.375 / 2
    assert model.expected[0, 1] == pytest.approx(0.6875, abs=1e-9)
    assert model.expected[1, 0] == pytest.approx(0.3125, abs=1e-9)
    assert model.warning is None


def test_equal_models_tie_at_the_share_of_ties():
    # Every pair 3 : 3 with 2 ties: nu / (2 + nu) = 2 / 8, so nu = 2/3.
    wins = np.full((4, 4), 3.0)
    model = fit_davidson(wins, np.full((4, 4), 2.0))
    assert model.strength == pytest.approx([0] * 4, abs=1e-9)
    assert model.nu == pytest.approx(2 / 3, abs=1e-9)
    assert model.tie_rate == pytest.approx(1 / 4, abs=1e-9)


def test_without_ties_it_is_bradley_terry_with_nu_0():
    wins = np.array([[0.0, 4, 1], [2, 0, 5], [3, 1, 0]])
    model = fit_davidson(wins, np.zeros((3, 3)))
    plain = fit_bradley_terry(wins)
    assert model.strength == pytest.approx(plain.strength, abs=1e-12)
    assert model.expected == pytest.approx(plain.expected, abs=1e-12)
    assert (model.nu, model.tie_rate, model.warning) == (0, 0, None)
    assert model.tie is not None
    assert not model.tie.any()


def test_only_ties_make_equal_models_without_a_tie_rate():
    model = fit_davidson(np.zeros((3, 3)), np.full((3, 3), 4.0))
    assert model.strength == pytest.approx([0, 0, 0], abs=1e-12)
    assert model.group.tolist() == [0, 0, 0]
    assert (model.nu, model.tie, model.tie_rate) == (None, None, None)
    assert model.warning is not None
    assert model.warning.startswith("Every comparison is a tie")


def test_a_model_that_won_or_tied_always_falls_back_to_half_wins_and_says_so():
    # 3 wins, 2 ties, no loss: P(loss) is best at 0, which no finite theta and nu give.
    model = fit_davidson(table(2, _01=3), symmetric(table(2, _01=2)))
    # Half wins: 4 : 1.
    assert model.strength == pytest.approx([np.log(2), -np.log(2)], abs=1e-9)
    assert (model.nu, model.tie) == (None, None)
    assert model.warning is not None
    assert "no finite estimate" in model.warning


def test_a_cycle_with_as_many_ties_as_wins_does_not_bound_the_tie_rate():
    # 0 beat 1, 1 tied 2, 2 beat 3, 3 tied 0: d = 2, 0, 2, 0 meets every bound with log nu = 1.
    wins = table(4, _01=1, _23=1)
    model = fit_davidson(wins, symmetric(table(4, _12=1, _30=1)))
    assert model.nu is None
    # Half wins: each winner has 1 + 1/2 of its two comparisons, so p = 3/4, odds of 3.
    half = np.log(3) / 2
    assert model.strength == pytest.approx([half, -half, half, -half], abs=1e-9)


def test_a_cycle_with_more_wins_than_ties_bounds_the_tie_rate():
    # 0 beat 1, 1 beat 2, 2 tied 0.
    model = fit_davidson(table(3, _01=1, _12=1), symmetric(table(3, _20=1)))
    assert model.warning is None
    assert model.nu is not None
    assert model.strength[0] > model.strength[1] > model.strength[2]


def test_groups_share_one_tie_rate_and_other_comparisons_do_not_count():
    # 0 and 1: 3 : 3, 2 ties. 2 and 3: 1 : 1, 6 ties. 4 lost all. nu / (2 + nu) = 8/16: nu = 2.
    wins = table(5, _01=3, _10=3, _23=1, _32=1, _04=9)
    model = fit_davidson(wins, symmetric(table(5, _01=2, _23=6)))
    assert model.group.tolist() == [0, 0, 1, 1, 2]
    assert model.nu == pytest.approx(2, abs=1e-9)
    assert model.strength == pytest.approx([0] * 5, abs=1e-9)
    assert model.expected[0, 4] == 0.5
    assert model.tie is not None
    assert (model.tie[0, 1], model.tie[0, 2], model.tie[0, 0]) == (pytest.approx(0.5), 0, 0)


@pytest.mark.parametrize("size", [0, 1, 3])
def test_without_comparisons_all_strengths_are_zero(size):
    model = fit_davidson(np.zeros((size, size)), np.zeros((size, size)))
    assert model.strength.tolist() == [0] * size
    assert model.group.tolist() == list(range(size))
    assert model.expected.tolist() == [[0.5] * size] * size
    assert model.nu == 0


def test_a_long_chain_of_nearly_certain_wins_is_rated_exactly():
    # Every link is 1e6 : 1 with 10 ties: nu = 10 / sqrt(1e6 * 1) = 0.01.
    wins, ties = np.zeros((120, 120)), np.zeros((120, 120))
    steps = np.arange(119)
    wins[steps, steps + 1], wins[steps + 1, steps] = 1e6, 1
    ties[steps, steps + 1] = 10
    model = fit_davidson(wins, symmetric(ties))
    assert np.abs(-np.diff(model.strength) - np.log(1e6)).max() < 1e-9
    assert model.nu == pytest.approx(0.01, abs=1e-12)


def log_likelihood(wins, ties, strength, nu) -> float:
    pi = np.exp(strength)
    geometric = np.sqrt(np.outer(pi, pi))
    total = pi[:, None] + pi[None, :] + nu * geometric
    won = (wins * np.log(pi[:, None] / total)).sum()
    return float(won + (ties * np.log(nu * geometric / total)).sum() / 2)


@pytest.mark.parametrize("seed", range(4))
def test_direct_maximisation_finds_the_same(seed):
    rng = np.random.default_rng(seed)
    wins = rng.integers(1, 12, (5, 5)).astype(float)
    np.fill_diagonal(wins, 0)
    ties = symmetric(np.triu(rng.integers(0, 9, (5, 5)), 1).astype(float))
    model = fit_davidson(wins, ties)

    def loss(point):
        return -log_likelihood(wins, ties, np.append(point[:4], 0), np.exp(point[4]))

    best = minimize(loss, np.zeros(5), method="BFGS", options={"gtol": 1e-5})
    theirs = np.append(best.x[:4], 0)
    assert model.strength == pytest.approx(theirs - theirs.mean(), abs=1e-5)
    assert model.nu == pytest.approx(np.exp(best.x[4]), abs=1e-5)
    assert log_likelihood(wins, ties, model.strength, model.nu) >= -best.fun - 1e-9


@given(outcomes())
def test_expected_scores_and_ties_add_up_to_those_seen(data):
    wins, ties = data
    model = fit_davidson(wins, ties)
    n = wins + wins.T + ties
    scores = wins + ties / 2
    assert (n * model.expected).sum(axis=1) == pytest.approx(scores.sum(axis=1), rel=1e-9)
    assert (n * model.tie).sum() == pytest.approx(ties.sum(), rel=1e-9)


@given(outcomes())
def test_swapping_wins_and_losses_mirrors_the_strengths(data):
    wins, ties = data
    model, mirrored = fit_davidson(wins, ties), fit_davidson(wins.T, ties)
    assert model.strength == pytest.approx(-mirrored.strength, abs=1e-8)
    assert model.nu == pytest.approx(mirrored.nu, rel=1e-8)


@given(outcomes(), st.floats(1e-3, 1e6), st.randoms(use_true_random=False))
def test_scaling_and_renaming_leave_every_figure_alone(data, factor, random):
    wins, ties = data
    order = list(range(len(wins)))
    random.shuffle(order)
    moved = np.ix_(order, order)
    model, other = (
        fit_davidson(wins, ties),
        fit_davidson(factor * wins[moved], factor * ties[moved]),
    )
    assert model.strength[order] == pytest.approx(other.strength, abs=1e-8)
    assert model.nu == pytest.approx(other.nu, rel=1e-8)

import csv

import choix
import evalica
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.bradley_terry import fit_bradley_terry
from lib.analytics.pair_model import rating_of
from lib.errors import InvalidInput

ELO = 1e-6
THETA = ELO * np.log(10) / 400


@st.composite
def tables(draw, smallest=2):
    """Scores of 2 to 6 models that all beat each other at least half a time, in halves."""
    size = draw(st.integers(smallest, 6))
    halves = draw(st.lists(st.integers(1, 40), min_size=size**2, max_size=size**2))
    scores = np.array(halves, dtype=float).reshape(size, size) / 2
    np.fill_diagonal(scores, 0)
    return scores


def chain(size: int, forward: float, back: float) -> np.ndarray:
    scores = np.zeros((size, size))
    steps = np.arange(size - 1)
    scores[steps, steps + 1] = forward
    scores[steps + 1, steps] = back
    return scores


def test_three_wins_to_one_are_a_difference_of_ln_3():
    # p = 3/4, so theta_0 - theta_1 = ln(p / (1 - p)) = ln 3, around zero.
    model = fit_bradley_terry(np.array([[0.0, 3], [1, 0]]))
    assert model.strength == pytest.approx([np.log(3) / 2, -np.log(3) / 2], abs=1e-12)
    assert model.expected == pytest.approx(np.array([[0.5, 0.75], [0.25, 0.5]]), abs=1e-12)
    assert model.group.tolist() == [0, 0]
    assert (model.tie, model.nu, model.warning) == (None, None, None)


def test_differences_add_up_along_a_chain():
    # 0 : 1 is 2 : 1 and 1 : 2 is 4 : 1; no other pair, so each odds ratio is met exactly.
    model = fit_bradley_terry(np.array([[0.0, 2, 0], [1, 0, 4], [0, 1, 0]]))
    assert model.strength[0] - model.strength[1] == pytest.approx(np.log(2), abs=1e-12)
    assert model.strength[1] - model.strength[2] == pytest.approx(np.log(4), abs=1e-12)
    assert model.expected[0, 2] == pytest.approx(8 / 9, abs=1e-12)


def test_a_ring_of_equal_wins_makes_equal_models():
    ring = np.array([[0.0, 5, 0], [0, 0, 5], [5, 0, 0]])
    assert fit_bradley_terry(ring).strength == pytest.approx([0, 0, 0], abs=1e-12)


def test_only_half_wins_make_equal_models():
    model = fit_bradley_terry(np.full((4, 4), 2.5))
    assert model.strength == pytest.approx([0] * 4, abs=1e-12)


def test_what_stands_on_the_diagonal_is_not_read():
    with_own = fit_bradley_terry(np.array([[7.0, 3], [1, 9]]))
    assert with_own.strength == pytest.approx([np.log(3) / 2, -np.log(3) / 2], abs=1e-12)


def test_two_unconnected_graphs_are_rated_each_by_itself():
    scores = np.zeros((4, 4))
    scores[0, 2], scores[2, 0] = 3, 1
    scores[1, 3], scores[3, 1] = 1, 9
    model = fit_bradley_terry(scores)
    assert model.group.tolist() == [0, 1, 0, 1]
    half, whole = np.log(3) / 2, np.log(9) / 2
    assert model.strength == pytest.approx([half, -whole, -half, whole], abs=1e-12)
    assert model.expected[0, 1] == 0.5


def test_a_model_that_always_won_does_not_move_the_others():
    scores = np.array([[0.0, 3, 0], [1, 0, 0], [5, 5, 0]])
    model = fit_bradley_terry(scores)
    assert model.group.tolist() == [0, 0, 1]
    assert model.strength == pytest.approx([np.log(3) / 2, -np.log(3) / 2, 0], abs=1e-12)


@pytest.mark.parametrize("size", [0, 1, 3])
def test_without_comparisons_all_strengths_are_zero(size):
    model = fit_bradley_terry(np.zeros((size, size)))
    assert model.strength.tolist() == [0] * size
    assert model.group.tolist() == list(range(size))
    assert model.expected.tolist() == [[0.5] * size] * size


@pytest.mark.parametrize("odds", [1e6, 1e12])
def test_a_long_chain_of_nearly_certain_wins_is_rated_exactly(odds):
    strength = fit_bradley_terry(chain(200, odds, 1)).strength
    assert np.abs(-np.diff(strength) - np.log(odds)).max() < THETA


def test_a_single_upset_closes_a_long_chain_of_certain_wins():
    # Each link loses as much as the upset wins: 1e6 q = 1, so the odds are (1 - q) / q = 999,999.
    scores = chain(200, 1e6, 0)
    scores[199, 0] = 1
    strength = fit_bradley_terry(scores).strength
    assert np.abs(-np.diff(strength) - np.log(999_999)).max() < THETA


def test_a_light_link_between_heavy_pairs_is_rated_exactly():
    scores = np.zeros((4, 4))
    scores[0, 1] = scores[1, 0] = 5e8
    scores[2, 3] = scores[3, 2] = 5e8
    scores[1, 2], scores[2, 1] = 3, 1
    strength = fit_bradley_terry(scores).strength
    assert strength[1] - strength[2] == pytest.approx(np.log(3), abs=THETA)


def test_counts_of_very_different_sizes_leave_no_gradient():
    rng = np.random.default_rng(2)
    for _ in range(100):
        size = int(rng.integers(3, 9))
        scores = np.floor(10 ** rng.uniform(0, 7, (size, size))) * (rng.random((size, size)) < 0.5)
        np.fill_diagonal(scores, 0)
        model = fit_bradley_terry(scores)
        gained = np.where(model.comparable, scores * model.expected.T, 0)
        assert np.abs((gained - gained.T).sum(axis=1)).max() <= 1e-9 * max(1, gained.max())


def test_ratings_that_do_not_settle_are_refused_in_words(monkeypatch):
    monkeypatch.setattr("lib.analytics.newton.MOST_STEPS", 1)
    with pytest.raises(InvalidInput, match=r"did not settle within 1 steps"):
        fit_bradley_terry(np.array([[0.0, 3], [1, 0]]))


@given(tables())
def test_swapping_wins_and_losses_mirrors_the_strengths(scores):
    mirrored = fit_bradley_terry(scores.T).strength
    assert np.abs(fit_bradley_terry(scores).strength + mirrored).max() < THETA


@given(tables(), st.floats(1e-3, 1e6))
def test_scaling_all_counts_leaves_the_strengths_alone(scores, factor):
    scaled = fit_bradley_terry(factor * scores).strength
    assert np.abs(fit_bradley_terry(scores).strength - scaled).max() < THETA


@given(tables(), st.randoms(use_true_random=False))
def test_renaming_the_models_permutes_the_strengths(scores, random):
    order = list(range(len(scores)))
    random.shuffle(order)
    renamed = fit_bradley_terry(scores[np.ix_(order, order)]).strength
    assert np.abs(fit_bradley_terry(scores).strength[order] - renamed).max() < THETA


@given(tables())
def test_expected_scores_add_up_to_the_scores_of_each_model(scores):
    model = fit_bradley_terry(scores)
    n = scores + scores.T
    assert (n * model.expected).sum(axis=1) == pytest.approx(scores.sum(axis=1), rel=1e-9)
    assert model.expected + model.expected.T == pytest.approx(np.ones_like(n), abs=1e-12)
    assert abs(model.strength.sum()) < 1e-9


def evalica_ratings(left, right, winner, names) -> np.ndarray:
    """Evalica's scores, which it scales in its own way, as ratings around 1000."""
    outcome = {"left": evalica.Winner.X, "right": evalica.Winner.Y, "tie": evalica.Winner.Draw}
    fit = evalica.bradley_terry(
        left, right, [outcome[each] for each in winner], tolerance=1e-12, limit=100_000
    )
    return ratings_of_scores(fit.scores[names].to_numpy())


def ratings_of_scores(scores) -> np.ndarray:
    logs = np.log(np.asarray(scores, dtype=float))
    return rating_of(logs - logs.mean())


def ratings_of_battles(left, right, winner, names) -> np.ndarray:
    code = {name: number for number, name in enumerate(names)}
    scores = np.zeros((len(names), len(names)))
    for a, b, outcome in zip(left, right, winner, strict=True):
        score = {"left": 1.0, "tie": 0.5, "right": 0.0}[outcome]
        scores[code[a], code[b]] += score
        scores[code[b], code[a]] += 1 - score
    model = fit_bradley_terry(scores)
    assert not model.group.any()
    return rating_of(model.strength)


@pytest.mark.parametrize("seed", range(5))
def test_random_battles_are_rated_as_evalica_rates_them(seed):
    rng = np.random.default_rng(seed)
    names = [f"m{number}" for number in range(8)]
    pairs = [rng.choice(8, size=2, replace=False) for _ in range(600)]
    left, right = ([names[pair[side]] for pair in pairs] for side in (0, 1))
    winner = rng.choice(["left", "right", "tie"], size=600).tolist()
    ours = ratings_of_battles(left, right, winner, names)
    assert np.abs(ours - evalica_ratings(left, right, winner, names)).max() < ELO


def test_a_small_table_is_rated_as_choix_rates_it():
    scores = np.array([[0.0, 7, 2, 4], [3, 0, 6, 1], [5, 1, 0, 8], [2, 9, 3, 0]])
    theirs = choix.ilsr_pairwise_dense(scores, tol=1e-12)
    assert fit_bradley_terry(scores).strength == pytest.approx(theirs - theirs.mean(), abs=1e-8)


@pytest.mark.shared
def test_llmfao_is_rated_as_evalica_and_its_golden_file_rate_it(shared_folder):
    folder = shared_folder / "data" / "llmfao"
    with (folder / "llmfao.csv").open(encoding="utf-8", newline="") as file:
        battles = list(csv.DictReader(file))
    with (folder / "llmfao-golden.csv").open(encoding="utf-8", newline="") as file:
        golden = {
            row["item"]: float(row["score"])
            for row in csv.DictReader(file)
            if row["algorithm"] == "bradley_terry"
        }
    left, right, winner = (
        [battle[column] for battle in battles] for column in ("left", "right", "winner")
    )
    names = sorted({*left, *right})
    assert (len(battles), len(names), set(names)) == (8931, 59, set(golden))

    ours = ratings_of_battles(left, right, winner, names)
    assert np.abs(ours - evalica_ratings(left, right, winner, names)).max() < ELO
    assert np.abs(ours - ratings_of_scores([golden[name] for name in names])).max() < ELO

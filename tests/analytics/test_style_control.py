"""Ratings at equal length and style."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.analytics.bradley_terry import fit_bradley_terry
from lib.analytics.comparisons import make_comparisons
from lib.analytics.style_control import relative_difference, style_control

# a wins 3 of 4 where its answer is the longer one, and 2 of 4 where it is the shorter one.
SCORE = [1, 1, 1, 0, 1, 1, 0, 0]
LONGER = np.array([[0.5]] * 4 + [[-0.5]] * 4)


def two_models(score=SCORE, **clusters):
    n = len(score)
    return make_comparisons(("a", "b"), np.zeros(n, int), np.ones(n, int), score, **clusters)


def test_relative_differences_lie_between_minus_one_and_one():
    found = relative_difference(np.array([30.0, 0, 5, 0]), np.array([10.0, 0, 0, 7]))
    assert found.tolist() == [0.5, 0, 1, -1]


def test_the_effect_and_the_ratings_at_equal_style():
    found = style_control(two_models(), LONGER, ["tokens"], "none")
    # Typical difference √mean(0.5²) = 0.5, so x = ± 1: d + β = ln 3, d - β = 0.
    # Variances of the two log odds 4/3 and 1 (see the position bias), and β and d are half of
    # their difference and sum: (7/3) / 4 · 8/7 = 2/3. A strength is half of d: 1/6.
    (effect,) = found.effects
    assert effect.feature == "tokens"
    assert effect.effect == pytest.approx(math.log(3) / 2)
    half = 2.364624 * math.sqrt(2 / 3)  # t(0.975, 7)
    assert effect.low == pytest.approx(math.log(3) / 2 - half, abs=1e-6)
    assert effect.high == pytest.approx(math.log(3) / 2 + half, abs=1e-6)
    assert found.model.strength == pytest.approx([math.log(3) / 4, -math.log(3) / 4])
    # At equal style a wins with log odds ln 3 / 2: √3 / (1 + √3).
    assert found.model.expected[0, 1] == pytest.approx(math.sqrt(3) / (1 + math.sqrt(3)))
    assert found.own == pytest.approx([1 / 6, 1 / 6])
    assert found.difference[0, 1] == pytest.approx(2 / 3)
    assert (found.degrees, found.n, found.reason) == (7, 8, None)


def test_a_feature_that_never_differs_is_dropped_and_named():
    difference = np.hstack([np.zeros((8, 1)), LONGER])
    found = style_control(two_models(), difference, ["headers", "tokens"], "none")
    assert found.dropped == ("headers",)
    assert [each.feature for each in found.effects] == ["tokens"]
    nothing = style_control(two_models(), np.zeros((8, 1)), ["headers"])
    assert (nothing.effects, nothing.model, nothing.dropped) == ((), None, ("headers",))
    assert "do not differ" in nothing.reason


def test_the_scale_of_a_feature_does_not_matter():
    one = style_control(two_models(), LONGER, ["tokens"], "none")
    two = style_control(two_models(), LONGER / 7, ["tokens"], "none")
    assert one.effects[0].effect == pytest.approx(two.effects[0].effect)


def test_a_length_that_always_goes_with_a_model_cannot_be_told_from_it():
    found = style_control(two_models(), np.full((8, 1), 0.5), ["tokens"])
    assert found.model is None
    assert "always go together" in found.reason


def test_nothing_compared_controls_nothing():
    none = np.empty(0, dtype=np.int64)
    found = style_control(make_comparisons(("a",), none, none, none), np.empty((0, 1)), ["tokens"])
    assert (found.effects, found.model, found.n) == ((), None, 0)
    assert "compared" in found.reason


def test_a_model_that_always_wins_leaves_nothing_to_control():
    found = style_control(two_models([1] * 8), LONGER, ["tokens"])
    assert found.model is None
    assert "both won and lost" in found.reason


def test_one_ranking_gives_effects_without_intervals():
    found = style_control(two_models(ranking=np.zeros(8, dtype=int)), LONGER, ["tokens"])
    assert found.effects[0].effect == pytest.approx(math.log(3) / 2)
    assert (found.effects[0].low, found.effects[0].p_value, found.degrees) == (None, None, 0)


def styled(seed, beta, n=800):
    """Three equal models, of which the first writes longer answers, and votes for length."""
    random = np.random.default_rng(seed)
    first = random.integers(0, 3, n)
    second = (first + random.integers(1, 3, n)) % 3
    length = random.lognormal(0.8 * (np.arange(3) == 0), 0.6, (n, 3))
    row = np.arange(n)
    x = relative_difference(length[row, first], length[row, second])
    score = (random.random(n) < 1 / (1 + np.exp(-beta * x))).astype(float)
    comparisons = make_comparisons(
        ("a", "b", "c"), first, second, score, prompt=row % 70, annotator=row % 30
    )
    return comparisons, np.where(first > second, -x, x)[:, None]


def test_a_model_that_wins_by_length_is_average_at_equal_length():
    comparisons, x = styled(2, 3.0)
    raw = fit_bradley_terry(comparisons.weighted_scores())
    found = style_control(comparisons, x, ["tokens"])
    assert raw.strength[0] > 0.4
    margin = 2.05 * math.sqrt(found.own[0])
    assert abs(found.model.strength[0]) < margin
    assert found.effects[0].low > 0


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_without_votes_for_style_the_ratings_hardly_move(seed):
    comparisons, x = styled(seed, 0.0)
    raw = fit_bradley_terry(comparisons.weighted_scores())
    found = style_control(comparisons, x, ["tokens"])
    (effect,) = found.effects
    assert effect.low < effect.effect < effect.high
    assert abs(found.model.strength - raw.strength).max() < 0.5


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_turning_all_votes_round_mirrors_effects_and_strengths(seed):
    random = np.random.default_rng(seed)
    comparisons, x = styled(seed, 1.0, 200)
    score = random.choice([0, 0.5, 1], 200)
    args = (comparisons.models, comparisons.first, comparisons.second)
    one = style_control(make_comparisons(*args, score), x, ["tokens"], "ranking")
    two = style_control(make_comparisons(*args, 1 - score), x, ["tokens"], "ranking")
    assert one.effects[0].effect == pytest.approx(-two.effects[0].effect)
    assert one.effects[0].p_value == pytest.approx(two.effects[0].p_value)
    assert one.model.strength == pytest.approx(-two.model.strength)
    assert one.difference == pytest.approx(two.difference)

"""Whether a place on the screen wins votes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.analytics.comparisons import make_comparisons
from lib.analytics.position_bias import position_bias
from lib.analytics.student_t import t_two_sided_p

# a in slot 0 wins 3 of 4 against b in slot 1; with the slots swapped it wins 2 of 4.
SCORE = [1, 1, 1, 0, 1, 1, 0, 0]
A_SLOT = np.array([0, 0, 0, 0, 1, 1, 1, 1])


def two_models(score=SCORE, **clusters):
    n = len(score)
    return make_comparisons(("a", "b"), np.zeros(n, int), np.ones(n, int), score, **clusters)


def test_the_effect_is_what_a_place_changes_in_the_log_odds():
    found = position_bias(two_models(), A_SLOT, 1 - A_SLOT, "none")
    # Log odds of a: d + 2γ₀ = ln 3 and d - 2γ₀ = 0, so γ₀ = ln 3 / 4 = -γ₁.
    # Variances of the two log odds: Σ(y - p)² / (n p (1 - p))² = (12/16) / (9/16) = 4/3, and 1;
    # γ₀ is a quarter of their difference: (7/3) / 16 · 8/7 = 1/6. Wald: 6 (ln 3 / 4)².
    first, second = found.slots
    assert (first.slot, first.n, second.slot, second.n) == (0, 8, 1, 8)
    assert first.effect == pytest.approx(math.log(3) / 4)
    assert second.effect == pytest.approx(-math.log(3) / 4)
    half = 2.364624 * math.sqrt(1 / 6)  # t(0.975, 7)
    assert first.low == pytest.approx(math.log(3) / 4 - half, abs=1e-6)
    assert first.high == pytest.approx(math.log(3) / 4 + half, abs=1e-6)
    assert found.statistic == pytest.approx(6 * (math.log(3) / 4) ** 2)
    assert found.degrees == 1
    t = math.sqrt(6) * math.log(3) / 4
    assert found.p_value == pytest.approx(float(t_two_sided_p(t, 7)))
    # The side shown first won 3 of 4 and 2 of 4.
    assert (found.first_shown, found.n, found.unknown) == (5 / 8, 8, 0)


def test_a_better_model_shown_first_more_often_is_no_bias():
    # a wins 6 of 8 in slot 0 and 3 of 4 in slot 1: its odds do not depend on the place.
    slot = np.repeat([0, 1], [8, 4])
    comparisons = two_models([1] * 6 + [0] * 2 + [1] * 3 + [0])
    found = position_bias(comparisons, slot, 1 - slot, "none")
    assert found.slots[0].effect == pytest.approx(0, abs=1e-9)
    assert found.p_value == pytest.approx(1, abs=1e-6)
    assert found.first_shown == pytest.approx(7 / 12)


def test_comparisons_without_a_known_order_are_counted_and_left_out():
    known = position_bias(two_models(), A_SLOT, 1 - A_SLOT, "none")
    more = two_models([*SCORE, 1, 1])
    found = position_bias(more, np.append(A_SLOT, [-1, 0]), np.append(1 - A_SLOT, [1, -1]), "none")
    assert (found.n, found.unknown) == (8, 2)
    assert found.statistic == pytest.approx(known.statistic)


def test_slots_that_nobody_used_do_not_count():
    found = position_bias(two_models(), 5 * A_SLOT, 5 * (1 - A_SLOT), "none")
    assert [each.slot for each in found.slots] == [0, 5]
    assert found.degrees == 1


def test_without_any_known_order_it_says_so():
    unknown = np.full(8, -1)
    found = position_bias(two_models(), unknown, unknown)
    assert (found.slots, found.statistic, found.p_value, found.first_shown) == (
        (),
        None,
        None,
        None,
    )
    assert found.unknown == 8
    assert "display order" in found.reason


def test_nothing_compared_has_no_bias():
    none = np.empty(0, dtype=np.int64)
    found = position_bias(make_comparisons(("a",), none, none, none), none, none)
    assert (found.n, found.statistic) == (0, None)


def test_a_model_with_a_place_of_its_own_cannot_be_told_from_it():
    found = position_bias(two_models(), np.zeros(8, dtype=int), np.ones(8, dtype=int))
    assert (found.slots, found.statistic, found.first_shown) == ((), None, 5 / 8)
    assert "always go together" in found.reason


def test_a_model_that_always_wins_leaves_nothing_to_fit():
    found = position_bias(two_models([1] * 8), A_SLOT, 1 - A_SLOT)
    assert found.statistic is None
    assert "both won and lost" in found.reason


def test_all_ties_are_no_bias():
    found = position_bias(two_models([0.5] * 8), A_SLOT, 1 - A_SLOT, "none")
    assert found.slots[0].effect == pytest.approx(0, abs=1e-9)
    assert found.slots[0].low is None
    assert found.statistic is None
    assert "no spread" in found.reason


def test_one_prompt_and_one_annotator_give_effects_without_a_test():
    comparisons = two_models(ranking=np.zeros(8, dtype=int))
    found = position_bias(comparisons, A_SLOT, 1 - A_SLOT)
    assert found.slots[0].effect == pytest.approx(math.log(3) / 4)
    assert (found.slots[0].low, found.statistic, found.p_value) == (None, None, None)
    assert "more than 1" in found.reason


def biased(seed, gamma, n=600):
    """Comparisons of three models on four slots, each slot adding its gamma to the log odds."""
    random = np.random.default_rng(seed)
    first = random.integers(0, 3, n)
    second = (first + random.integers(1, 3, n)) % 3
    slot = np.argsort(random.random((n, 4)), axis=1)[:, :2]
    theta = np.array([0.5, 0, -0.5])
    logit = theta[first] - theta[second] + gamma[slot[:, 0]] - gamma[slot[:, 1]]
    score = (random.random(n) < 1 / (1 + np.exp(-logit))).astype(float)
    swapped = first > second
    comparisons = make_comparisons(
        ("a", "b", "c"), first, second, score, prompt=np.arange(n) % 60, annotator=np.arange(n) % 25
    )
    one, two = np.where(swapped[:, None], slot[:, ::-1], slot).T
    return comparisons, one, two


def test_a_simulated_bias_is_found_where_it_was_put():
    gamma = np.array([0.6, 0.1, -0.1, -0.6])
    found = position_bias(*biased(1, gamma))
    assert found.degrees == 3
    assert found.p_value < 0.001
    for each, true in zip(found.slots, gamma, strict=True):
        assert each.low < true < each.high
    assert sum(each.effect for each in found.slots) == pytest.approx(0)


def test_no_bias_is_found_about_as_rarely_as_promised():
    found = [position_bias(*biased(seed, np.zeros(4), 300)).p_value for seed in range(60)]
    assert sum(p < 0.05 for p in found) <= 6


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000))
def test_reversing_the_slots_reverses_the_effects(seed):
    comparisons, one, two = biased(seed, np.array([0.3, 0, 0, -0.3]), 200)
    found = position_bias(comparisons, one, two)
    reversed_ = position_bias(comparisons, 3 - one, 3 - two)
    assert found.p_value == pytest.approx(reversed_.p_value)
    assert [each.effect for each in found.slots] == pytest.approx(
        [each.effect for each in reversed_.slots[::-1]]
    )
    assert found.first_shown == pytest.approx(1 - reversed_.first_shown)

"""Win rates of models, of pairs and on slices."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.analytics.comparisons import compare, make_comparisons
from lib.analytics.item_pairs import CountingRule
from lib.analytics.wilson import wilson_interval
from lib.analytics.win_rate import pair_rates, slice_win_rates, win_rates
from tests.analytics.made_rankings import make_rankings

NONE = np.empty(0, dtype=np.int64)


def compared(*rankings, **clusters):
    return compare(make_rankings(*rankings, **clusters), CountingRule())


def test_a_tie_is_half_a_win_for_each():
    a, b = win_rates(compared("a b", "a b", "a b", "b a", "a=b", "a=b"))
    # a has 3 wins and 2 ties of 6: (3 + 1) / 6; b the rest.
    assert (a.model, a.wins, a.losses, a.ties, a.n, a.rate) == ("a", 3, 1, 2, 6, 4 / 6)
    assert (b.model, b.wins, b.losses, b.ties, b.n) == ("b", 1, 3, 2, 6)
    assert b.rate == pytest.approx(2 / 6)


def test_the_weights_of_the_ratings_do_not_enter():
    rates = {each.model: each.rate for each in win_rates(compared("a b c d", "b a"))}
    # a: 3 of 3, and a loss: 3/4. b: 2 of 3, and a win: 3/4. c: 1/3. d: 0/3.
    assert rates == {"a": 0.75, "b": 0.75, "c": pytest.approx(1 / 3), "d": 0.0}


def test_the_interval_knows_its_prompts():
    # Prompts 0 to 2 with two votes each for a, 2 of 2, 1 of 2 and 0 of 2: the rate is 1/2, the
    # residuals by prompt 1, 0, -1: variance (1 + 1) · 3/2 / 6² = 1/12, t(0.975, 2) = 4.302653.
    votes = ["a b", "a b", "a b", "b a", "b a", "b a"]
    a, _ = win_rates(compared(*votes, prompts=[0, 0, 1, 1, 2, 2]), "prompt")
    assert a.rate == 0.5
    assert (a.low, a.high) == (0.0, 1.0)  # 0.5 ± 4.30 · 0.289 leaves [0, 1]
    sixfold = [prompt + 3 * copy for copy in range(6) for prompt in (0, 0, 1, 1, 2, 2)]
    a, _ = win_rates(compared(*votes * 6, prompts=sixfold), "prompt")
    # Six times as many prompts: 12 · 18/17 / 36², t(0.975, 17) = 2.109816.
    assert a.high - 0.5 == pytest.approx(2.109816 * math.sqrt(12 * 18 / 17) / 36, abs=1e-6)


def test_without_clusters_every_comparison_stands_for_itself():
    # a wins 3 of 4 in two rankings: residuals 1/4 three times and -3/4, squares sum to 3/4,
    # variance 3/4 · 4/3 / 4² = 1/16, t(0.975, 3) = 3.182446.
    comparisons = compared("a b c", "b a c")
    a = next(each for each in win_rates(comparisons, "none") if each.model == "a")
    assert (a.rate, a.n, a.high) == (0.75, 4, 1.0)
    assert a.low == pytest.approx(max(0.75 - 3.182446 / 4, 0))
    more = compared(*["a b c", "b a c"] * 9)
    a = next(each for each in win_rates(more, "none") if each.model == "a")
    # Nine times as many: 27/4 · 36/35 / 36², t(0.975, 35) = 2.030108.
    assert 0.75 - a.low == pytest.approx(2.030108 * math.sqrt(6.75 * 36 / 35) / 36, abs=1e-6)


def test_a_model_that_always_wins_has_an_interval_of_some_width():
    best, worst = win_rates(compared(*["a b"] * 10), "prompt")
    low, high = wilson_interval(1.0, 10)
    assert (best.rate, best.low, best.high) == (1.0, pytest.approx(float(low)), float(high))
    assert (worst.rate, worst.low) == (0.0, 0.0)
    assert worst.high > 0.2


def test_all_ties_are_one_half_each():
    assert [each.rate for each in win_rates(compared(*["a=b=c"] * 3))] == [0.5, 0.5, 0.5]


def test_a_model_that_was_never_compared_comes_last_and_says_why():
    last = win_rates(compared("a b | c", models="abcd"))[2:]
    assert [(each.model, each.rate, each.low, each.n) for each in last] == [
        ("c", None, None, 0),
        ("d", None, None, 0),
    ]
    assert "(2) none counts" in last[0].reason
    assert "never stood" in last[1].reason


def test_equal_rates_are_listed_by_name():
    assert [each.model for each in win_rates(compared("b a", "a b"))] == ["a", "b"]


def test_one_prompt_and_one_annotator_still_give_defined_figures():
    (a, b) = win_rates(compared("a b"))
    assert (a.rate, b.rate) == (1.0, 0.0)
    assert 0 <= a.low < 1


def test_nothing_compared_gives_no_rates():
    assert win_rates(make_comparisons((), NONE, NONE, NONE)) == ()
    assert pair_rates(make_comparisons((), NONE, NONE, NONE)) == ()
    (alone,) = win_rates(make_comparisons(("a",), NONE, NONE, NONE))
    assert (alone.rate, alone.n) == (None, 0)
    assert pair_rates(make_comparisons(("a",), NONE, NONE, NONE)) == ()


def test_every_pair_has_its_counts_and_what_was_possible():
    first, second, third = pair_rates(compared("a b | c", "b a c", "a=b"))
    # a and b: a win each and a tie of three; c stood with a and b twice, in one bucket once.
    assert (first.a, first.b, first.wins_a, first.wins_b, first.ties) == ("a", "b", 1, 1, 1)
    assert (first.n, first.possible, first.rate) == (3, 3, 0.5)
    assert (second.a, second.b, second.n, second.possible, second.rate) == ("a", "c", 1, 2, 1.0)
    assert (third.a, third.b, third.wins_a, third.possible) == ("b", "c", 1, 2)


def test_a_pair_that_never_met_has_no_rate():
    pairs = {(each.a, each.b): each for each in pair_rates(compared("a b", "b c"))}
    never = pairs["a", "c"]
    assert (never.n, never.possible, never.rate, never.low, never.high) == (0, 0, None, None, None)


def test_slices_are_counted_by_themselves():
    comparisons = compared("a b", "a b", "b a", "b a")
    found = slice_win_rates(comparisons, np.array([0, 0, 1, -1]), ["code", "prose"])
    assert [(each.slice, each.win_rate.model) for each in found] == [
        ("code", "a"),
        ("code", "b"),
        ("prose", "a"),
        ("prose", "b"),
    ]
    assert [(each.win_rate.rate, each.win_rate.n) for each in found] == [
        (1.0, 2),
        (0.0, 2),
        (0.0, 1),
        (1.0, 1),
    ]


def test_a_model_that_is_missing_from_a_slice_says_so():
    comparisons = compared("a b", "a c")
    found = slice_win_rates(comparisons, np.array([0, 1]), ["code", "prose"])
    missing = [(each.slice, each.win_rate.model) for each in found if each.win_rate.rate is None]
    assert missing == [("code", "c"), ("prose", "b")]
    assert all("slice" in each.win_rate.reason for each in found if each.win_rate.n == 0)


def test_a_slice_for_all_is_the_whole():
    comparisons = compared("a b c", "c a", "b=c", "a=c b", annotators=[0, 1, 0, 1])
    found = slice_win_rates(comparisons, np.zeros(len(comparisons), dtype=int), ["all"])
    whole = {each.model: each for each in win_rates(comparisons)}
    assert {each.win_rate.model: each.win_rate for each in found} == whole


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["two-way", "prompt", "annotator", "ranking"]))
def test_renaming_two_models_into_each_other_mirrors_their_pair(seed, clustering):
    random = np.random.default_rng(seed)
    first = random.integers(0, 3, 20)
    second = (first + random.integers(1, 3, 20)) % 3
    score = random.choice([0, 0.5, 1], 20)
    clusters = {"prompt": random.integers(0, 6, 20), "annotator": random.integers(0, 3, 20)}
    swap = np.array([1, 0, 2])
    one = make_comparisons(("a", "b", "c"), first, second, score, **clusters)
    two = make_comparisons(("a", "b", "c"), swap[first], swap[second], score, **clusters)
    here, there = pair_rates(one, clustering)[0], pair_rates(two, clustering)[0]
    assert (here.wins_a, here.wins_b, here.ties) == (there.wins_b, there.wins_a, there.ties)
    if here.rate is not None:
        assert here.rate == pytest.approx(1 - there.rate)
        assert here.low == pytest.approx(1 - there.high)
        assert here.low < here.high
    total = sum(each.rate * each.n for each in win_rates(one, clustering) if each.n)
    assert total == pytest.approx(20)

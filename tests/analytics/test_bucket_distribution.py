"""Bucket distributions and their intervals."""

import dataclasses

import numpy as np
import pytest

from lib.analytics.bucket_difference import bucket_difference
from lib.analytics.bucket_distribution import (
    bucket_distribution,
    bucket_entries,
    slice_bucket_distribution,
)
from lib.analytics.wilson import wilson_interval
from tests.analytics.made_rankings import make_rankings

TITLES = ["Good", "Bad"]


def plain(shares):
    return [(each.model, each.bucket, each.count, each.n, each.share) for each in shares]


def test_every_model_has_every_bucket_the_unplaced_column_last():
    rankings = make_rankings("b | a", "b | a", "b |", "| / b")
    assert plain(bucket_distribution(rankings, 0, TITLES, "Not placed")) == [
        ("a", "Good", 0, 2, 0.0),
        ("a", "Bad", 2, 2, 1.0),
        ("a", "Not placed", 0, 2, 0.0),
        ("b", "Good", 3, 4, 0.75),
        ("b", "Bad", 0, 4, 0.0),
        ("b", "Not placed", 1, 4, 0.25),
    ]


def test_without_an_unplaced_column_only_placed_responses_count():
    rankings = make_rankings("b |", "| / b")
    assert plain(bucket_distribution(rankings, 0, ["Good"], None)) == [("b", "Good", 1, 1, 1.0)]


def test_with_one_response_a_prompt_the_interval_is_wilsons():
    rankings = make_rankings("a |", "a |", "a |", "| a")
    good, _ = bucket_distribution(rankings, 0, TITLES, None)
    low, high = wilson_interval(0.75, 4)
    assert (good.low, good.high) == (pytest.approx(float(low)), pytest.approx(float(high)))


def test_judging_the_same_prompts_twice_is_no_new_evidence():
    votes = ["a |"] * 6 + ["| a"] * 6
    once, _ = bucket_distribution(make_rankings(*votes), 0, TITLES, None)
    twice = make_rankings(*votes * 2, prompts=[*range(12), *range(12)])
    again, _ = bucket_distribution(twice, 0, TITLES, None)
    # Residuals by prompt ± 1: 12 · 12/11 / 24² = 1/44, t(0.975, 11) = 2.200985.
    assert again.high - 0.5 == pytest.approx(2.200985 * (1 / 44) ** 0.5, abs=1e-6)
    assert again.high - again.low >= once.high - once.low


def test_a_bucket_nobody_used_has_an_interval_of_some_width():
    empty = bucket_distribution(make_rankings("a |", "a |"), 0, TITLES, None)[1]
    assert (empty.count, empty.share, empty.low) == (0, 0.0, 0.0)
    assert 0 < empty.high < 1


def test_a_model_without_responses_has_no_shares():
    shares = bucket_distribution(make_rankings("a |", models="ab"), 0, TITLES, None)
    assert plain(shares)[2:] == [("b", "Good", 0, 0, None), ("b", "Bad", 0, 0, None)]
    assert (shares[2].low, shares[2].high) == (None, None)


def test_another_rankers_items_and_items_without_a_model_do_not_count():
    rankings = make_rankings("a . |", "a |", "| b")
    moved = dataclasses.replace(rankings, control=np.array([0, 0, 0, 1]))
    shares = bucket_distribution(moved, 0, TITLES, None)
    assert [each.count for each in shares] == [2, 0, 0, 0]


def test_a_row_that_stands_for_several_rankings_counts_as_many_times():
    rankings = dataclasses.replace(make_rankings("a |", "| a"), count=np.array([3, 1]))
    good, bad = bucket_distribution(rankings, 0, TITLES, None)
    assert (good.count, good.n, good.share) == (3, 4, 0.75)
    assert bad.count == 1


def test_slices_are_counted_by_themselves():
    rankings = make_rankings("a | b", "a | b", "b | a", "b a |")
    found = slice_bucket_distribution(
        rankings, np.array([0, 0, 1, -1]), ["code", "prose"], 0, TITLES, None
    )
    assert [(each.slice, *plain([each.bucket_share])[0]) for each in found] == [
        ("code", "a", "Good", 2, 2, 1.0),
        ("code", "a", "Bad", 0, 2, 0.0),
        ("code", "b", "Good", 0, 2, 0.0),
        ("code", "b", "Bad", 2, 2, 1.0),
        ("prose", "a", "Good", 0, 1, 0.0),
        ("prose", "a", "Bad", 1, 1, 1.0),
        ("prose", "b", "Good", 1, 1, 1.0),
        ("prose", "b", "Bad", 0, 1, 0.0),
    ]


def test_the_difference_test_takes_the_same_entries():
    rankings = make_rankings(*["a | b"] * 20)
    entries = bucket_entries(rankings, 0, 2, unplaced=False)
    found = bucket_difference(
        entries.model,
        entries.column,
        rankings.prompt[entries.ranking],
        rankings.count[entries.ranking],
    )
    assert found.statistic == pytest.approx(20)


def test_nothing_ranked_gives_nothing():
    assert bucket_distribution(make_rankings(), 0, TITLES, "Not placed") == ()

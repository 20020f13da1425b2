"""Which pairs count, and how often each model came first."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.comparisons import compare, make_comparisons
from lib.analytics.item_pairs import CHUNK, CountingRule
from tests.analytics.made_rankings import make_rankings

UNORDERED = CountingRule()
ORDERED = CountingRule(ordered_buckets=((0, 0), (0, 1)))


def test_every_pair_of_one_list_counts_by_order() -> None:
    found = compare(make_rankings("a b c", "c a b"), UNORDERED)
    # a > b twice, a > c and b > c once each, c > a and c > b once each
    assert found.wins().tolist() == [[0, 2, 1], [0, 0, 1], [1, 1, 0]]
    assert found.ties().sum() == 0
    assert len(found) == 6


def test_equal_places_are_ties() -> None:
    found = compare(make_rankings("a=b c"), UNORDERED)
    assert found.ties().tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert found.wins().tolist() == [[0, 0, 1], [0, 0, 1], [0, 0, 0]]


def test_without_an_order_of_buckets_only_pairs_inside_a_bucket_count() -> None:
    found = compare(make_rankings("a b | c d"), UNORDERED)
    assert found.wins().tolist() == [[0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]
    assert np.triu(found.possible).sum() == 6


def test_ordered_buckets_are_one_group_the_best_bucket_first() -> None:
    found = compare(make_rankings("b | a c"), ORDERED)
    # b is alone in the best bucket: b > a, b > c; inside the second: a > c
    assert found.wins().tolist() == [[0, 0, 1], [1, 0, 1], [0, 0, 0]]
    turned = compare(make_rankings("b | a c"), CountingRule(((0, 1), (0, 0))))
    assert turned.wins().tolist() == [[0, 1, 1], [0, 0, 0], [0, 1, 0]]


def test_unplaced_items_are_compared_with_nothing() -> None:
    found = compare(make_rankings("a / b c"), UNORDERED)
    assert len(found) == 0
    assert np.triu(found.possible).sum() == 3


def test_unplaced_items_lose_against_placed_ones_where_they_count_as_worst() -> None:
    found = compare(make_rankings("a / b c"), CountingRule(unplaced_is_worst=True))
    assert found.wins().tolist() == [[0, 1, 1], [0, 0, 0], [0, 0, 0]]
    assert found.ties().sum() == 0


def test_a_pair_weighs_two_through_the_size_of_its_group() -> None:
    # k = 4: 2/4 each; two groups of 3 and 2: 2/3 and 2/2
    assert compare(make_rankings("a b c d"), UNORDERED).weight.tolist() == [0.5] * 6
    assert sorted(compare(make_rankings("a b c | d e"), UNORDERED).weight) == pytest.approx(
        [2 / 3, 2 / 3, 2 / 3, 1.0]
    )
    assert set(compare(make_rankings("a b | c d"), ORDERED).weight) == {0.5}
    worst = CountingRule(ORDERED.ordered_buckets, unplaced_is_worst=True)
    assert set(compare(make_rankings("a | b / c d"), worst).weight) == {0.5}


def test_items_without_a_model_and_pairs_of_one_model_are_no_comparisons() -> None:
    found = compare(make_rankings("a . a b"), UNORDERED)
    assert found.models == ("a", "b")
    assert found.wins().tolist() == [[0, 2], [0, 0]]
    assert found.possible.tolist() == [[0, 2], [2, 0]]


def test_items_of_different_rankers_are_not_compared() -> None:
    rankings = make_rankings("a b c d")
    found = compare(replace(rankings, control=np.array([0, 0, 1, 1], dtype=np.int16)), UNORDERED)
    assert found.wins().tolist() == [[0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]
    assert np.triu(found.possible).sum() == 2


def test_nothing_ranked_gives_no_comparison() -> None:
    found = compare(make_rankings(), UNORDERED)
    assert (len(found), found.models, found.wins().shape) == (0, (), (0, 0))


def test_a_row_that_stands_for_many_equal_rankings_counts_as_many() -> None:
    rankings = replace(make_rankings("a b", "b a"), count=np.array([3, 2]))
    assert compare(rankings, UNORDERED).wins().tolist() == [[0, 3], [2, 0]]
    assert compare(rankings, UNORDERED).possible.tolist() == [[0, 5], [5, 0]]


def test_more_rankings_than_are_paired_at_a_time_are_all_paired_and_stay_in_order() -> None:
    texts = ["a b", "b a c"] * (CHUNK // 2 + 7)
    found = compare(make_rankings(*texts), UNORDERED, with_items=True)
    assert len(found) == 4 * len(texts) // 2
    assert np.all(np.diff(found.ranking) >= 0)
    rankings = make_rankings(*texts)
    assert np.array_equal(rankings.model[found.left], found.first)
    assert np.array_equal(rankings.model[found.right], found.second)


def test_plain_pairs_become_comparisons_whatever_the_order_of_their_models() -> None:
    found = make_comparisons(("x", "y"), [1, 0, 0], [0, 1, 1], [1.0, 0.5, 1.0], prompt=[4, 5, 4])
    assert found.wins().tolist() == [[0, 1], [1, 0]]
    assert found.ties().tolist() == [[0, 1], [1, 0]]
    assert found.prompt.tolist() == [4, 5, 4]
    assert found.possible.tolist() == [[0, 3], [3, 0]]


def test_a_selection_of_comparisons_counts_what_is_left() -> None:
    found = compare(make_rankings("a b c", "b a c"), UNORDERED)
    left = found.select(found.ranking == 1)
    assert left.wins().tolist() == [[0, 0, 1], [1, 0, 1], [0, 0, 0]]
    assert left.possible.tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


@given(st.lists(st.permutations("abcde").map(lambda p: p[:4]), min_size=1, max_size=8))
def test_four_items_give_six_pairs_and_each_is_counted_as_written(orders: list[list[str]]) -> None:
    found = compare(
        make_rankings(*(" ".join(order) for order in orders), models="abcde"), UNORDERED
    )
    assert len(found) == 6 * len(orders)
    for one, two in combinations("abcde", 2):
        first = sum(o.index(one) < o.index(two) for o in orders if {one, two} <= {*o})
        assert found.wins()["abcde".index(one), "abcde".index(two)] == first


def test_no_plain_pairs_give_no_comparison() -> None:
    found = make_comparisons(("x", "y"), [], [], [])
    assert (len(found), found.wins().sum()) == (0, 0)

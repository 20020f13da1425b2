"""Two answers to a task, pair by pair."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.item_pairs import CountingRule
from lib.analytics.same_pairs import NO_SCORE, SamePairs, pair_score, same_pairs

PLAIN = CountingRule()


def line(text, bucket=0):
    """`a b=c` as an answer to the first Ranker: a before b and c, who tie."""
    answer, place = [], 1
    for tied in text.split():
        items = tied.split("=")
        answer += [(0, item, bucket, place) for item in items]
        place += len(items)
    return answer


def unplaced(items):
    return [(0, item, -1, 0) for item in items]


def test_a_pair_is_alike_where_both_answers_put_the_same_item_first():
    # abc against acb: ab and ac are alike, bc is not.
    found = same_pairs([(line("a b c"), line("a c b")), (line("a b"), line("a b"))], PLAIN)
    assert (found.shared.tolist(), found.same.tolist()) == ([3, 1], [2, 1])


def test_a_tie_is_alike_only_where_both_tie():
    # a b=c against a b c: ab, ac alike, bc tied and not. Against itself: all three.
    pairs = [(line("a b=c"), line("a b c")), (line("a b=c"), line("a c=b"))]
    found = same_pairs(pairs, PLAIN)
    assert (found.shared.tolist(), found.same.tolist()) == ([3, 3], [2, 3])


def test_unplaced_items_are_compared_with_nothing_unless_they_are_worst():
    answer, other = line("a b") + unplaced("c"), line("a b c")
    assert same_pairs([(answer, other)], PLAIN).shared.tolist() == [1]
    # With unplaced as worst a > c and b > c as well, as in the other one.
    found = same_pairs([(answer, other)], CountingRule(unplaced_is_worst=True))
    assert (found.shared.tolist(), found.same.tolist()) == ([3], [3])


def test_items_of_different_buckets_are_compared_only_in_ordered_ones():
    answer, other = line("a") + line("b", bucket=1), line("a b")
    assert same_pairs([(answer, other)], PLAIN).shared.tolist() == [0]
    ordered = CountingRule(((0, 0), (0, 1)))
    assert same_pairs([(answer, other)], ordered).same.tolist() == [1]


def test_the_same_item_of_two_rankers_is_two():
    other = [(1, item, 0, place) for place, item in enumerate("ba", start=1)]
    answer = line("a b") + other
    found = same_pairs([(answer, answer), (answer, line("a b"))], PLAIN)
    assert found.shared.tolist() == [2, 1]


def test_nothing_to_compare_has_no_score():
    found = same_pairs([(line("a"), line("a")), ([], line("a b"))], PLAIN)
    assert found.shared.tolist() == [0, 0]
    assert pair_score(found, np.arange(2)) == NO_SCORE
    assert same_pairs([], PLAIN).shared.tolist() == []


def test_the_interval_is_wilsons_on_the_number_of_tasks():
    # 2 of 3 pairs and 1 of 1: share 3/4 on 2 tasks. z² = 3.8415, centre (0.75 + 0.9604) / 2.9207
    # = 0.5856, half √(0.75 · 0.25 · 1.9207 + 0.9604²) / 2.9207 = 1.1329 / 2.9207 = 0.3879.
    score = pair_score(SamePairs(np.array([3, 1, 0]), np.array([2, 1, 0])), np.arange(3))
    assert (score.share, score.pairs, score.tasks) == (0.75, 4, 2)
    assert score.low == pytest.approx(0.5856 - 0.3879, abs=1e-3)
    assert score.high == pytest.approx(0.5856 + 0.3879, abs=1e-3)


@given(st.permutations("abcde"), st.permutations("abcde"))
def test_which_answer_comes_first_is_no_matter(one, other):
    first, second = line(" ".join(one)), line(" ".join(other))
    there, back = same_pairs([(first, second)], PLAIN), same_pairs([(second, first)], PLAIN)
    assert there.shared.tolist() == back.shared.tolist() == [10]
    assert there.same.tolist() == back.same.tolist()

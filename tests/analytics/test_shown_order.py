"""Rankings that stand in the order in which the responses were shown."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.shown_order import kept_orders, shown_order


def orders(*rankings):
    """Rankings as lists of (group, place, slot)."""
    flat = [item for ranking in rankings for item in ranking]
    columns = [np.array([item[i] for item in flat], dtype=np.int64) for i in range(3)]
    starts = np.concatenate([[0], np.cumsum([len(each) for each in rankings], dtype=np.int64)])
    return kept_orders(starts, *columns)


def test_a_bucket_stands_as_shown_where_places_follow_slots():
    kept, chance = orders(
        [(0, 1, 1), (0, 2, 2), (0, 3, 3)],
        [(0, 1, 1), (0, 2, 3), (0, 3, 2)],
    )
    assert kept.tolist() == [True, False]
    # Three items stand as shown once in 3! = 6 times.
    assert chance == pytest.approx([1 / 6, 1 / 6])


def test_the_chances_of_buckets_multiply():
    # Two buckets of two, shown mixed: 1/2 · 1/2.
    kept, chance = orders([(0, 1, 1), (1, 1, 2), (0, 2, 3), (1, 2, 4)])
    assert kept.tolist() == [True]
    assert chance == pytest.approx([1 / 4])


def test_a_tie_does_not_stand_as_shown():
    kept, _ = orders([(0, 1, 1), (0, 1, 2)])
    assert kept.tolist() == [False]


def test_what_can_only_stand_as_shown_tells_nothing():
    kept, chance = orders(
        [(0, 1, 1), (1, 1, 2)], [(-1, 0, 1), (-1, 0, 2)], [], [(0, 1, 0), (0, 2, 1)]
    )
    assert chance.tolist() == [1, 1, 1, 1]
    found = shown_order(kept, chance)
    assert (found.n, found.kept, found.probability) == (0, 0, 1.0)


def test_no_rankings_are_none():
    kept, chance = orders()
    assert (kept.tolist(), chance.tolist()) == ([], [])


def test_the_probability_is_hoeffdings_bound():
    # Ten of ten at 1/2 each: 2⁻¹⁰. Nine of ten: exp(−10 (0.9 ln 1.8 + 0.1 ln 0.2)) = 0.0252.
    half = np.full(10, 0.5)
    assert shown_order(np.ones(10, dtype=bool), half).probability == pytest.approx(2**-10)
    nine = shown_order(np.arange(10) > 0, half)
    assert (nine.kept, nine.expected) == (9, 5.0)
    assert nine.probability == pytest.approx(0.0252, abs=1e-4)


def test_no_more_than_expected_is_nothing_special():
    assert shown_order(np.arange(10) < 5, np.full(10, 0.5)).probability == 1.0


@given(st.lists(st.permutations([1, 2, 3]), min_size=1, max_size=20))
def test_only_the_order_shown_is_kept_and_the_bound_is_a_probability(slots):
    kept, chance = orders(
        *[[(0, place + 1, slot) for place, slot in enumerate(each)] for each in slots]
    )
    assert kept.tolist() == [list(each) == [1, 2, 3] for each in slots]
    assert 0 < shown_order(kept, chance).probability <= 1

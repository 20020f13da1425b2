"""Kendall's W by task, and its mean."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from lib.analytics.item_pairs import CountingRule
from lib.analytics.kendall_w import ALL_TIES, NO_TASK, kendall_w
from tests.analytics.rating_tables import place_lists


def w(rows, rule=CountingRule()):  # noqa: B008
    return kendall_w(*place_lists(rows), rule)


def test_a_hand_derived_mean():
    # Task 0: 1 2 3, 1 3 2, 2 1 3: sums 4, 6, 8, S = 8; m = k = 3: 12·8 / (9·24) = 4/9.
    # Task 1: 1 2.5 2.5 and 1 2 3: sums 2, 4.5, 5.5, S = 4 + .25 + 2.25 = 6.5; T = 6:
    # 12·6.5 / (4·24 - 2·6) = 78/84 = 13/14.
    rows = [
        (0, 0, [(0, 1), (1, 2), (2, 3)]), (1, 0, [(0, 1), (1, 3), (2, 2)]),
        (2, 0, [(0, 2), (1, 1), (2, 3)]),
        (0, 1, [(3, 1), (4, 2), (5, 2)]), (1, 1, [(5, 3), (3, 1), (4, 2)]),
    ]  # fmt: skip
    found = w(rows)
    assert found.value == pytest.approx((4 / 9 + 13 / 14) / 2)
    assert (found.n, found.prompts) == (2, 2)


@given(
    st.lists(st.lists(st.integers(1, 4), min_size=4, max_size=4), min_size=2, max_size=5),
    st.permutations(range(4)),
)
def test_it_is_the_formula_with_mid_ranks_however_items_are_named(lists, names):
    rows = [
        (who, 0, [(names[at], place) for at, place in enumerate(places)])
        for who, places in enumerate(lists)
    ]
    m, k = len(lists), 4
    sums = np.sum([rankdata(places) for places in lists], axis=0)
    ties = sum(
        t**3 - t for places in lists for t in np.unique(places, return_counts=True)[1].tolist()
    )
    below = m * m * (k**3 - k) - m * ties
    found = w(rows)
    if below == 0:
        assert (found.value, found.reason) == (None, ALL_TIES)
    else:
        assert found.value == pytest.approx(12 * ((sums - sums.mean()) ** 2).sum() / below)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(0, 0, [(0, 1), (1, 2)])],
        [(0, 0, [(0, 1), (1, 2)]), (0, 0, [(0, 1), (1, 2)])],
        [(0, 0, [(0, 1), (1, 2)]), (1, 0, [(0, 1), (2, 2)])],
        [(0, 0, [(0, 1), (1, 2)]), (1, 0, [(0, 1), (1, 2), (2, 3)])],
        [(0, 0, [(0, 1), (1, 2)]), (1, 0, [(0, 1), (1, 0)])],
        [(0, 0, [(0, 1)]), (1, 0, [(0, 1)])],
    ],
    ids=["nothing", "one ranking", "one person", "other items", "more items", "unplaced", "alone"],
)
def test_a_task_without_several_full_rankings_of_the_same_items_has_none(rows):
    found = w(rows)
    assert (found.value, found.n, found.reason) == (None, 0, NO_TASK)


def test_items_in_buckets_without_an_order_are_not_all_compared():
    rankings, item, task = place_lists(
        [(0, 0, [(0, 1), (1, 1)]), (1, 0, [(0, 1), (1, 1)])],
    )
    bucketed = replace(rankings, bucket=np.array([0, 1, 0, 1]))
    assert kendall_w(bucketed, item, task, CountingRule()).reason == NO_TASK
    ordered = CountingRule(ordered_buckets=((0, 0), (0, 1)))
    assert kendall_w(bucketed, item, task, ordered).value == 1


def test_two_rankers_of_one_annotation_are_lists_of_their_own():
    rankings, item, task = place_lists(
        [(who, 0, [(0, 1), (1, 2), (2, 1 + who), (3, 2 - who)]) for who in (0, 1)]
    )
    two = replace(rankings, control=np.array([0, 0, 1, 1] * 2))
    found = kendall_w(two, item, task, CountingRule())
    # Under the first Ranker both say the same, W = 1, under the second the reverse, W = 0.
    assert (found.value, found.n, found.prompts) == (0.5, 2, 1)

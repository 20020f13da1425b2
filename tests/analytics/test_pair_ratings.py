"""From rankings to rated pairs of items."""

from dataclasses import replace

import numpy as np
import pytest

from lib.analytics.item_pairs import CountingRule
from lib.analytics.pair_ratings import make_pair_ratings, pair_ratings
from tests.analytics.rating_tables import place_lists


def told(ratings):
    """(unit, person, task, value), sorted."""
    columns = ratings.unit, ratings.annotator, ratings.task, ratings.value
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


def test_a_pair_is_one_unit_wherever_its_items_stand_in_the_data():
    rankings, item, task = place_lists(
        [(0, 0, [(5, 1), (6, 2), (7, 2)]), (1, 0, [(7, 1), (6, 3), (5, 2)])]
    )
    # Person 0: 5 before 6, 5 before 7, 6 and 7 tied. Person 1: 7 first, then 5, then 6.
    assert told(pair_ratings(rankings, item, task, CountingRule())) == [
        (0, 0, 0, 1), (0, 1, 0, 1), (1, 0, 0, 1), (1, 1, 0, -1), (2, 0, 0, 0), (2, 1, 0, -1),
    ]  # fmt: skip


def test_unplaced_items_count_only_where_they_are_worst():
    rankings, item, task = place_lists([(0, 0, [(0, 0), (1, 1), (2, 0)])])
    assert len(pair_ratings(rankings, item, task, CountingRule())) == 0
    worst = pair_ratings(rankings, item, task, CountingRule(unplaced_is_worst=True))
    assert told(worst) == [(0, 0, 0, -1), (1, 0, 0, 1)]


def test_codes_far_apart_give_the_same_units():
    rng = np.random.default_rng(0)
    one, two = rng.integers(0, 30, 200), rng.integers(30, 60, 200)
    zeros = np.zeros(200, dtype=np.int64)
    near = make_pair_ratings(one, two, zeros, annotator=zeros, prompt=zeros)
    far = make_pair_ratings(one * 10**6, two * 10**6, zeros, annotator=zeros, prompt=zeros)
    assert near.unit.tolist() == far.unit.tolist()


def test_nothing_ranked_gives_no_ratings():
    rankings, item, task = place_lists([])
    assert len(pair_ratings(rankings, item, task, CountingRule())) == 0


def test_grouped_rankings_are_refused():
    rankings, item, task = place_lists([(0, 0, [(0, 1), (1, 2)])])
    with pytest.raises(ValueError, match="one by one"):
        pair_ratings(replace(rankings, count=np.array([2])), item, task, CountingRule())

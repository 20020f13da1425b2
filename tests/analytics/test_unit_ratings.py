"""Ratings of units by people."""

from dataclasses import replace

import numpy as np

from lib.analytics.unit_ratings import bucket_ratings
from tests.analytics.rating_tables import place_lists, unit_ratings


def test_counts_and_shared_units():
    ratings = unit_ratings([[0, 2, None], [0, 1, 1]], 3)
    assert ratings.counts.tolist() == [[2, 0, 0], [0, 1, 1], [0, 1, 0]]
    assert ratings.shared.tolist() == [True, True, False]


def buckets_of(bucket, control):
    rankings, item, _ = place_lists([(0, 0, [(0, 1), (1, 1)]), (1, 0, [(0, 1), (1, 1)])])
    return replace(rankings, bucket=np.array(bucket), control=np.array(control)), item


def test_categories_take_the_order_they_are_given_in():
    rankings, item = buckets_of([0, 1, 1, -1], [0, 0, 0, 0])
    ratings = bucket_ratings(rankings, item, [(0, 1), (0, 0), (0, -1)])
    assert ratings.value.tolist() == [1, 0, 0, 2]
    assert ratings.unit.tolist() == [0, 1, 0, 1]
    assert ratings.annotator.tolist() == [0, 0, 1, 1]


def test_entries_of_no_category_are_left_out():
    rankings, item = buckets_of([0, 7, 0, -1], [0, 0, 3, 0])
    ratings = bucket_ratings(rankings, item, [(0, 0), (0, 1)])
    assert (ratings.value.tolist(), ratings.unit.tolist()) == ([0], [0])
    assert len(bucket_ratings(rankings, item, [])) == 0

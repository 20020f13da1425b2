"""The table of every two annotators."""

import pytest

from lib.analytics.annotator_pairs import NO_TAU, annotator_pairs
from lib.analytics.item_pairs import CountingRule
from lib.analytics.pair_ratings import pair_ratings
from lib.analytics.ranking_pairs import ranking_pairs
from tests.analytics.rating_tables import place_lists


def table(rows):
    found = annotator_pairs(ranking_pairs(pair_ratings(*place_lists(rows), CountingRule())))
    return {(each.first, each.second): each for each in found}


def test_shares_of_equal_pairs_and_mean_tau_b():
    # 0 and 1: on task 0 two of three pairs alike, tau-b 1/3; on task 1 one of one, tau-b 1.
    # 0 and 2: on task 1 the one pair reversed.  1 and 2 likewise.
    rows = [
        (0, 0, [(0, 1), (1, 2), (2, 3)]), (1, 0, [(0, 1), (1, 3), (2, 2)]),
        (0, 1, [(3, 1), (4, 2)]), (1, 1, [(3, 1), (4, 2)]), (2, 1, [(3, 2), (4, 1)]),
    ]  # fmt: skip
    found = table(rows)
    assert set(found) == {(0, 1), (0, 2), (1, 2)}
    pair = found[0, 1]
    assert (pair.agreement.value, pair.agreement.n, pair.agreement.prompts) == (3 / 4, 4, 2)
    assert (pair.tau_b.value, pair.tau_b.n) == (pytest.approx(2 / 3), 2)
    assert pair.agreement.low < 3 / 4 < pair.agreement.high
    other = found[0, 2]
    assert (other.agreement.value, other.tau_b.value) == (0, -1)
    assert other.agreement.high == pytest.approx(0.7935, abs=1e-4)


def test_a_pair_of_which_one_tied_everything_has_no_tau_b():
    found = table([(0, 0, [(0, 1), (1, 1)]), (1, 0, [(0, 1), (1, 2)])])[0, 1]
    assert found.agreement.value == 0
    assert (found.tau_b.value, found.tau_b.reason) == (None, NO_TAU)


def test_nothing_shared_gives_an_empty_table():
    assert table([]) == {}
    assert table([(0, 0, [(0, 1), (1, 2)]), (1, 1, [(2, 1), (3, 2)])]) == {}

"""Mean tau-b over what two people ranked both."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from lib.analytics import ranking_pairs as ranking_pairs_module
from lib.analytics.item_pairs import CountingRule
from lib.analytics.pair_ratings import pair_ratings
from lib.analytics.ranking_pairs import ranking_pairs
from lib.analytics.tau_b import ALL_TIES, NOTHING_SHARED, mean_tau_b
from tests.analytics.rating_tables import place_lists

PLACES = st.lists(st.integers(0, 4), min_size=5, max_size=5)


def pairs_of(rows):
    return ranking_pairs(pair_ratings(*place_lists(rows), CountingRule()))


def test_a_hand_derived_mean():
    # Task 0: 1 2 3 against 1 3 2: two concordant, one discordant: 1/3.
    # Task 1: 1 2 2 against 1 2 3: two concordant, none discordant, one tie on the left:
    # 2 / √(2 · 3) = .8165. The mean is .5749.
    rows = [
        (0, 0, [(0, 1), (1, 2), (2, 3)]), (1, 0, [(0, 1), (1, 3), (2, 2)]),
        (0, 1, [(3, 1), (4, 2), (5, 2)]), (1, 1, [(3, 1), (4, 2), (5, 3)]),
    ]  # fmt: skip
    pairs = pairs_of(rows)
    assert sorted(pairs.tau) == pytest.approx([1 / 3, 2 / 6**0.5])
    # Of the three pairs of items, two are the same in both tasks.
    assert (pairs.shared.tolist(), pairs.equal.tolist()) == ([3, 3], [2, 2])
    found = mean_tau_b(pairs)
    assert found.value == pytest.approx((1 / 3 + 2 / 6**0.5) / 2)
    assert (found.n, found.prompts) == (2, 2)


@given(st.lists(PLACES, min_size=2, max_size=4))
def test_it_is_the_usual_tau_b_on_the_items_that_both_placed(lists):
    rows = [(who, 0, list(enumerate(places))) for who, places in enumerate(lists)]
    expected, alike = [], []
    for i, one in enumerate(lists):
        for two in lists[:i]:
            both = [(a, b) for a, b in zip(one, two, strict=True) if a and b]
            if len(both) < 2:
                continue
            a, b = (np.array(each) for each in zip(*both, strict=True))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                expected.append(kendalltau(a, b).statistic)
            sign_a, sign_b = (np.sign(np.subtract.outer(each, each)) for each in (a, b))
            alike.append(int((np.triu(sign_a == sign_b, 1)).sum()))
    pairs = pairs_of(rows)
    assert np.sort(pairs.tau) == pytest.approx(np.sort(expected), abs=1e-6, nan_ok=True)
    assert sorted(pairs.equal.tolist()) == sorted(alike)
    known = [each for each in expected if not np.isnan(each)]
    assert mean_tau_b(pairs).value == (pytest.approx(np.mean(known), abs=1e-6) if known else None)


def test_two_rankings_by_one_person_are_no_pair():
    rows = [(0, 0, [(0, 1), (1, 2)]), (0, 0, [(0, 1), (1, 2)])]
    assert mean_tau_b(pairs_of(rows)).reason == NOTHING_SHARED


def test_rankings_of_different_items_or_tasks_share_nothing():
    rows = [(0, 0, [(0, 1), (1, 2)]), (1, 0, [(1, 1), (2, 2)]), (2, 1, [(3, 1), (4, 2)])]
    assert mean_tau_b(pairs_of(rows)).reason == NOTHING_SHARED
    assert mean_tau_b(pairs_of([])).reason == NOTHING_SHARED


def test_who_ties_everything_has_no_tau_b():
    rows = [(0, 0, [(0, 1), (1, 1)]), (1, 0, [(0, 1), (1, 2)])]
    found = mean_tau_b(pairs_of(rows))
    assert (found.value, found.reason) == (None, ALL_TIES)


def test_a_crowd_is_represented_by_some_of_its_rankings(monkeypatch):
    monkeypatch.setattr(ranking_pairs_module, "MOST_PAIRS", 100)
    rows = [(who, 0, [(0, 1), (1, 2)]) for who in range(60)]
    rows += [(who, 1, [(2, 1), (3, 2)]) for who in range(3)]
    found = mean_tau_b(pairs_of(rows))
    assert found.value == 1
    assert 3 < found.n <= 100

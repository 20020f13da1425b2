"""Equal rankings told once give the same figures as ranking by ranking."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.bradley_terry import fit_bradley_terry
from lib.analytics.clusters import Clustering
from lib.analytics.comparisons import Comparisons, compare
from lib.analytics.item_pairs import CountingRule
from lib.analytics.members import Members, told_once
from lib.analytics.rankings import Rankings
from lib.analytics.rating_variance import rating_variance
from lib.analytics.win_rate import pair_rates, win_rates
from tests.analytics.made_rankings import make_rankings

ORDERS = ("a b c", "c b a", "b=c a", "a b | c", "a / b c", "d a", "b d a c", "b d a c / e")
RULE = CountingRule(((0, 0), (0, 1)), unplaced_is_worst=True)


def often(orders: list[str], seed: int = 0) -> Rankings:
    """The orders many times over, by people and of prompts drawn at random."""
    chance = np.random.default_rng(seed)
    n = 12 * len(orders)
    prompts, people = chance.integers(0, 7, n).tolist(), chance.integers(0, 4, n).tolist()
    return make_rankings(*orders * 12, models="abcde", prompts=prompts, annotators=people)


def both_ways(rankings: Rankings) -> tuple[Comparisons, Comparisons]:
    once, members = told_once(rankings)
    assert members is not None
    return compare(rankings, RULE), compare(once, RULE, members=members)


def test_equal_rankings_are_told_once_with_their_count() -> None:
    once, members = told_once(often(["a b c", "c b a", "a b c"]))
    assert members is not None
    assert sorted(once.count.tolist()) == [12, 24]
    assert len(members.row) == 36


def test_rankings_that_differ_in_a_bucket_or_a_tie_only_are_not_equal() -> None:
    once, _ = told_once(often(["a b", "a | b", "a=b", "a / b", "b a"]))
    assert len(once) == 5


def test_rankings_that_mostly_differ_stay_as_they_are() -> None:
    rankings = make_rankings("a b", "b a", "a c")
    assert told_once(rankings) == (rankings, None)
    assert told_once(make_rankings())[1] is None


def test_entries_of_rows_are_told_for_each_member() -> None:
    # Row 0 has one entry, row 1 none, row 2 two; the four members are of the rows 2, 0, 1, 2.
    members = Members(np.array([2, 0, 1, 2]), np.zeros(4, dtype=int), np.zeros(4, dtype=int))
    index, ranking = members.entries(np.array([0, 2, 2]), 3)
    assert index.tolist() == [1, 2, 0, 1, 2]
    assert ranking.tolist() == [0, 0, 1, 3, 3]


def test_keys_too_long_for_a_number_are_shortened_on_the_way() -> None:
    order = " ".join("abcdefghijklmnopqrstuvwxyz")
    once, members = told_once(often([order, order[::-1], order]))
    assert members is not None
    assert sorted(once.count.tolist()) == [12, 24]


@pytest.mark.parametrize("clustering", ["two-way", "prompt", "annotator", "ranking", "none"])
@given(orders=st.lists(st.sampled_from(ORDERS), min_size=2, max_size=5), seed=st.integers(0, 99))
def test_all_figures_are_the_same_either_way(
    clustering: Clustering, orders: list[str], seed: int
) -> None:
    each, once = both_ways(often([*orders, "a b c d", "d c b a", "b c d a"], seed))
    assert np.array_equal(each.wins(), once.wins())
    assert np.array_equal(each.ties(), once.ties())
    assert np.array_equal(each.possible, once.possible)
    assert [np.unique(codes).tolist() for codes in each.clusters] == [
        np.unique(codes).tolist() for codes in once.clusters
    ]
    fit = fit_bradley_terry(each.weighted_scores())
    assert fit_bradley_terry(once.weighted_scores()).strength == pytest.approx(fit.strength)
    variances = [rating_variance(found, fit, clustering) for found in (each, once)]
    assert variances[0].difference == pytest.approx(variances[1].difference)
    assert variances[0].degrees == variances[1].degrees
    for rates in (win_rates, pair_rates):
        for one, other in zip(rates(each, clustering), rates(once, clustering), strict=True):
            assert (one.low, one.high) == pytest.approx((other.low, other.high))
            assert replace(one, low=0, high=0, rate=0) == replace(other, low=0, high=0, rate=0)

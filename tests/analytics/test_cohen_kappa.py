"""Cohen's kappa by pair of annotators, and its mean."""

import numpy as np
import pytest

from lib.analytics.cohen_kappa import ONE_VALUE, cohen_kappa
from lib.analytics.observed_agreement import NOTHING_SHARED
from lib.analytics.unit_ratings import UnitRatings
from tests.analytics.rating_tables import unit_ratings


def test_a_hand_derived_pair():
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: p_o = .7, p_e = .5·.6 + .5·.4 = .5, kappa .4.
    one = [0] * 25 + [1] * 25
    two = [0] * 20 + [1] * 5 + [0] * 10 + [1] * 15
    found = cohen_kappa(unit_ratings([one, two], 2))
    assert found.mean.value == pytest.approx(0.4)
    assert found.mean.n == 1
    (pair,) = found.pairs
    assert (pair.first, pair.second, pair.kappa.n, pair.kappa.prompts) == (0, 1, 50, 50)
    assert pair.kappa.low < 0.4 < pair.kappa.high


def test_the_mean_is_plain_over_pairs_that_have_a_kappa():
    # 0 and 1 agree on 0-0, 1-1: kappa 1. 0 and 2 on two units: 0-0, 1-0: p_o = p_e = 1/2, kappa 0.
    # 1 and 2 the same: 0. 3 shares one unit with 2 only, both chose 0: none.
    rows = [[0, 1, None], [0, 1, None], [0, 0, 0], [None, None, 0]]
    found = cohen_kappa(unit_ratings(rows, 2))
    values = {(pair.first, pair.second): pair.kappa.value for pair in found.pairs}
    assert values == {(0, 1): 1.0, (0, 2): 0.0, (1, 2): 0.0, (2, 3): None}
    assert found.mean.value == pytest.approx(1 / 3)
    assert found.mean.n == 3
    assert [pair.kappa.reason for pair in found.pairs][-1] == ONE_VALUE


def test_each_rating_of_a_person_meets_the_other_persons():
    # Person 0 rated unit 0 twice, 0 and 1; person 1 once, 0. Unit 1: 1 and 1.
    # Table: 0-0, 1-0, 1-1; n = 3, trace 2, rows 1, 2, columns 2, 1: (6 - 4) / (9 - 4) = .4.
    ratings = UnitRatings(
        np.array([0, 0, 0, 1, 1]),
        np.array([0, 0, 1, 0, 1]),
        np.array([0, 0, 0, 1, 1]),
        np.array([0, 1, 0, 1, 1]),
        2,
    )
    assert cohen_kappa(ratings).mean.value == pytest.approx(0.4)


def test_nothing_shared_gives_no_pairs_and_a_reason():
    for rows in ([], [[0, None], [None, 1]]):
        found = cohen_kappa(unit_ratings(rows, 2))
        assert found.pairs == ()
        assert found.mean.reason == NOTHING_SHARED

import numpy as np
import pytest

from lib.analytics.pair_model import PairModel, centred, rating_of


def test_odds_of_ten_to_one_are_400_points_around_1000():
    # 400 / ln 10 * ln 10 = 400.
    assert rating_of(np.array([0.0, np.log(10), -np.log(10)])) == pytest.approx([1000, 1400, 600])


def test_strengths_sum_to_zero_inside_each_group():
    # Group 0: 1, 2, 6 have the mean 3; group 1: 10, 20 have the mean 15.
    group = np.array([0, 1, 0, 1, 0])
    assert centred(np.array([1.0, 10, 2, 20, 6]), group).tolist() == [-2, -5, -1, 5, 3]


def test_no_strengths_are_centred_to_none():
    assert centred(np.zeros(0), np.zeros(0, dtype=np.int64)).size == 0


def test_models_are_comparable_inside_their_group_only():
    model = PairModel(np.zeros(3), np.array([0, 1, 0]), np.full((3, 3), 0.5))
    assert model.comparable.tolist() == [
        [True, False, True],
        [False, True, False],
        [True, False, True],
    ]


@pytest.mark.parametrize(("nu", "rate"), [(None, None), (0.0, 0.0), (1.0, 1 / 3), (2.0, 1 / 2)])
def test_the_tie_rate_is_that_of_two_equal_models(nu, rate):
    # pi = 1 for both: nu / (1 + 1 + nu).
    model = PairModel(np.zeros(1), np.zeros(1, dtype=np.int64), np.full((1, 1), 0.5), nu=nu)
    assert model.tie_rate == rate

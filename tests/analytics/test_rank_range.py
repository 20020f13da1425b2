import numpy as np
import pytest

from lib.analytics.pair_model import PairModel
from lib.analytics.pair_tests import pair_tests
from lib.analytics.rank_range import RankRange, rank_ranges
from lib.analytics.rating_variance import RatingVariance
from lib.analytics.student_t import t_two_sided_p


def fit(strength: list[float], group: list[int] | None = None) -> PairModel:
    theta = np.array(strength)
    gap = np.subtract.outer(theta, theta)
    groups = np.zeros(len(theta), dtype=np.int64) if group is None else np.array(group)
    return PairModel(theta, groups, 1 / (1 + np.exp(-gap)))


def variance(size: int, of_difference: float, degrees: int = 1000) -> RatingVariance:
    table = np.full((size, size), of_difference)
    zero = np.zeros((size, size))
    clusters = degrees + 1
    degrees_of = np.full(size, degrees)
    return RatingVariance(
        np.zeros(size), table, table, zero, clusters, degrees, degrees_of, degrees_of, ()
    )


def test_models_that_nothing_tells_apart_share_their_ranks() -> None:
    # SE 0.1: A is 10 SE above B; B and C differ by one half SE.
    found = rank_ranges(fit([1.0, 0.0, -0.05]), variance(3, 0.01))
    assert found == (RankRange(1, 1), RankRange(2, 3), RankRange(2, 3))


def test_the_middle_one_of_three_may_be_like_both_ends_while_they_differ() -> None:
    # SE 1: A and C differ by 4 SE, B by 2 from each, p = .0456 * 2 after Holm's correction.
    found = rank_ranges(fit([2.0, 0.0, -2.0]), variance(3, 1.0))
    assert found == (RankRange(1, 2), RankRange(1, 3), RankRange(2, 3))


def test_each_group_has_ranks_of_its_own() -> None:
    found = rank_ranges(fit([1.0, -1.0, 1.0, -1.0, 0.0], [0, 0, 1, 1, 2]), variance(5, 0.01))
    ranges = [(each.low, each.high) for each in found]
    assert ranges == [(1, 1), (2, 2), (1, 1), (2, 2), (1, 1)]


def test_without_degrees_of_freedom_every_rank_is_possible() -> None:
    assert rank_ranges(fit([3.0, -3.0]), variance(2, 0.0, degrees=0)) == (
        RankRange(1, 2),
        RankRange(1, 2),
    )


def test_no_models_have_no_ranks() -> None:
    assert rank_ranges(fit([]), variance(0, 1.0)) == ()


def test_p_values_of_pairs_are_adjusted_together() -> None:
    # t = 1, 2, 3 on 10 degrees: the largest t times 3, the next times 2, the last as it is.
    tests = pair_tests(fit([2.0, 0.0, -1.0]), variance(3, 1.0, degrees=10))
    found = tests.adjusted
    p = t_two_sided_p([1, 2, 3], 10)
    assert found[0, 2] == pytest.approx(3 * p[2])
    assert found[0, 1] == pytest.approx(2 * p[1])
    assert found[2, 1] == pytest.approx(p[0])
    assert tests.own[[1, 0, 0], [2, 1, 2]] == pytest.approx(p)
    assert tests.tested == 3
    assert np.array_equal(found, found.T)
    assert np.diag(found).tolist() == [1, 1, 1]

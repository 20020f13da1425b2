import math

import numpy as np
import pytest
from scipy import stats

from lib.analytics.student_t import t_quantile, t_two_sided_p
from lib.errors import InvalidInput

DEGREES = [1, 1.5, 2, 3, 5, 10, 29, 59, 999, 1_000, 9_999, 10_000, 12_345.5, 99_999, 1e6, 1e9]


@pytest.mark.parametrize("df", DEGREES)
def test_two_sided_p_equals_scipys(df: float) -> None:
    t = np.array([0, 1e-6, 0.1, 0.5, 1, 1.5, 1.96, 2, 3, 5, 10, 30])
    assert t_two_sided_p(t, df) == pytest.approx(2 * stats.t.sf(t, df), rel=1e-9)


@pytest.mark.parametrize("df", DEGREES)
@pytest.mark.parametrize("probability", [0.5, 0.6, 0.9, 0.975, 0.995, 0.99999])
def test_quantile_equals_scipys(df: float, probability: float) -> None:
    assert t_quantile(probability, df) == pytest.approx(stats.t.ppf(probability, df), rel=1e-9)


@pytest.mark.parametrize("df", [10_000, 1_000_000])
def test_tiny_p_of_many_degrees_keep_their_digits(df: float) -> None:
    # Down to about 1e-280.
    t = np.linspace(5, 35, 31)
    assert t_two_sided_p(t, df) == pytest.approx(2 * stats.t.sf(t, df), rel=1e-9)


@pytest.mark.parametrize("df", [59, 999, 9_999])
def test_the_continued_fraction_ends_for_every_t(
    df: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    t = np.linspace(0, 40, 20_001)
    found = t_two_sided_p(t, df)
    monkeypatch.setattr("lib.analytics.student_t.MOST_STEPS", 1_000)
    assert np.array_equal(t_two_sided_p(t, df), found)


def test_one_degree_of_freedom_is_cauchys_distribution() -> None:
    # P(|T| > t) = 1 - 2 atan(t) / pi; at t = 1 one half.
    assert float(t_two_sided_p(1, 1)) == pytest.approx(0.5, abs=1e-14)
    assert float(t_two_sided_p(1e8, 1)) == pytest.approx(2 / math.pi * math.atan(1e-8), rel=1e-12)
    assert t_quantile(0.75, 1) == pytest.approx(1, abs=1e-12)


def test_p_of_huge_and_infinite_t_is_zero_and_the_sign_does_not_matter() -> None:
    p = t_two_sided_p([math.inf, -math.inf, -2.0, 2.0], 10)
    assert p[:2].tolist() == [0, 0]
    assert p[2] == p[3]


def test_p_keeps_the_shape_of_t() -> None:
    assert t_two_sided_p(np.zeros((2, 3)), 4).shape == (2, 3)
    assert t_two_sided_p(np.zeros(0), 4).shape == (0,)


def test_lower_quantiles_mirror_upper_ones() -> None:
    assert t_quantile(0.025, 7) == pytest.approx(-t_quantile(0.975, 7), rel=1e-12)


@pytest.mark.parametrize("df", [0, -1, math.inf, math.nan])
def test_impossible_degrees_of_freedom_are_refused(df: float) -> None:
    with pytest.raises(InvalidInput, match="at least 1 degree"):
        t_two_sided_p(1.0, df)
    with pytest.raises(InvalidInput, match="at least 1 degree"):
        t_quantile(0.9, df)


@pytest.mark.parametrize("probability", [0.0, 1.0, -0.1])
def test_quantiles_of_impossible_probabilities_are_refused(probability: float) -> None:
    with pytest.raises(InvalidInput, match="between 0 and 1"):
        t_quantile(probability, 3)

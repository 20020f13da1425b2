import math

import pytest
from scipy import stats

from lib.analytics.chi_square import chi_square_p
from lib.errors import InvalidInput


@pytest.mark.parametrize("df", [1, 2, 3, 5, 10, 50, 200])
@pytest.mark.parametrize("statistic", [1e-6, 0.1, 1, 2.5, 3.84, 10, 30, 100, 300])
def test_upper_tail_equals_scipys(df: int, statistic: float) -> None:
    assert chi_square_p(statistic, df) == pytest.approx(stats.chi2.sf(statistic, df), rel=1e-9)


def test_two_degrees_of_freedom_are_an_exponential_distribution() -> None:
    # P(X > x) = exp(-x / 2)
    assert chi_square_p(4, 2) == pytest.approx(math.exp(-2), rel=1e-14)


def test_nothing_lies_below_zero_or_beyond_infinity() -> None:
    assert chi_square_p(0, 3) == 1
    assert chi_square_p(-1, 3) == 1
    assert chi_square_p(math.inf, 3) == 0


@pytest.mark.parametrize("df", [0, -2, math.nan])
def test_impossible_degrees_of_freedom_are_refused(df: float) -> None:
    with pytest.raises(InvalidInput, match="at least 1 degree"):
        chi_square_p(1.0, df)

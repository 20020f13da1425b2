"""The F distribution's upper tail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lib.analytics.f_distribution import f_p, wald_p


def test_two_and_two_degrees_have_a_closed_form():
    # P(F > f) = 1 / (1 + f) with 2 and 2 degrees of freedom.
    assert f_p(3.0, 2, 2) == pytest.approx(1 / 4)


@given(st.floats(1e-3, 200), st.integers(1, 30), st.floats(1, 5000))
def test_it_agrees_with_scipy(statistic, df1, df2):
    assert f_p(statistic, df1, df2) == pytest.approx(
        float(stats.f.sf(statistic, df1, df2)), rel=1e-8, abs=1e-14
    )


def test_no_difference_has_probability_one():
    assert f_p(0.0, 3, 10) == 1.0


def test_a_wald_statistic_is_held_against_hotellings_f():
    # 6 · (10 - 3) / (3 · 9) = 42/27 with 3 and 7 degrees of freedom.
    assert wald_p(6.0, 3, 10) == pytest.approx(float(stats.f.sf(42 / 27, 3, 7)))


def test_as_many_degrees_as_clusters_have_no_p_value():
    assert wald_p(6.0, 3, 3) is None

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.wilson import wilson_interval


def test_half_of_ten() -> None:
    # z = 2: centre (0.5 + 4/20) / (1 + 4/10) = 0.5;
    # half = 2 sqrt(0.25/10 + 4/400) / 1.4 = 2 * 0.18708 / 1.4 = 0.26726.
    low, high = wilson_interval(0.5, 10, z=2)
    assert (float(low), float(high)) == pytest.approx((0.232739, 0.767261), abs=1e-6)


def test_none_of_ten_still_leaves_room_above() -> None:
    # z = 2: low 0, high = (2 * 4/20) / 1.4 = 0.285714.
    low, high = wilson_interval(0.0, 10, z=2)
    assert (float(low), float(high)) == pytest.approx((0, 0.2857143))


def test_no_observations_say_nothing() -> None:
    low, high = wilson_interval([0.0, 1.0], 0)
    assert (low.tolist(), high.tolist()) == ([0, 0], [1, 1])


@given(st.floats(0, 1), st.floats(0.1, 1e9))
def test_interval_holds_the_share_and_is_never_empty(share: float, n: float) -> None:
    low, high = wilson_interval(share, n)
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1
    assert low < high


def test_many_shares_go_at_once() -> None:
    low, high = wilson_interval(np.array([0.1, 0.9]), np.array([20.0, 20.0]))
    assert low == pytest.approx(1 - high[::-1])

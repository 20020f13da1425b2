import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.holm import holm


def test_smallest_counts_most_and_order_is_kept() -> None:
    # Sorted .01 .03 .04 .20: times 4, 3, 2, 1 = .04 .09 .08 .20; never below the one before: .09.
    assert holm([0.04, 0.01, 0.2, 0.03]) == pytest.approx([0.09, 0.04, 0.2, 0.09])


def test_no_tests_and_one_test() -> None:
    assert holm([]).shape == (0,)
    assert holm([0.03]).tolist() == [0.03]


@given(st.lists(st.floats(0, 1), max_size=30))
def test_adjusted_values_are_larger_up_to_one_and_in_the_same_order(values: list[float]) -> None:
    p, adjusted = np.array(values), holm(values)
    assert np.all((adjusted >= p) & (adjusted <= 1))
    order = np.argsort(p, kind="stable")
    assert np.all(np.diff(adjusted[order]) >= 0)

"""How open a verdict is, and what that makes of a task."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.openness import pair_openness, task_openness
from lib.analytics.verdict import PairVerdict


def verdict(a: int = 0, b: int = 1, **changes: Any) -> PairVerdict:
    fields: dict[str, Any] = {
        "verdict": "not enough labels",
        "better": None,
        "p_value": 1.0,
        "probability": 0.5,
        "probability_low": 0.25,
        "probability_high": 0.75,
        "more_needed": None,
        "reason": "",
    }
    return PairVerdict(a, b, **{**fields, **changes})


def openness(**changes: Any) -> float:
    return float(pair_openness([verdict(**changes)], 2)[0, 1])


@pytest.mark.parametrize("settled", ["better", "no difference found"])
def test_a_pair_with_a_verdict_is_not_open(settled: str) -> None:
    assert openness(verdict=settled) == 0


def test_a_pair_without_an_interval_or_without_a_verdict_is_open_in_full() -> None:
    assert openness(probability_low=None, probability_high=None, p_value=None) == 1
    assert pair_openness([], 3).tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_a_level_pair_is_open_by_how_far_its_interval_reaches_beyond_the_margin() -> None:
    # p 1 is z 0: nothing speaks for “better”. Log-odds of the interval: ±ln 3, so half = ln 3 =
    # 1.0986; the margin of 5 points is ln(0.55/0.45) = 0.2007. 1 - 0.2007/1.0986 = 0.8173.
    expected = 1 - math.log(0.55 / 0.45) / math.log(3)
    assert openness() == pytest.approx(expected)
    assert expected == pytest.approx(0.8173, abs=1e-4)


def test_a_pair_that_is_nearly_told_apart_is_open_by_what_its_z_lacks() -> None:
    # Log-odds of 0.5 and 0.9 are 0 and ln 9: gap = half = ln 9 / 2 = 1.0986, far beyond the
    # margin: (0.2007 - 1.0986)/1.0986 < 0. An adjusted p of 0.3173 is z 1: 1 - 1/1.96 = 0.4898.
    found = openness(probability_low=0.5, probability_high=0.9, p_value=0.31731051)
    assert found == pytest.approx(1 - 1 / 1.959964, abs=1e-6)


def test_the_openness_of_a_task_is_the_mean_over_its_pairs() -> None:
    # Models 0, 1, 2 with pairs 01: 0.2, 02: 0.4, 12: 0.9. Task 0 has all three: 1.5/3 = 0.5.
    # Task 1 has 1 and 2: 0.9. Task 2 has one model, task 3 none: no pair, 0.
    between = np.array([[0, 0.2, 0.4], [0.2, 0, 0.9], [0.4, 0.9, 0]])
    task, model = np.array([0, 1, 0, 2, 0, 1]), np.array([2, 1, 0, 0, 1, 2])
    assert task_openness(between, task, model, 4) == pytest.approx([0.5, 0.9, 0, 0])


def test_no_tasks_and_no_models_have_no_openness() -> None:
    nothing = np.empty(0, dtype=np.int64)
    assert task_openness(np.empty((0, 0)), nothing, nothing, 0).tolist() == []
    assert task_openness(np.empty((0, 0)), nothing, nothing, 2).tolist() == [0, 0]


@given(
    low=st.floats(0.001, 0.998),
    width=st.floats(0.0001, 0.9),
    p_value=st.floats(0, 1),
    delta=st.floats(0.01, 0.25),
)
def test_an_openness_lies_between_0_and_1(
    low: float, width: float, p_value: float, delta: float
) -> None:
    high = min(low + width, 0.999)
    each = verdict(probability_low=low, probability_high=high, p_value=p_value)
    found = pair_openness([each], 2, delta)
    assert 0 <= found[0, 1] <= 1
    assert found[0, 1] == found[1, 0]


@given(st.floats(0.05, 1), st.floats(0.05, 1))
def test_a_lower_p_is_never_more_open(one: float, other: float) -> None:
    lower, higher = sorted((one, other))
    assert openness(p_value=lower) <= openness(p_value=higher) + 1e-12

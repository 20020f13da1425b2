"""In which order tasks are given out."""

import numpy as np
import pytest

from lib.analytics.task_order import (
    at_random,
    by_number,
    draws,
    given_order,
    least_labelled,
    most_open,
)

NUMBERS = np.array([3, 5, 8, 9])
NOBODY = np.zeros(4, dtype=bool)


def in_order(order: np.ndarray) -> list[int]:
    return NUMBERS[order].tolist()


def test_the_least_labelled_task_comes_first_and_ties_go_by_number() -> None:
    assert in_order(least_labelled(NUMBERS, np.array([2, 0, 2, 0]))) == [5, 9, 3, 8]


def test_the_most_open_task_comes_first_then_the_least_labelled_then_the_lowest_number() -> None:
    openness, people = np.array([0.2, 0.7, 0.7, 0.7]), np.array([0, 1, 1, 0])
    assert in_order(most_open(NUMBERS, people, openness)) == [9, 5, 8, 3]


def test_a_random_order_stays_as_it_is_when_tasks_are_done() -> None:
    numbers = np.arange(1, 200)
    whole = numbers[at_random(numbers, seed=7)]
    left = numbers[numbers % 3 > 0]
    assert left[at_random(left, seed=7)].tolist() == [n for n in whole.tolist() if n % 3 > 0]


def test_each_seed_has_an_order_of_its_own_in_which_every_task_may_be_first() -> None:
    numbers = np.arange(1, 5)
    firsts = [int(numbers[at_random(numbers, seed)[0]]) for seed in range(400)]
    # Each of 4 is first in 100 of 400; the standard deviation is sqrt(400 · ¼ · ¾) = 8.7.
    assert all(firsts.count(number) == pytest.approx(100, abs=35) for number in range(1, 5))


def test_draws_spread_over_all_64_bits() -> None:
    found = draws(2**64 - 1, np.arange(10_000))
    assert len(set(found.tolist())) == 10_000
    assert float(found.mean()) / 2**64 == pytest.approx(0.5, abs=0.02)


def test_assigned_tasks_come_before_and_postponed_ones_after_all_others() -> None:
    assigned = np.array([False, False, True, False])
    found = given_order(NUMBERS, by_number(NUMBERS), assigned, postponed=(5, 3, 77))
    assert found.tolist() == [8, 9, 5, 3]


@pytest.mark.parametrize(
    ("after", "expected"),
    [(0, [3, 5, 8, 9]), (5, [8, 9, 3, 5]), (6, [8, 9, 3, 5]), (9, [3, 5, 8, 9]), (1, [3, 5, 8, 9])],
)
def test_after_a_task_the_order_goes_on_behind_it(after: int, expected: list[int]) -> None:
    assert given_order(NUMBERS, by_number(NUMBERS), NOBODY, after=after).tolist() == expected


def test_of_no_tasks_none_is_given() -> None:
    nothing = np.empty(0, dtype=np.int64)
    none = np.zeros(0, dtype=bool)
    assert given_order(nothing, by_number(nothing), none, (4,), 3).tolist() == []

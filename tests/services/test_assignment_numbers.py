"""Task numbers as a reviewer writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.errors import InvalidInput
from lib.services.assignment_numbers import named, read_task_numbers, spans


def test_numbers_and_ranges_are_read_in_any_order_and_once_each():
    assert read_task_numbers(" 35, 1-3;2 – 4,, ") == [1, 2, 3, 4, 35]
    assert read_task_numbers("") == []


@pytest.mark.parametrize("text", ["a", "1-", "-3", "5-2", "1-2-3", "1.5", "²", "12345678901"])
def test_what_names_no_tasks_is_refused_with_the_text(text):
    with pytest.raises(InvalidInput, match="names no tasks"):
        read_task_numbers(f"7, {text}")


@pytest.mark.parametrize("text", ["1-10001", "1-6000, 7000-12000", "1-999999999"])
def test_more_than_ten_thousand_at_once_are_refused(text):
    with pytest.raises(InvalidInput, match="10,000 at a time"):
        read_task_numbers(text)


@given(st.sets(st.integers(0, 60)))
def test_what_is_written_is_read_again(numbers):
    assert read_task_numbers(spans(numbers)) == sorted(numbers)


def test_a_message_names_the_first_ten_of_many():
    assert named(range(1, 4)) == "1, 2, 3"
    assert named(range(1, 13)) == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more"

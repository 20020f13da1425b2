"""The address of the review page: what it asks for, and what it says in vain."""

from datetime import date

import pytest

from lib.services.review import ReviewFilter
from lib.ui.review.address import Asked, asked_for, query_of

EVERYTHING = ReviewFilter(
    person=3,
    standing="unfinished",
    origin="import",
    since=date(2026, 1, 1),
    until=date(2026, 1, 31),
    at_least=2,
)


def test_an_empty_address_asks_for_everything_disagreement_first():
    assert asked_for({"project": "1"}) == Asked(ReviewFilter(), "disagreement", 1, None, ())
    assert query_of(ReviewFilter()) == {}


def test_what_is_written_is_read_again():
    asked = asked_for(query_of(EVERYTHING) | {"sort": "newest", "page": "3", "task": "12"})
    assert asked == Asked(EVERYTHING, "newest", 3, 12, ())


@pytest.mark.parametrize(
    ("name", "value", "valid"),
    [
        ("person", "Ann", "the number of a person"),
        ("status", "odd", "one of submitted, skipped"),
        ("origin", "mars", "where annotations come from"),
        ("since", "yesterday", "a day such as 2026-01-31"),
        ("least", "-1", "a number of annotations"),
        ("sort", "best", "one of disagreement, newest, number"),
        ("page", "x", "the number of a page"),
        ("task", "x'; DROP", "the number of a task"),
    ],
)
def test_what_says_nothing_is_named_and_left_out(name, value, valid):
    asked = asked_for({name: value})
    [problem] = asked.problems
    assert problem.startswith(f"The address says {name}={value}; it must be {valid}")
    assert (asked.chosen, asked.order, asked.page, asked.task) == (
        *(ReviewFilter(), "disagreement"),
        *(1, None),
    )


def test_days_that_are_swapped_are_left_out():
    asked = asked_for({"since": "2026-02-01", "until": "2026-01-01"})
    assert asked.chosen == ReviewFilter()
    assert "after until=2026-01-01" in asked.problems[0]

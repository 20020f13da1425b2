"""Selections as parameters of an address."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.selection import Selection
from lib.domain.selection_query import ORIGINS, PARAMETERS, query_of, selection_in

TEXT = st.text(max_size=12)
DAYS = st.dates(date(1900, 1, 1), date(2999, 12, 31))
LENGTHS = st.integers(0, 10**9 - 1)


def in_order(pair: tuple[object, object]) -> bool:
    return None in pair or pair[0] <= pair[1]


SELECTIONS = st.builds(
    lambda days, lengths, **others: Selection(
        since=days[0], until=days[1], shortest=lengths[0], longest=lengths[1] or None, **others
    ),
    days=st.tuples(st.none() | DAYS, st.none() | DAYS).filter(in_order),
    lengths=st.tuples(st.none() | LENGTHS, st.none() | LENGTHS.filter(bool)).filter(in_order),
    fields=st.lists(st.tuples(TEXT.filter(bool), TEXT), unique=True, max_size=4).map(tuple),
    annotators=st.lists(st.integers(0, 10**18 - 1), unique=True, max_size=3).map(tuple),
    origins=st.lists(st.sampled_from(ORIGINS), unique=True).map(tuple),
    ground_truth=st.none() | st.booleans() | st.just("both"),
)


@given(SELECTIONS)
def test_a_selection_survives_the_address(selection: Selection) -> None:
    assert selection_in(query_of(selection)) == (selection, ())


@given(st.dictionaries(st.sampled_from(PARAMETERS), st.lists(st.text(max_size=12), max_size=3)))
def test_whatever_an_address_says_becomes_a_selection_that_has_an_address(
    query: dict[str, list[str]],
) -> None:
    selection, _ = selection_in(query)
    assert selection_in(query_of(selection)) == (selection, ())


def test_an_empty_selection_needs_no_parameters_and_foreign_ones_are_not_looked_at() -> None:
    assert query_of(Selection()) == {}
    assert selection_in({"project": ["1"], "baseline": ["A"]}) == (Selection(), ())


def test_the_address_is_one_that_people_can_read() -> None:
    selection = Selection(
        fields=(("category", "math"), ("category", "a: b"), ("50%:50", "x")),
        annotators=(3,),
        since=date(2026, 1, 1),
        origins=("ui",),
        ground_truth=False,
        shortest=10,
    )
    assert query_of(selection) == {
        "where": ["category:math", "category:a: b", "50%25%3A50:x"],
        "annotator": ["3"],
        "since": ["2026-01-01"],
        "origin": ["ui"],
        "truth": ["without"],
        "length": ["10-"],
    }


@pytest.mark.parametrize(
    ("name", "text", "valid"),
    [
        ("where", "math", "must be a field and a value, such as category:math"),
        ("where", ":math", "must be a field and a value"),
        ("annotator", "Ann", "must be the number of an annotator"),
        ("annotator", "³", "must be the number of an annotator"),
        ("annotator", "1" * 19, "must be the number of an annotator"),
        ("since", "2026-13-01", "must be a day between 1900 and 2999, such as 2026-01-31"),
        ("since", "20260101", "must be a day"),
        ("until", "9999-12-31", "must be a day between"),
        ("origin", "web", "must be one of ui, import, sync, simulated"),
        ("truth", "yes", "must be one of only, without, both"),
        ("length", "10", "such as 10-200"),
        ("length", "-", "such as 10-200"),
        ("length", "-0", "such as 10-200"),
        ("length", "20-10", "such as 10-200"),
    ],
)
def test_a_parameter_that_says_nothing_is_named_and_left_out(
    name: str, text: str, valid: str
) -> None:
    selection, problems = selection_in(
        {name: [text], "where": ["category:math"] + [text] * (name == "where")}
    )
    assert selection == Selection(fields=(("category", "math"),))
    assert len(problems) == 1
    assert f"{name}={text[:60]}; " in problems[0]
    assert valid in problems[0]


def test_days_in_the_wrong_order_are_left_out_together() -> None:
    selection, problems = selection_in({"since": ["2026-02-01"], "until": ["2026-01-01"]})
    assert not selection
    assert problems == ("The address says since=2026-02-01, which is after until=2026-01-01.",)


def test_what_is_repeated_counts_once_and_the_last_of_single_parameters_counts() -> None:
    query = {"where": ["a:1", "a:1", "a:2"], "truth": ["only", "without"]}
    assert selection_in(query)[0] == Selection(fields=(("a", "1"), ("a", "2")), ground_truth=False)

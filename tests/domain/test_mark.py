"""Marks and the texts that stand for them in addresses."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.mark import (
    AnnotatorMark,
    AnnotatorPairMark,
    BucketMark,
    Mark,
    ModelMark,
    PairMark,
    PeriodMark,
    TaskMark,
    mark_of,
    mark_text,
)
from lib.domain.selection_query import FIRST_YEAR, LAST_YEAR
from lib.errors import InvalidInput

names = st.text()
days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
numbers = st.integers(min_value=0, max_value=2**63 - 1)
marks = st.one_of(
    st.builds(ModelMark, names),
    st.builds(PairMark, names, names, st.sampled_from(["won", "lost", "tied", None])),
    st.builds(BucketMark, names, names, st.none() | names),
    st.builds(PeriodMark, days, days, names),
    st.builds(AnnotatorMark, numbers),
    st.builds(AnnotatorPairMark, numbers, numbers),
    st.builds(TaskMark, numbers),
)


@given(marks)
def test_a_mark_is_read_from_its_text_as_it_was(mark: Mark) -> None:
    assert mark_of(mark_text(mark)) == mark


def test_a_marks_text_can_be_read_by_people() -> None:
    assert mark_text(PairMark("meta/llama 3", "a:b%c", "won")) == "pair:meta/llama 3:a%3Ab%25c:won"
    assert mark_text(PeriodMark(date(2026, 1, 5), date(2026, 1, 11), "A")) == (
        "period:2026-01-05:2026-01-11:A"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "model",
        "model:a:b",
        "pair:a",
        "pair:a:b:drawn",
        "task:one",
        "task:-1",
        f"task:{2**63}",
        "bucket:rank",
        "period:yesterday:today:A",
        "period:2020-01-01:9999-12-31:A",
        "period:1899-12-31:2020-01-01:A",
        "period:20200101:20200102:A",
        "annotators:1",
    ],
)
def test_a_text_that_names_no_mark_is_refused_with_what_is_valid(text: str) -> None:
    with pytest.raises(InvalidInput, match="names no mark of a chart"):
        mark_of(text)

"""What is made of the texts that a browser sends."""

import pytest

from lib.ui.labeling.answer_box import TypedText, read_typed

SENT = {"client": "page", "seq": 2, "document": "7-answer-0", "push": 1, "text": "Hello"}


def test_a_text_is_read_with_what_it_was_typed_over() -> None:
    assert read_typed(SENT) == TypedText("page", 2, "7-answer-0", 1, "Hello")


@pytest.mark.parametrize("name", SENT)
def test_a_text_that_lacks_something_is_none(name: str) -> None:
    assert read_typed({key: value for key, value in SENT.items() if key != name}) is None
    assert read_typed({**SENT, name: None}) is None


@pytest.mark.parametrize("typed", [None, "Hello", [], 3])
def test_anything_else_is_none(typed: object) -> None:
    assert read_typed(typed) is None

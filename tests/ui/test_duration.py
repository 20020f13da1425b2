"""Seconds in words."""

import pytest

from lib.ui.duration import duration


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "–"),
        (0.0, "0.0 s"),
        (3.96, "4.0 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (125.0, "2 min 5 s"),
        (3_599.7, "1 h"),
        (3_780.0, "1 h 3 min"),
    ],
)
def test_a_duration_is_short(seconds: float | None, words: str) -> None:
    assert duration(seconds) == words

"""Text of users where Streamlit reads Markdown, and the words that a chip shows."""

import pytest

from lib.ui.plain_text import first_words, plain


def test_markdown_signs_are_escaped_and_lines_joined() -> None:
    assert plain("*a*\n[b](c) :red[d] $e$") == r"\*a\* \[b\]\(c\) \:red\[d\] \$e\$"


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("```python\ndef f():\n    return 1\n```", "def f(): return 1"),
        ("# A **bold** `start`", "A bold start"),
        ("> quoted\n> twice", "quoted twice"),
        ("| a | b |", "a b"),
        ("", ""),
        ("   \n", ""),
        ("x" * 40, "x" * 29 + "…"),
    ],
)
def test_a_chip_shows_the_first_words_without_their_markdown(markdown: str, words: str) -> None:
    assert first_words(markdown, 30) == words

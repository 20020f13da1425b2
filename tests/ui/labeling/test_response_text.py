"""What Streamlit would read into a response and is escaped, and what is left alone."""

import pytest

from lib.ui.labeling.response_text import response_markdown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It costs $5, or $6 with tax.", r"It costs \$5, or \$6 with tax."),
        ("from $5 and $", r"from \$5 and \$"),
        ("a :red[warning] here", r"a \:red[warning] here"),
        (":smile: and :material/home:", r"\:smile: and \:material/home:"),
        ("a -> b", r"a \-> b"),
        (r"already \$5", r"already \$5"),
    ],
)
def test_what_is_no_markup_elsewhere_is_escaped(text: str, shown: str) -> None:
    assert response_markdown(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "The integral $x^2$ is",
        "$2^n$ and $n+1$",
        "$$\nx -> \\infty\n$$",
        "`cost=$5 and $6`",
        "```sh\necho $HOME $PATH :red[x] -> y\n```",
        "~~~\n$a $b\n~~~",
        "``a ` $5 $6``",
        "at 10:30 he said: no",
        "| a | b |\n|---|:--|\n| 1 | 2 |",
        "[link](https://example.org/a:b)",
        "- item\n- item",
        "```python\nnever closed: $5 $6",
    ],
)
def test_formulas_code_and_plain_markdown_stay_as_they_are(text: str) -> None:
    assert response_markdown(text) == text

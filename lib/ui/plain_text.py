"""Text of users in places where Streamlit reads Markdown."""

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&])")
_MARKS = re.compile(r"^```\w*|^[#>\s]+|[`*|]+", re.MULTILINE)


def plain(text: str) -> str:
    """The text so that Markdown shows it as it is, on one line, without links, colours or icons."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def first_words(markdown: str, length: int) -> str:
    """The beginning of a Markdown text as plain words on one line, cut at `length` characters."""
    line = " ".join(_MARKS.sub(" ", markdown[: 8 * length]).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def counted(n: int, one: str, several: str = "") -> str:
    """“1 person”, “1,200 people”; the plural is formed with an s where none is given."""
    return f"{n:,} {one if n == 1 else several or one + 's'}"

"""Columns of plain text, aligned."""

from collections.abc import Collection, Sequence
from unicodedata import combining, east_asian_width


def table(header: Sequence[str], rows: Sequence[Sequence[str]], left: Collection[int] = ()) -> str:
    """Lines with two spaces between columns; the columns in `left` are aligned to the left.

    What cannot be printed, such as a line break in a model's name, becomes a `?`.
    """
    lines = [[_printable(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell + _space(cell, width) if at in left else _space(cell, width) + cell
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    wide = sum(east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(combining(letter) > 0 for letter in text)


def _space(cell: str, width: int) -> str:
    return " " * (width - _width(cell))

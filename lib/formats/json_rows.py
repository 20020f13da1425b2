"""The rows of a JSON list, of a single JSON object, and of JSONL, told apart by their content."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from lib.domain.imported import BadRow, Row
from lib.errors import UnreadableFile
from lib.formats.json_text import kind_of

_BLANK = " \t\r\n"
_BLANKS = re.compile(r"[ \t\r\n]*")
_LINES_SUFFIXES = (".jsonl", ".ndjson")


def json_rows(name: str, text: str) -> Iterator[Row | BadRow]:
    """The rows in the order of the file; raises UnreadableFile where it is no JSON at all."""
    start = _after_blanks(text, 0)
    try:
        rows, end = _list_rows(text, start) if text[start] == "[" else _lone_row(text, start)
    except (RecursionError, ValueError) as error:
        if not _looks_like_lines(name, text):
            raise UnreadableFile(f"{name} cannot be read: {_reason(error, lines=False)}") from None
        yield from _lines(text)
        return
    following = _after_blanks(text, end)
    if following < len(text):
        if "\n" not in text[end:following]:
            extra = json.JSONDecodeError("Extra data", text, following)
            raise UnreadableFile(f"{name} cannot be read: {_reason(extra, lines=False)}")
        yield from _lines(text)
    elif text[start] in "[{":
        yield from rows
    else:
        raise UnreadableFile(
            f"{name} holds {kind_of(rows[0].value)}; "
            "it must hold a list of tasks, or a task on each line."
        )


def _lone_row(text: str, start: int) -> tuple[list[Row], int]:
    """The one value that starts there, and where it ends."""
    value, end = json.JSONDecoder().raw_decode(text, start)
    return [Row(1 + text.count("\n", 0, start), value)], end


def _list_rows(text: str, start: int) -> tuple[list[Row], int]:
    """The elements of the list that starts there, each with its line, and where the list ends.

    They are decoded one by one, since only so is it known where each of them starts.
    """
    decode = json.JSONDecoder().raw_decode
    rows: list[Row] = []
    line, counted = 1, 0
    position = _after_blanks(text, start + 1)
    if text[position : position + 1] == "]":
        return [], position + 1
    while True:
        line, counted = line + text.count("\n", counted, position), position
        value, end = decode(text, position)
        rows.append(Row(line, value))
        position = _after_blanks(text, end)
        if text[position : position + 1] == "]":
            return _told_apart(rows), position + 1
        if text[position : position + 1] != ",":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, position)
        position = _after_blanks(text, position + 1)


def _told_apart(rows: list[Row]) -> list[Row]:
    """Rows that share lines are told apart by their positions."""
    if len({row.line for row in rows}) == len(rows):
        return rows
    return [replace(row, position=position) for position, row in enumerate(rows, start=1)]


def _after_blanks(text: str, start: int) -> int:
    blanks = _BLANKS.match(text, start)
    return blanks.end() if blanks else start


def _lines(text: str) -> Iterator[Row | BadRow]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip(_BLANK):
            continue
        try:
            yield Row(number, json.loads(line))
        except (RecursionError, ValueError) as error:
            yield BadRow(number, _reason(error, lines=True))


def _looks_like_lines(name: str, text: str) -> bool:
    """Whether the text is meant as JSONL, although its first line is no JSON."""
    if name.lower().endswith(_LINES_SUFFIXES):
        return True
    lines = (line for line in text.split("\n", 1000) if line.strip(_BLANK))
    first, second = next(lines, ""), next(lines, "")
    return first.startswith("{") and second.startswith("{")


def _reason(error: RecursionError | ValueError, *, lines: bool) -> str:
    if isinstance(error, RecursionError):
        return "Its values are nested too deep."
    if isinstance(error, json.JSONDecodeError):
        where = f"column {error.colno}"
        if not lines:
            where = f"line {error.lineno}, {where}"
        return f"It is not JSON, or only half of it: {error.msg.lower()} at {where}."
    return "It holds a number with too many digits."

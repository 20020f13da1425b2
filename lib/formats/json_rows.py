"""The rows of a JSON list, of a single JSON object, and of JSONL, told apart by their content."""

import json
from collections.abc import Iterator

from lib.domain.imported import BadRow
from lib.errors import UnreadableFile
from lib.formats.kinds import kind_of
from lib.formats.rows import Row

_BLANK = " \t\r\n"
_LINES_SUFFIXES = (".jsonl", ".ndjson")


def json_rows(name: str, text: str) -> Iterator[Row | BadRow]:
    """The rows in the order of the file; raises UnreadableFile where it is no JSON at all."""
    start = len(text) - len(text.lstrip(_BLANK))
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except (RecursionError, ValueError) as error:
        if not _looks_like_lines(name, text):
            raise UnreadableFile(f"{name} cannot be read: {_reason(error, lines=False)}") from None
        yield from _lines(text)
        return
    following = text[end:].lstrip(_BLANK)
    if following:
        end_of_gap = len(text) - len(following)
        if "\n" not in text[end:end_of_gap]:
            extra = json.JSONDecodeError("Extra data", text, end_of_gap)
            raise UnreadableFile(f"{name} cannot be read: {_reason(extra, lines=False)}")
        yield from _lines(text)
    elif isinstance(value, list):
        yield from (Row(line, row) for line, row in enumerate(value, start=1))
    elif isinstance(value, dict):
        yield Row(1, value)
    else:
        raise UnreadableFile(
            f"{name} holds {kind_of(value)}; it must hold a list of tasks, or a task on each line."
        )


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

"""A selection as the parameters of an address, and back.

    ?where=category:math&annotator=3&since=2026-01-01&until=2026-01-31&origin=ui&truth=only
    &length=10-200

`where`, `annotator` and `origin` may be repeated. In the name of a field `:` is written `%3A` and
`%` is written `%25`; the value is what follows the first `:`, as it is.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar, get_args
from urllib.parse import unquote

from lib.domain.annotation import Origin
from lib.domain.selection import Selection, Truth

T = TypeVar("T")

PARAMETERS = ("where", "annotator", "since", "until", "origin", "truth", "length")
ORIGINS: tuple[Origin, ...] = get_args(Origin)
TRUTHS: dict[str, Truth] = {"only": True, "without": False, "both": "both"}

# Far enough for every annotation, and a day more is still a date.
FIRST_YEAR, LAST_YEAR = 1900, 2999
LONGEST_NUMBER = 18
LONGEST_LENGTH = 9


def query_of(selection: Selection) -> dict[str, list[str]]:
    """The parameters that say a selection; an empty one needs none."""
    query: dict[str, list[str]] = {
        "where": [f"{_quoted(field)}:{value}" for field, value in selection.fields],
        "annotator": [str(number) for number in selection.annotators],
        "since": [selection.since.isoformat()] if selection.since else [],
        "until": [selection.until.isoformat()] if selection.until else [],
        "origin": list(selection.origins),
        "truth": [name for name, truth in TRUTHS.items() if truth == selection.ground_truth],
        "length": _length_texts(selection),
    }
    return {name: values for name, values in query.items() if values}


def selection_in(query: Mapping[str, Sequence[str]]) -> tuple[Selection, tuple[str, ...]]:
    """The selection that parameters say, and a sentence on each of them that says nothing.

    Such a parameter is left out, and so is what is repeated. Other pages' parameters are not
    looked at.
    """
    problems: list[str] = []

    def read(name: str, parse: Callable[[str], T | None], valid: str) -> tuple[T, ...]:
        found: dict[T, None] = {}
        for text in query.get(name, ()):
            value = parse(text)
            if value is None:
                problems.append(f"The address says {name}={text[:60]}; {valid}. It is left out.")
            else:
                found[value] = None
        return tuple(found)

    def last(values: tuple[T, ...]) -> T | None:
        return values[-1] if values else None

    day = f"it must be a day between {FIRST_YEAR} and {LAST_YEAR}, such as 2026-01-31"
    since = last(read("since", day_of, day))
    until = last(read("until", day_of, day))
    if since and until and since > until:
        problems.append(f"The address says since={since}, which is after until={until}.")
        since = until = None
    shortest, longest = last(
        read("length", length_of, "it must be characters of the prompt, such as 10-200 or 10-")
    ) or (None, None)
    selection = Selection(
        fields=read("where", _field_of, "it must be a field and a value, such as category:math"),
        annotators=read("annotator", number_of, "it must be the number of an annotator"),
        since=since,
        until=until,
        origins=read("origin", origin_of, f"it must be one of {', '.join(ORIGINS)}"),
        ground_truth=last(read("truth", TRUTHS.get, f"it must be one of {', '.join(TRUTHS)}")),
        shortest=shortest,
        longest=longest,
    )
    return selection, tuple(problems)


def day_of(text: str) -> date | None:
    """A day written as 2026-01-31."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR and day.isoformat() == text else None


def length_of(text: str) -> tuple[int | None, int | None] | None:
    """Bounds written as 10-200, 10- or -200."""
    low, dash, high = text.partition("-")
    if not dash or not (low or high):
        return None
    if not all(_is_number(part, LONGEST_LENGTH) for part in (low, high) if part):
        return None
    shortest, longest = int(low) if low else None, int(high) if high else None
    if longest is not None and longest < max(shortest or 0, 1):
        return None
    return shortest, longest


def number_of(text: str) -> int | None:
    """A whole number that is not negative."""
    return int(text) if _is_number(text, LONGEST_NUMBER) else None


def origin_of(text: str) -> Origin | None:
    """Where an annotation came from."""
    return next((origin for origin in ORIGINS if origin == text), None)


def _field_of(text: str) -> tuple[str, str] | None:
    field, colon, value = text.partition(":")
    return (unquote(field), value) if colon and field else None


def _length_texts(selection: Selection) -> list[str]:
    if selection.shortest is None and selection.longest is None:
        return []
    low, high = (
        "" if bound is None else str(bound) for bound in (selection.shortest, selection.longest)
    )
    return [f"{low}-{high}"]


def _quoted(field: str) -> str:
    return field.replace("%", "%25").replace(":", "%3A")


def _is_number(text: str, digits: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= digits

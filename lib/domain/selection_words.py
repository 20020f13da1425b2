"""A selection in words, condition by condition."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from lib.domain.annotation import Origin
from lib.domain.selection import Selection, Truth

ORIGIN_WORDS: dict[Origin, str] = {
    "ui": "labeled here",
    "import": "imported",
    "sync": "from Label Studio",
    "simulated": "simulated",
}
ALL = "All annotations"
TRUTH_WORDS: dict[Truth | None, str] = {
    None: ALL,
    True: "Final answers only",
    False: "Without final answers",
    "both": "Annotations and final answers",
}


@dataclass(frozen=True)
class Condition:
    """One condition in words, and the selection `without` it."""

    words: str
    without: Selection


def describe(selection: Selection, names: Mapping[int, str]) -> str:
    """The whole selection as one phrase; `names` are those of the annotators by number."""
    return "; ".join(each.words for each in conditions(selection, names)) or ALL


def conditions(selection: Selection, names: Mapping[int, str]) -> tuple[Condition, ...]:
    """The conditions of a selection; a field with several values is one condition."""
    found = []
    by_field = sorted(selection.fields, key=lambda pair: pair[0])
    for field, pairs in groupby(by_field, key=lambda pair: pair[0]):
        rest = tuple(pair for pair in selection.fields if pair[0] != field)
        words = f"{field}: {_either([value or '(empty)' for _, value in pairs])}"
        found.append(Condition(words, replace(selection, fields=rest)))
    if selection.annotators:
        people = [names.get(number, f"annotator {number}") for number in selection.annotators]
        found.append(Condition(f"by {_either(people)}", replace(selection, annotators=())))
    if selection.since or selection.until:
        found.append(Condition(_days(selection), replace(selection, since=None, until=None)))
    if selection.origins:
        words = _either([ORIGIN_WORDS[origin] for origin in selection.origins])
        found.append(Condition(words, replace(selection, origins=())))
    if selection.ground_truth is not None:
        words = TRUTH_WORDS[selection.ground_truth]
        found.append(Condition(words.lower(), replace(selection, ground_truth=None)))
    if selection.shortest is not None or selection.longest is not None:
        found.append(Condition(_length(selection), replace(selection, shortest=None, longest=None)))
    return tuple(found)


def _either(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def _days(selection: Selection) -> str:
    if selection.since is None:
        return f"until {selection.until} (UTC)"
    if selection.until is None:
        return f"since {selection.since} (UTC)"
    return f"{selection.since} to {selection.until} (UTC)"


def _length(selection: Selection) -> str:
    if selection.shortest is None:
        return f"prompts of at most {selection.longest:,} characters"
    if selection.longest is None:
        return f"prompts of at least {selection.shortest:,} characters"
    return f"prompts of {selection.shortest:,} to {selection.longest:,} characters"

"""What the annotations of a project can be selected by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from lib.domain.annotation import Origin
from lib.domain.selection import Selection

SHOWN = 12


@dataclass(frozen=True)
class FieldValues:
    """A field of the task data with few values: each as text, with how many tasks have it."""

    name: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class CountedAnnotator:
    """A person by number and name, with how many submitted annotations they have."""

    number: int
    name: str
    n: int


@dataclass(frozen=True)
class Selectable:
    """The conditions that a project's tasks and submitted annotations offer.

    `first_day` and `last_day` are in UTC, None where nothing is submitted; `shortest` and `longest`
    are the characters of its prompts, None where there are none.
    """

    fields: tuple[FieldValues, ...] = ()
    annotators: tuple[CountedAnnotator, ...] = ()
    origins: tuple[Origin, ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    shortest: int | None = None
    longest: int | None = None
    has_ground_truth: bool = False

    @property
    def names(self) -> Mapping[int, str]:
        """The names of the annotators by number."""
        return {person.number: person.name for person in self.annotators}

    def values_of(self, field: str) -> Mapping[str, int]:
        """The values of a field with their tasks; empty for a field that is not offered."""
        return next((each.counts for each in self.fields if each.name == field), {})


def offered(selection: Selection, selectable: Selectable) -> tuple[Selection, tuple[str, ...]]:
    """The selection without what the project does not have, and a sentence on each such thing."""
    problems: list[str] = []
    fields = tuple(pair for pair in selection.fields if _is_offered(*pair, selectable, problems))
    people = {person.number for person in selectable.annotators}
    annotators = tuple(number for number in selection.annotators if number in people)
    for number in selection.annotators:
        if number not in people:
            problems.append(
                f"No annotator {number} has submitted anything here. "
                f"Annotators: {_some(sorted(people))}."
            )
    origins = tuple(origin for origin in selection.origins if origin in selectable.origins)
    for origin in selection.origins:
        if origin not in selectable.origins:
            problems.append(
                f"No annotation here has the origin “{origin}”. "
                f"Origins: {_some(selectable.origins)}."
            )
    kept = replace(selection, fields=fields, annotators=annotators, origins=origins)
    if selectable.shortest is None and (kept.shortest is not None or kept.longest is not None):
        problems.append("No task here has a prompt text, so its length selects nothing.")
        kept = replace(kept, shortest=None, longest=None)
    return kept, tuple(problems)


def _is_offered(field: str, value: str, selectable: Selectable, problems: list[str]) -> bool:
    values = selectable.values_of(field)
    if not values:
        names = [each.name for each in selectable.fields]
        problems.append(f"“{field}” is no field to filter by. Fields: {_some(names)}.")
    elif value not in values:
        problems.append(f"No task has “{value}” in {field}. Values: {_some(values)}.")
    return value in values


def _some(there: Iterable[object]) -> str:
    """What there is, for a sentence; no more of it than one reads."""
    names = [str(each) or "(empty)" for each in there]
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "") if names else "none"

"""Which annotations of a project a figure rests on."""

from dataclasses import dataclass
from datetime import date

from lib.domain.annotation import Origin


@dataclass(frozen=True)
class Selection:
    """Conditions that must all hold; an empty selection takes every annotation.

    `fields` pairs a field of the task data with its value as text; a field named twice takes either
    value. `annotators` holds numbers, any of which fits. `since` and `until` are days in UTC, both
    included, of the annotation's current revision. `ground_truth` takes only final answers (True),
    only the others (False) or all (None). `shortest` and `longest` bound the prompt in characters.
    """

    fields: tuple[tuple[str, str], ...] = ()
    annotators: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    origins: tuple[Origin, ...] = ()
    ground_truth: bool | None = None
    shortest: int | None = None
    longest: int | None = None

    def __bool__(self) -> bool:
        return self != Selection()

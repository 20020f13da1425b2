"""Which annotations of a project a figure rests on."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from lib.domain.annotation import Origin

Truth = bool | Literal["both"]


@dataclass(frozen=True)
class Selection:
    """Conditions that must all hold; an empty selection takes every annotation.

    `fields` pairs a field of the task data with its value as text; a field named twice takes either
    value. `annotators` holds numbers, any of which fits. `since` and `until` are days in UTC, both
    included, of the annotation's current revision. `shortest` and `longest` bound the prompt in
    characters.

    `ground_truth` takes what people annotated, accepted as final or not (None), only the final
    answers (True), what people annotated without those accepted as final (False), or what people
    annotated and the final answers ("both"). They differ from None in the rankings that a reviewer
    made as final answers: these are no labels like the others and count in True and "both" alone.
    """

    fields: tuple[tuple[str, str], ...] = ()
    annotators: tuple[int, ...] = ()
    since: date | None = None
    until: date | None = None
    origins: tuple[Origin, ...] = ()
    ground_truth: Truth | None = None
    shortest: int | None = None
    longest: int | None = None

    def __bool__(self) -> bool:
        return self != Selection()

"""A mark of a chart: what a bar, a point or a cell stands for, as a short text for addresses.

    model:NAME                        a model
    pair:NAME:NAME[:won|lost|tied]    two models, where the first one won, lost or tied
    bucket:CONTROL:BUCKET:NAME        a model's responses in a bucket; `_` is unplaced
    bucket:CONTROL:BUCKET             all responses in a bucket
    period:FIRST:LAST:NAME            a model in the days from FIRST to LAST, both included, in UTC
    annotator:NUMBER                  a person
    annotators:NUMBER:NUMBER          two people who annotated the same tasks
    task:NUMBER                       a task

`%` and `:` inside a part are written `%25` and `%3A`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal, assert_never
from urllib.parse import unquote

from lib.domain.selection_query import day_of
from lib.errors import InvalidInput

Outcome = Literal["won", "lost", "tied"]


@dataclass(frozen=True)
class ModelMark:
    model: str


@dataclass(frozen=True)
class PairMark:
    """Two models; `outcome` is how the first one came out of it, None for any way."""

    first: str
    second: str
    outcome: Outcome | None = None


@dataclass(frozen=True)
class BucketMark:
    """`bucket` is its name in the labeling config, `_` for unplaced; no model: all responses."""

    control: str
    bucket: str
    model: str | None = None


@dataclass(frozen=True)
class PeriodMark:
    """Both days are included."""

    first: date
    last: date
    model: str


@dataclass(frozen=True)
class AnnotatorMark:
    number: int


@dataclass(frozen=True)
class AnnotatorPairMark:
    first: int
    second: int


@dataclass(frozen=True)
class TaskMark:
    number: int


Mark = ModelMark | PairMark | BucketMark | PeriodMark | AnnotatorMark | AnnotatorPairMark | TaskMark


def mark_text(mark: Mark) -> str:
    """The mark as text; `mark_of` reads it again."""
    return ":".join(part.replace("%", "%25").replace(":", "%3A") for part in _parts(mark))


def mark_of(text: str) -> Mark:
    """The mark that a text names. Raises InvalidInput."""
    kind, *parts = [unquote(part) for part in text.split(":")]
    try:
        match kind, parts:
            case "model", [model]:
                return ModelMark(model)
            case "pair", [first, second]:
                return PairMark(first, second)
            case "pair", [first, second, ("won" | "lost" | "tied") as outcome]:
                return PairMark(first, second, outcome)
            case "bucket", [control, bucket]:
                return BucketMark(control, bucket)
            case "bucket", [control, bucket, model]:
                return BucketMark(control, bucket, model)
            case "period", [first, last, model]:
                return PeriodMark(_day(first), _day(last), model)
            case "annotator", [number]:
                return AnnotatorMark(_number(number))
            case "annotators", [first, second]:
                return AnnotatorPairMark(_number(first), _number(second))
            case "task", [number]:
                return TaskMark(_number(number))
    except ValueError as error:
        raise _unreadable(text) from error
    raise _unreadable(text)


def _parts(mark: Mark) -> tuple[str, ...]:
    match mark:
        case ModelMark(model):
            return "model", model
        case PairMark(first, second, outcome):
            return ("pair", first, second, outcome) if outcome else ("pair", first, second)
        case BucketMark(control, bucket, model):
            return ("bucket", control, bucket, *([] if model is None else [model]))
        case PeriodMark(first_day, last_day, model):
            return "period", first_day.isoformat(), last_day.isoformat(), model
        case AnnotatorMark(number):
            return "annotator", str(number)
        case AnnotatorPairMark(number, other):
            return "annotators", str(number), str(other)
        case TaskMark(number):
            return "task", str(number)
        case _:
            assert_never(mark)


def _day(text: str) -> date:
    """A day as filters take it: the one after it is still a date."""
    day = day_of(text)
    if day is None:
        raise ValueError(text)
    return day


def _number(text: str) -> int:
    """A number as 64 bits hold it."""
    number = int(text)
    if not 0 <= number < 2**63:
        raise ValueError(text)
    return number


def _unreadable(text: str) -> InvalidInput:
    return InvalidInput(
        f"“{text[:60]}” names no mark of a chart. A mark is written like model:NAME, "
        "pair:NAME:NAME, bucket:CONTROL:BUCKET:NAME or task:NUMBER; click one in a chart instead."
    )

"""The fields of Label Studio's tasks that Podium uses, with their types; others are let through."""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lib.errors import InvalidInput
from lib.formats.json_text import kind_of


class LabelStudioRow(BaseModel):
    """A field's type is checked, never converted: what cannot be used as it is, is reported."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True, protected_namespaces=())


class PredictionRow(LabelStudioRow):
    """A prediction in the standard shape."""

    result: list[Any]
    model_version: str | None = None
    score: float | None = None


class AnnotationRow(LabelStudioRow):
    """An annotation of an export, of the API or of somebody's own making."""

    id: Any = None
    result: list[Any] | None = None
    completed_by: int | str | dict[str, Any] | None = None
    created_username: str | None = None
    was_cancelled: bool | None = None
    ground_truth: bool | None = None
    lead_time: Annotated[float, Field(ge=0)] | None = None
    unique_id: str | None = None
    created_at: str | None = None
    updated_at: str | None = None


class TaskRow(LabelStudioRow):
    """A task; its fields beside these are kept as they are."""

    data: dict[str, Any]
    id: Any = None
    annotations: list[dict[str, Any]] | None = None
    predictions: list[dict[str, Any]] | None = None


Row = TypeVar("Row", bound=LabelStudioRow)

_EXPECTED = {
    "result": "a list of regions",
    "completed_by": "a user's number, email or object",
    "was_cancelled": "true or false",
    "ground_truth": "true or false",
    "lead_time": "a number of seconds that is not negative",
    "score": "a number",
    "data": "an object",
    "annotations": "a list of objects",
    "predictions": "a list of objects",
}

_NAMES: Mapping[type[LabelStudioRow], str] = {
    PredictionRow: "a prediction",
    AnnotationRow: "an annotation",
    TaskRow: "a task",
}


def validated(model: type[Row], raw: Mapping[str, Any]) -> Row:
    """The row as a model, or InvalidInput with its first fault in one sentence."""
    try:
        return model.model_validate(dict(raw))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
    field = str(fault["loc"][0])
    if field not in raw:
        found = "is missing"
    elif fault["type"] == "greater_than_equal":
        found = f"is {raw[field]}"
    else:
        found = f"is {kind_of(raw[field])}"
    raise InvalidInput(
        f"The field {field!r} of {_NAMES[model]} {found}; "
        f"it must be {_EXPECTED.get(field, 'text')}."
    )

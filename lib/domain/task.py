"""A task, its items and a machine's predictions for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lib.domain.labeling_config import ItemList
from lib.domain.project import ModelField, model_fields


@dataclass(frozen=True)
class Item:
    """What is ranked: a model's response, or a passage; `model` is None where nothing names it.

    `not_imported` tells that there is a body, and that only the votes on it were brought here.
    """

    item_id: str
    title: str
    body: str
    model: str | None
    not_imported: bool = False


@dataclass(frozen=True)
class Task:
    """One unit of work: `data` is what the config shows, `extra` what else Label Studio keeps."""

    task_id: UUID
    project_id: UUID
    number: int
    data: Mapping[str, Any]
    extra: Mapping[str, Any]


@dataclass(frozen=True)
class Prediction:
    """A machine's pre-annotation, never a candidate. `result` is a list of Label Studio regions."""

    prediction_id: UUID
    task_id: UUID
    model_version: str | None
    score: float | None
    result: list[Any]
    extra: Mapping[str, Any]


def items_of(task: Task, item_list: ItemList, model_field: ModelField = "auto") -> tuple[Item, ...]:
    """The items of a task's List, in the order of the data. The import has checked their shape."""
    return tuple(
        Item(
            item_id=raw["id"],
            title=raw.get("title") or "",
            body=raw.get("body") or "",
            model=model_of(raw, model_field),
            not_imported=raw.get("not_imported") is True,
        )
        for raw in task.data[item_list.value.removeprefix("$")]
    )


def model_of(raw: Mapping[str, Any], model_field: ModelField = "auto") -> str | None:
    """The model that an item came from: the field that the project names, else model, title, id."""
    named = (raw.get(name) for name in model_fields(model_field))
    return next((value for value in named if isinstance(value, str) and value), None)

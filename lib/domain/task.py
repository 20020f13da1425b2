"""A task, its items and a machine's predictions for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lib.domain.labeling_config import ItemList
from lib.domain.project import ModelField


@dataclass(frozen=True)
class Item:
    """What is ranked: a model's response, or a passage; `model` is None where nothing names it."""

    item_id: str
    title: str
    body: str
    model: str | None


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
        )
        for raw in task.data[item_list.value.removeprefix("$")]
    )


def model_of(raw: Mapping[str, Any], model_field: ModelField = "auto") -> str | None:
    """The model that an item came from: the field that the project names, else model, title, id."""
    fields = ("model", "title", "id") if model_field == "auto" else (model_field,)
    named = (raw.get(name) for name in fields)
    return next((value for value in named if isinstance(value, str) and value), None)

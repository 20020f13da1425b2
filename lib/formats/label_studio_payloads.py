"""Tasks, predictions and annotations as they are sent to a Label Studio.

With an `opaque_key`, the items go out under other ids and titles (see `OpaqueItems`), and with them
nothing that could name a model: no field of the data that the config does not show, no `meta` of
the task, no id of the user's own.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from lib.domain.annotation import Annotation
from lib.domain.labeling_config import LabelingConfig
from lib.domain.task import Prediction, Task
from lib.formats.opaque_items import OpaqueItems, opaque_items

__all__ = [
    "OWN_SOURCE",
    "annotation_payload",
    "changed_payload",
    "items_for",
    "outgoing_data",
    "outgoing_result",
    "prediction_payload",
    "project_unique_id",
    "sent_task_id",
    "source_id_of",
    "task_payload",
    "unique_id_of",
    "unique_ids_of",
]

Payload = dict[str, Any]

OWN_SOURCE = "podium-"
"""What a `source_id` of our making begins with; the task's id follows."""

_SPACE = UUID("5d9b3a5e-6f0f-5c55-9d0e-2b6c6a0f7d41")


def source_id_of(task: Task, opaque_key: str | None) -> str:
    """What a task is found by there: the `source_id` of its data where that is text, else ours."""
    own = task.data.get("source_id")
    return (
        own
        if isinstance(own, str) and own and opaque_key is None
        else f"{OWN_SOURCE}{task.task_id}"
    )


def outgoing_data(config: LabelingConfig, task: Task, opaque_key: str | None) -> Payload:
    """The data of a task as they are sent, with its `source_id`."""
    items = items_for(config, task, opaque_key)
    return {**(items.data if items else task.data), "source_id": source_id_of(task, opaque_key)}


def items_for(config: LabelingConfig, task: Task, opaque_key: str | None) -> OpaqueItems | None:
    """The task's items made opaque; None without a key, where they go out as they are."""
    return None if opaque_key is None else opaque_items(config, task, opaque_key)


def task_payload(
    config: LabelingConfig, task: Task, predictions: Sequence[Prediction], opaque_key: str | None
) -> Payload:
    """A task as the import there takes it."""
    payload: Payload = {
        "data": outgoing_data(config, task, opaque_key),
        "predictions": [_prediction(config, task, each, opaque_key) for each in predictions],
    }
    meta = task.extra.get("meta")
    if isinstance(meta, dict | list) and opaque_key is None:
        payload["meta"] = meta
    return payload


def prediction_payload(
    config: LabelingConfig,
    task: Task,
    prediction: Prediction,
    ls_task_id: int,
    opaque_key: str | None,
) -> Payload:
    """A prediction for a task that is there already."""
    return {"task": ls_task_id, **_prediction(config, task, prediction, opaque_key)}


def annotation_payload(
    config: LabelingConfig,
    task: Task,
    annotation: Annotation,
    opaque_key: str | None,
    *,
    completed_by: int | None,
    parent_prediction: int | None = None,
) -> Payload:
    """A new annotation. `completed_by` and `parent_prediction` are ids there."""
    payload = changed_payload(config, task, annotation, opaque_key)
    payload["unique_id"] = unique_id_of(annotation)
    named = {"completed_by": completed_by, "parent_prediction": parent_prediction}
    return payload | {field: ls_id for field, ls_id in named.items() if ls_id is not None}


def changed_payload(
    config: LabelingConfig, task: Task, annotation: Annotation, opaque_key: str | None
) -> Payload:
    """What a change of an annotation may have changed."""
    return {
        "result": outgoing_result(config, task, annotation.result, opaque_key),
        "lead_time": annotation.lead_time,
        "was_cancelled": annotation.status == "skipped",
        "ground_truth": annotation.ground_truth,
    }


def unique_id_of(annotation: Annotation) -> str:
    """The `unique_id` that an annotation is sent with: its own where that is a UUID.

    Label Studio takes no other text, and files may hold any; those get one made of our own id.
    """
    try:
        return str(UUID(annotation.unique_id or ""))
    except ValueError:
        return str(uuid5(_SPACE, str(annotation.annotation_id)))


def project_unique_id(annotation: Annotation, ls_project_id: int) -> str:
    """The second choice, for one project there.

    A `unique_id` may stand once in a whole Label Studio. An annotation that was exported from it
    or pushed into another project of it cannot go into this one under the same.
    """
    return str(uuid5(_SPACE, f"{ls_project_id}:{annotation.annotation_id}"))


def unique_ids_of(annotation: Annotation, ls_project_id: int) -> tuple[str, str]:
    """The first and the second choice."""
    return unique_id_of(annotation), project_unique_id(annotation, ls_project_id)


def sent_task_id(source_id: Any) -> UUID | None:
    """The task of ours that a `source_id` of our making names."""
    if not isinstance(source_id, str) or not source_id.startswith(OWN_SOURCE):
        return None
    try:
        return UUID(source_id.removeprefix(OWN_SOURCE))
    except ValueError:
        return None


def _prediction(
    config: LabelingConfig, task: Task, prediction: Prediction, opaque_key: str | None
) -> Payload:
    """In the standard shape. Other fields stay here: Label Studio refuses whole batches for one."""
    items = items_for(config, task, opaque_key)
    version = prediction.model_version
    named: Mapping[str, Any] = {
        "model_version": items.version_there(version) if items else version,
        "score": prediction.score,
    }
    payload: Payload = {"result": outgoing_result(config, task, prediction.result, opaque_key)}
    return payload | {field: value for field, value in named.items() if value is not None}


def outgoing_result(
    config: LabelingConfig, task: Task, result: list[Any], opaque_key: str | None
) -> list[Any]:
    """A result as it stands there."""
    items = items_for(config, task, opaque_key)
    return items.outward(result) if items else result

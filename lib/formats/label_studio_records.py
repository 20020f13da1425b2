"""A task with its annotations as Label Studio's JSON export has it.

What was imported comes out as it went in: its own fields stand in `extra` and win as long as nobody
has changed the annotation here. What was made here gets the same set of fields.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from lib.domain.annotation import AnnotatedTask, Annotation
from lib.domain.task import Prediction
from lib.formats.annotators import username_of
from lib.formats.timestamps import write_timestamp

Record = dict[str, Any]

_TASK_FIELDS = (
    "id",
    "annotations",
    "drafts",
    "predictions",
    "data",
    "meta",
    "created_at",
    "updated_at",
    "allow_skip",
    "inner_id",
    "total_annotations",
    "cancelled_annotations",
    "total_predictions",
    "comment_count",
    "unresolved_comment_count",
    "last_comment_updated_at",
    "project",
    "updated_by",
    "comment_authors",
)
_ANNOTATION_FIELDS = (
    "id",
    "completed_by",
    "result",
    "was_cancelled",
    "ground_truth",
    "created_at",
    "updated_at",
    "draft_created_at",
    "lead_time",
    "prediction",
    "result_count",
    "unique_id",
    "import_id",
    "last_action",
    "bulk_created",
    "task",
    "project",
    "updated_by",
    "parent_prediction",
    "parent_annotation",
    "last_created_by",
    "created_username",
)
_PREDICTION_FIELDS = (
    "id",
    "result",
    "model_version",
    "created_ago",
    "score",
)
_REVISED_FIELDS = ("was_cancelled", "updated_at", "lead_time", "result_count")


def task_record(annotated: AnnotatedTask, project_number: int) -> Record:
    """The task as an object, its fields in Label Studio's order."""
    task = annotated.task
    standing = [each for each in annotated.annotations if each.status != "deleted"]
    worked_on = any(each.origin == "ui" or each.revision > 1 for each in annotated.annotations)
    counts: Record = {
        "total_annotations": sum(each.status == "submitted" for each in standing),
        "cancelled_annotations": sum(each.status == "skipped" for each in standing),
        "total_predictions": len(annotated.predictions),
    }
    moments = [annotated.created_at, *(each.updated_at for each in standing)]
    own: Record = {
        "drafts": [],
        "meta": {},
        "created_at": write_timestamp(annotated.created_at),
        "updated_at": write_timestamp(max(moments)),
        "allow_skip": True,
        "inner_id": task.number,
        "comment_count": 0,
        "unresolved_comment_count": 0,
        "last_comment_updated_at": None,
        "project": project_number,
        "updated_by": standing[-1].annotator.number if standing else None,
        "comment_authors": [],
    }
    record = counts | _as_given_or(own, task.extra)
    if worked_on:
        record |= counts | {"updated_at": own["updated_at"]}
    record |= {
        "id": task.number,
        "annotations": [annotation_record(each, annotated, project_number) for each in standing],
        "predictions": [
            _prediction_record(each, task.number, project_number) for each in annotated.predictions
        ],
        "data": task.data,
    }
    return _in_order(record, _TASK_FIELDS)


def annotation_record(
    annotation: Annotation, annotated: AnnotatedTask, project_number: int
) -> Record:
    """One annotation as an object. `created_username` carries the person to another database."""
    person = annotation.annotator
    own: Record = {
        "completed_by": person.number,
        "was_cancelled": annotation.status == "skipped",
        "ground_truth": annotation.ground_truth,
        "created_at": write_timestamp(annotation.created_at),
        "updated_at": write_timestamp(annotation.updated_at),
        "draft_created_at": None,
        "lead_time": annotation.lead_time,
        "prediction": {},
        "result_count": len(annotation.result),
        "unique_id": annotation.unique_id or str(annotation.annotation_id),
        "import_id": None,
        "last_action": None,
        "bulk_created": False,
        "task": annotated.task.number,
        "project": project_number,
        "updated_by": person.number,
        "parent_prediction": _label_studio_id(annotation, annotated.predictions),
        "parent_annotation": None,
        "last_created_by": None,
        "created_username": username_of(person.name, person.email, person.number),
    }
    record = _as_given_or(own, annotation.extra)
    if annotation.revision > 1:
        record |= {field: own[field] for field in _REVISED_FIELDS}
    if bool(record.get("ground_truth")) != annotation.ground_truth:
        record["ground_truth"] = annotation.ground_truth
    if "task" in record:
        record["task"] = annotated.task.number
    record |= {"id": annotation.number, "result": annotation.result}
    return _in_order(record, _ANNOTATION_FIELDS)


def _prediction_record(prediction: Prediction, task_number: int, project_number: int) -> Record:
    own: Record = {
        "model_version": prediction.model_version,
        "score": prediction.score,
        "task": task_number,
        "project": project_number,
    }
    record = _as_given_or(own, prediction.extra) | {"result": prediction.result}
    return _in_order(record, _PREDICTION_FIELDS)


def _as_given_or(own: Record, extra: Mapping[str, Any]) -> Record:
    """Our fields under the given ones; none of ours where Label Studio gave all."""
    return dict(extra) if "id" in extra else own | dict(extra)


def _in_order(record: Record, fields: Sequence[str]) -> Record:
    return {field: record[field] for field in fields if field in record} | record


def _label_studio_id(annotation: Annotation, predictions: Sequence[Prediction]) -> Any:
    """The id in Label Studio of the prediction that an annotation started from, if it has one."""
    started_from = (p for p in predictions if p.prediction_id == annotation.prediction_id)
    return next((prediction.extra.get("id") for prediction in started_from), None)

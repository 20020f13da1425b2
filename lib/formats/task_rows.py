"""One row of a file as a task.

Everything that a row holds comes out again in Label Studio's JSON. For that the `extra` of a task,
an annotation and a prediction keeps every field as it was given, also those that a typed field is
read from: not every way of writing a number or a moment could be found again from its value. Left
out are only `data`, `result`, the lists of annotations and predictions, and a task's counts of them
where they are what the writer would count.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from lib.domain.imported import ImportedAnnotation, ImportedPrediction, ImportedTask, Row
from lib.domain.labeling_config import LabelingConfig
from lib.errors import InvalidInput
from lib.formats.annotators import annotator_of
from lib.formats.json_text import check_storable, digest, kind_of
from lib.formats.label_studio_models import AnnotationRow, TaskRow, validated
from lib.formats.predictions import response_prediction, standard_prediction
from lib.formats.region_checks import check_result
from lib.formats.task_data import check_task_data
from lib.formats.timestamps import read_timestamp

_HIGHEST_NUMBER = 2**31 - 1


def imported_task(config: LabelingConfig, where: Row, file: str = "") -> ImportedTask:
    """The task in a row, bare or under `data`; raises InvalidInput with the row's first fault."""
    raw = where.value
    if not isinstance(raw, dict):
        raise InvalidInput(f"It is {kind_of(raw)}; it must be an object with the task's fields.")
    check_storable(raw)
    fields = _under_data(config, raw)
    row = validated(TaskRow, fields)
    data = fields["data"]
    check_task_data(config, data)
    key = content_key(data)
    annotations = _annotations(config, data, key, row.annotations or [])
    return ImportedTask(
        line=where.line,
        position=where.position,
        file=file,
        data=data,
        content_key=key,
        content_hash=digest(data),
        prompt_key=prompt_key(config, data, key),
        number=_number(row.id),
        predictions=_predictions(config, row),
        annotations=annotations,
        extra=_task_extra(fields, annotations),
    )


def content_key(data: Mapping[str, Any]) -> str:
    """What a task is known by: the user's own id (`source_id`, else `id`), else its content.

    The ids 1 and "1" are the same on purpose: CSV has no numbers, so a file may come back with the
    one for the other. It is then reported as other content under a known id, never taken twice.
    """
    for field in ("source_id", "id"):
        value = data.get(field)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
            return f"id:{value}"
    return f"sha256:{digest(data)}"


def prompt_key(config: LabelingConfig, data: Mapping[str, Any], otherwise: str) -> str:
    """The same for tasks of one prompt; `otherwise` for a config that shows none.

    A `question_id` names the prompt, since the turns of one question have texts of their own.
    """
    question = data.get("question_id")
    if isinstance(question, str | int) and not isinstance(question, bool) and question != "":
        return f"sha256:{digest({'question_id': str(question)})}"
    name = config.prompt_variable
    return otherwise if name is None else f"sha256:{digest(data[name])}"


def _under_data(config: LabelingConfig, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its content under `data`; a bare row may have its annotations beside it."""
    if isinstance(raw.get("data"), dict):
        return dict(raw)
    beside = {
        field: raw[field]
        for field in ("annotations", "predictions")
        if isinstance(raw.get(field), list) and field not in config.variables
    }
    return {"data": {key: raw[key] for key in raw if key not in beside}, **beside}


def _predictions(config: LabelingConfig, row: TaskRow) -> tuple[ImportedPrediction, ...]:
    predictions = [standard_prediction(config, raw) for raw in row.predictions or []]
    for prediction in predictions:
        _check("prediction", config, row.data, prediction.result)
    response = row.data.get("response")
    only_data = row.predictions is None and row.annotations is None
    if (
        only_data
        and config.text_areas
        and "response" not in config.variables
        and isinstance(response, str)
        and response.strip()
    ):
        predictions.append(response_prediction(config.text_areas[0], response))
    return tuple(predictions)


def _annotations(
    config: LabelingConfig, data: Mapping[str, Any], task_key: str, raws: list[dict[str, Any]]
) -> tuple[ImportedAnnotation, ...]:
    equals: Counter[str] = Counter()
    annotations = []
    for raw in raws:
        row = validated(AnnotationRow, raw)
        result = row.result or []
        _check("annotation", config, data, result)
        key = f"uid:{row.unique_id}"
        if not row.unique_id:
            known_by = [task_key, raw.get("completed_by"), row.created_at]
            content = digest([*known_by, result] if row.id is None else [*known_by, "id", row.id])
            equals[content] += 1
            key = f"sha256:{digest([content, equals[content]])}"
        name, email = annotator_of(row.completed_by, row.created_username)
        annotations.append(
            ImportedAnnotation(
                key=key,
                result=result,
                annotator_name=name,
                annotator_email=email,
                number=_number(row.id),
                ls_completed_by=_number(row.completed_by),
                skipped=bool(row.was_cancelled),
                ground_truth=bool(row.ground_truth),
                lead_time=row.lead_time,
                unique_id=row.unique_id or None,
                created_at=read_timestamp(row.created_at),
                updated_at=read_timestamp(row.updated_at),
                extra={field: value for field, value in raw.items() if field != "result"},
            )
        )
    return tuple(annotations)


def _check(what: str, config: LabelingConfig, data: Mapping[str, Any], result: Any) -> None:
    try:
        check_result(config, data, result)
    except InvalidInput as error:
        raise InvalidInput(f"One {what} does not fit: {error}") from None


def _number(value: Any) -> int | None:
    """Label Studio's id where it can be a number here."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 < value <= _HIGHEST_NUMBER else None


def _task_extra(
    fields: Mapping[str, Any], annotations: tuple[ImportedAnnotation, ...]
) -> dict[str, Any]:
    extra = {
        field: value
        for field, value in fields.items()
        if field not in ("data", "annotations", "predictions")
    }
    skipped = sum(each.skipped for each in annotations)
    counts = {
        "total_annotations": len(annotations) - skipped,
        "cancelled_annotations": skipped,
        "total_predictions": len(fields.get("predictions") or ()),
    }
    if all(extra.get(field) == count for field, count in counts.items()):
        extra = {field: value for field, value in extra.items() if field not in counts}
    return extra

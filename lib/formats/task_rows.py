"""One row of a file as a task.

Everything that a row holds comes out again in Label Studio's JSON. For that the `extra` of a task,
an annotation and a prediction keeps every field as it was given, also those that a typed field is
read from: not every way of writing a number or a moment could be found again from its value. Left
out are only `data`, `result`, the lists of annotations and predictions, and a task's counts of them
where they are what the writer would count.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from lib.domain.imported import ImportedAnnotation, ImportedPrediction, ImportedTask, Row
from lib.domain.labeling_config import LabelingConfig
from lib.errors import InvalidInput, InvalidResult
from lib.formats.annotation_rows import label_studio_number, read_annotation
from lib.formats.flat_exports import unflattened
from lib.formats.json_text import check_storable, digest, kind_of
from lib.formats.label_studio_models import TaskRow, validated
from lib.formats.predictions import read_prediction, response_prediction
from lib.formats.task_data import check_task_data


def imported_task(config: LabelingConfig, where: Row, file: str = "") -> ImportedTask:
    """The task in a row: bare, under `data`, or flat. Raises InvalidInput with its first fault."""
    raw = where.value
    if not isinstance(raw, dict):
        raise InvalidInput(f"It is {kind_of(raw)}; it must be an object with the task's fields.")
    check_storable(raw)
    fields = unflattened(config, raw) or _under_data(config, raw)
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
        number=label_studio_number(row.id),
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
    with _named("prediction"):
        predictions = [read_prediction(config, row.data, raw) for raw in row.predictions or []]
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
    with _named("annotation"):
        return tuple(
            read_annotation(config, data, raw, _annotation_key(task_key, raw, equals))
            for raw in raws
        )


def _annotation_key(task_key: str, raw: Mapping[str, Any], equals: Counter[str]) -> str:
    """What an annotation is known by: its `unique_id`, else a hash, equal ones counted."""
    if raw.get("unique_id"):
        return f"uid:{raw['unique_id']}"
    known_by = [task_key, raw.get("completed_by"), raw.get("created_at")]
    number = raw.get("id")
    own = [raw.get("result") or []] if number is None else ["id", number]
    content = digest([*known_by, *own])
    equals[content] += 1
    return f"sha256:{digest([content, equals[content]])}"


@contextmanager
def _named(what: str) -> Iterator[None]:
    """Say of what a result is that does not fit."""
    try:
        yield
    except InvalidResult as error:
        raise InvalidInput(f"One {what} does not fit: {error}") from None


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

"""Small configs, tasks and results for the tests of formats."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from lib.domain.annotation import AnnotatedTask, Annotation, Annotator
from lib.domain.imported import ImportedAnnotation, ImportedTask, ImportFile
from lib.domain.labeling_config import LabelingConfig
from lib.domain.task import Prediction, Task
from lib.formats.labeling_config import read_labeling_config
from lib.formats.task_files import read_task_file
from lib.formats.templates import TEMPLATES

SPACE = UUID("00000000-0000-0000-0000-000000000001")
NOON = datetime(2026, 1, 2, 12, 0, 0, 5, tzinfo=UTC)

DEFAULT_BUCKET = """
<View>
  <Text name="prompt" value="$prompt"/>
  <List name="answers" value="$items" title="Answers"/>
  <Ranker name="rank" toName="answers">
    <Bucket name="relevant_results" title="Relevant"/>
    <Bucket name="biased_results" title="Biased" default="true"/>
  </Ranker>
</View>
"""


def template(name: str) -> LabelingConfig:
    return read_labeling_config(TEMPLATES[name].xml)


def make_data(**overrides: Any) -> dict[str, Any]:
    """A prompt with three items, a, b and c."""
    items = [{"id": key, "title": f"Model {key}", "body": f"Body {key}"} for key in "abc"]
    return {"prompt": "Why?", "items": items, **overrides}


def make_region(columns: Mapping[str, Sequence[str]], **overrides: Any) -> dict[str, Any]:
    """A region of the llm-ranker template."""
    return {
        "value": {"ranker": {key: list(ids) for key, ids in columns.items()}},
        "id": "abcdefghij",
        "from_name": "rank",
        "to_name": "answers",
        "type": "ranker",
        "origin": "manual",
        **overrides,
    }


def read(config: LabelingConfig, rows: Any, name: str = "tasks.json") -> ImportFile:
    """Rows through a JSON file, one a line."""
    return read_task_file(name, json_lines(rows).encode(), config)


def json_lines(rows: Any) -> str:
    """JSON in which each element of a list has a line of its own, the first one the first."""
    if not isinstance(rows, list):
        return json.dumps(rows)
    return "[" + ",\n".join(map(json.dumps, rows)) + "]"


def reasons(file: ImportFile) -> list[str]:
    return [row.reason for row in file.bad_rows]


def as_stored(file: ImportFile) -> list[AnnotatedTask]:
    """The tasks of a file as a database would give them back."""
    return [_annotated(task, number) for number, task in enumerate(file.tasks, start=1)]


def make_annotator(number: int = 1, name: str = "Ann", email: str | None = None) -> Annotator:
    return Annotator(uuid5(SPACE, f"annotator {number}"), number, name, email)


def make_annotation(**overrides: Any) -> Annotation:
    """An annotation made in Podium."""
    fields: dict[str, Any] = {
        "annotation_id": uuid5(SPACE, "annotation"),
        "task_id": uuid5(SPACE, "task"),
        "number": 1,
        "annotator": make_annotator(),
        "origin": "ui",
        "revision": 1,
        "status": "submitted",
        "result": [],
        "lead_time": 2.5,
        "ground_truth": False,
        "unique_id": "11111111-1111-5111-8111-111111111111",
        "created_at": NOON,
        "updated_at": NOON,
        "extra": {},
    }
    return Annotation(**{**fields, **overrides})


def opaque_twin(region: Mapping[str, Any], returned: Mapping[str, Any]) -> dict[str, Any]:
    """A region as it must come back where it went out opaque: as it was, but for what stays here.

    Its id is a new one, that of the region that was `returned`.
    """
    sent = ("from_name", "to_name", "type", "origin")
    twin = {name: region[name] for name in sent if name in region}
    if "id" in region:
        twin["id"] = returned["id"]
    key = "ranker" if "ranker" in region["value"] else "text"
    twin["value"] = {key: region["value"][key]}
    if "ties" in region.get("meta", {}):
        twin["meta"] = {"ties": region["meta"]["ties"]}
    return twin


def make_task(
    data: Mapping[str, Any],
    annotations: Sequence[Annotation] = (),
    number: int = 1,
    extra: Mapping[str, Any] | None = None,
    predictions: Sequence[Prediction] = (),
) -> AnnotatedTask:
    """A task made in Podium."""
    task = Task(uuid5(SPACE, f"task {number}"), SPACE, number, data, extra or {})
    return AnnotatedTask(task, tuple(predictions), tuple(annotations), NOON)


def _annotated(task: ImportedTask, number: int) -> AnnotatedTask:
    predictions = [
        Prediction(
            uuid5(SPACE, f"prediction {number} {index}"),
            SPACE,
            each.model_version,
            each.score,
            _through_json(each.result),
            _through_json(each.extra),
        )
        for index, each in enumerate(task.predictions)
    ]
    annotations = [_annotation(each, index) for index, each in enumerate(task.annotations, start=1)]
    return make_task(
        _through_json(task.data),
        annotations,
        task.number or number,
        _through_json(task.extra),
        predictions,
    )


def _annotation(annotation: ImportedAnnotation, index: int) -> Annotation:
    return make_annotation(
        number=annotation.number or index,
        annotator=make_annotator(77, annotation.annotator_name, annotation.annotator_email),
        origin="import",
        status="skipped" if annotation.skipped else "submitted",
        result=_through_json(annotation.result),
        lead_time=annotation.lead_time,
        ground_truth=annotation.ground_truth,
        unique_id=annotation.unique_id,
        created_at=annotation.created_at or NOON,
        updated_at=annotation.updated_at or annotation.created_at or NOON,
        extra=_through_json(annotation.extra),
    )


def _through_json(value: Any) -> Any:
    return json.loads(json.dumps(value))

"""Label Studio's JSON, JSON_MIN, CSV and TSV, byte for byte as its server writes them.

JSON holds every task with everything about it. The other three hold one record a submitted
annotation: no skips, no tasks without an annotation, the newest annotation of a task first.
Each writer yields text, so that a file of any length needs the memory of one task.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from lib.domain.annotation import AnnotatedTask
from lib.domain.labeling_config import LabelingConfig
from lib.errors import StorageError
from lib.formats.delimited_rows import TextLines
from lib.formats.json_text import label_studio_json
from lib.formats.label_studio_records import Record, task_record

_ANNOTATION_COLUMNS = ("annotator", "annotation_id", "created_at", "updated_at", "lead_time")


def json_export(tasks: Iterable[AnnotatedTask], project_number: int) -> Iterator[str]:
    """Everything, as one list of tasks."""
    yield "["
    for index, task in enumerate(tasks):
        yield ("," if index else "") + label_studio_json(task_record(task, project_number))
    yield "]"


def json_min_export(tasks: Iterable[AnnotatedTask], config: LabelingConfig) -> Iterator[str]:
    """One flat object an annotation: the task's data, each control's answer, then who and when."""
    yield "[\n"
    first = True
    for task, annotation in _submitted(tasks):
        record = {
            **task["data"],
            "id": task["id"],
            **_answers(config, annotation),
            "annotator": _annotator(annotation),
            "annotation_id": annotation["id"],
            **{field: annotation.get(field) for field in ("created_at", "updated_at", "lead_time")},
        }
        yield ("" if first else ",\n") + label_studio_json(record, indent=2)
        first = False
    yield "\n]"


def csv_export(
    read_tasks: Callable[[], Iterable[AnnotatedTask]], config: LabelingConfig, separator: str = ","
) -> Iterator[str]:
    """One row an annotation, columns by name.

    The columns are known only once every task has been seen: `read_tasks` is called twice and must
    give the same tasks both times; StorageError where a column was added in between. A field of
    the data that has a control's name becomes `_data_…`.
    """
    data_columns: set[str] = set()
    answer_columns: set[str] = set()
    always = set(_ANNOTATION_COLUMNS)
    for task, annotation in _submitted(read_tasks()):
        data_columns.update(task["data"])
        answer_columns.update(_answers(config, annotation))
        always.add("id")
    renamed = {name: f"_data_{name}" for name in data_columns & answer_columns}
    columns = always | answer_columns | {renamed.get(name, name) for name in data_columns}
    writer = csv.DictWriter(
        TextLines(), sorted(columns), quoting=csv.QUOTE_NONNUMERIC, delimiter=separator
    )
    yield writer.writeheader()
    for task, annotation in _submitted(read_tasks()):
        record = _csv_record(task, annotation, _answers(config, annotation), renamed)
        if added := record.keys() - columns:
            raise StorageError(
                f"The project got the new column {min(added)!r} while it was exported. "
                "Export it again."
            )
        yield writer.writerow(record)


def tsv_export(
    read_tasks: Callable[[], Iterable[AnnotatedTask]], config: LabelingConfig
) -> Iterator[str]:
    """As `csv_export`, with tabs."""
    return csv_export(read_tasks, config, separator="\t")


def _submitted(tasks: Iterable[AnnotatedTask]) -> Iterator[tuple[Record, Record]]:
    """Each submitted annotation with its task, as records; the newest of a task first."""
    for each in tasks:
        task = task_record(each, project_number=0)  # these formats do not show the project
        submitted = [record for record in task["annotations"] if not record.get("was_cancelled")]
        submitted.sort(key=lambda record: record.get("created_at") or "", reverse=True)
        yield from ((task, annotation) for annotation in submitted)


def _answers(config: LabelingConfig, annotation: Record) -> dict[str, Any]:
    """What each control was answered with: the values of its regions, a lone answer as its text."""
    values: dict[str, list[Any]] = {}
    for region in annotation["result"]:
        values.setdefault(region["from_name"], []).append(region["value"])
    texts = {each.name for each in config.text_areas}
    return {name: _simplified(each) if name in texts else each for name, each in values.items()}


def _simplified(values: list[Any]) -> Any:
    """The values of a TextArea's regions: lists of one are replaced by what they hold."""
    answers = [value["text"][0] if len(value["text"]) == 1 else value for value in values]
    return answers[0] if len(answers) == 1 else answers


def _annotator(annotation: Record) -> Any:
    completed_by = annotation.get("completed_by", {})
    return completed_by.get("email") if isinstance(completed_by, dict) else completed_by


def _csv_record(
    task: Record, annotation: Record, answers: Mapping[str, Any], renamed: Mapping[str, str]
) -> Record:
    """A row; where names collide, the data's fields win over the task's id, as on the server."""
    annotator = _annotator(annotation)
    return {
        "id": task["id"],
        **{
            name: answer if isinstance(answer, str) else label_studio_json(answer)
            for name, answer in answers.items()
        },
        **{
            renamed.get(name, name): label_studio_json(value)
            if isinstance(value, dict | list)
            else value
            for name, value in task["data"].items()
        },
        "annotator": annotator if annotator is None else str(annotator),
        "annotation_id": annotation["id"],
        **{field: annotation.get(field) for field in ("created_at", "updated_at", "lead_time")},
    }

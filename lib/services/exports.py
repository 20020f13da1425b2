"""Take a project's work out, as text in chunks, so that memory stays bounded.

An export shows one state of the project, that of its beginning, whatever is submitted meanwhile.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, assert_never, get_args
from uuid import UUID

from lib.domain.annotation import AnnotatedTask, Annotation
from lib.domain.labeling_config import LabelingConfig
from lib.domain.project import Project
from lib.errors import InvalidInput
from lib.formats.label_studio_export import csv_export, json_export, json_min_export, tsv_export
from lib.formats.prompt_answer_export import (
    asked_text_areas,
    prompt_instruction_export,
    prompt_response_export,
)
from lib.services.access import requires
from lib.services.projects import labeling_config_of
from lib.store import annotations, annotators, tasks
from lib.store.columns import as_utc
from lib.store.database import Database
from lib.store.writer import Connection

ExportFormat = Literal[
    "label-studio-json",
    "label-studio-json-min",
    "label-studio-csv",
    "label-studio-tsv",
    "prompt-instruction",
    "prompt-response",
]
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)
WRITING_FORMATS: tuple[ExportFormat, ...] = ("prompt-instruction", "prompt-response")
"""The formats that only make sense where the labeling config has a TextArea."""
ENDINGS: dict[ExportFormat, str] = {
    "label-studio-json": "json",
    "label-studio-json-min": "json",
    "label-studio-csv": "csv",
    "label-studio-tsv": "tsv",
    "prompt-instruction": "csv",
    "prompt-response": "json",
}
CHUNK = 200


def file_name(project: Project, export_format: ExportFormat) -> str:
    """What an export is called: the project, and the format where its ending does not tell it."""
    told_by_ending = ("label-studio-json", "label-studio-csv", "label-studio-tsv")
    kind = "" if export_format in told_by_ending else export_format.removeprefix("label-studio")
    parts = [file_stem(project), kind.removeprefix("-").removeprefix("json-")]
    return f"{'-'.join(part for part in parts if part)}.{ENDINGS[export_format]}"


def file_stem(project: Project) -> str:
    """A file name for a project's export, in plain ASCII."""
    words = re.findall(r"[A-Za-z0-9]+", project.name)
    return "-".join(words)[:60].lower() or f"project-{project.number}"


@requires("reviewer")
def export_project(
    database: Database, project: Project, export_format: ExportFormat
) -> Iterator[str]:
    """The project's export as chunks of text.

    Raises InvalidInput at once for an unknown format, and for one of written answers where the
    project asks for none.
    """
    if export_format not in FORMATS:
        raise InvalidInput(f"“{export_format}” is no export format. Formats: {', '.join(FORMATS)}.")
    config = labeling_config_of(project.labeling_config)
    if export_format in WRITING_FORMATS:
        asked_text_areas(config)
    return _chunks(database, project, config, export_format)


def _chunks(
    database: Database, project: Project, config: LabelingConfig, export_format: ExportFormat
) -> Iterator[str]:
    with database.snapshot() as connection:

        def found() -> Iterator[AnnotatedTask]:
            return _annotated_tasks(connection, project)

        match export_format:
            case "label-studio-json":
                yield from json_export(found(), project.number)
            case "label-studio-json-min":
                yield from json_min_export(found(), config)
            case "label-studio-csv":
                yield from csv_export(found, config)
            case "label-studio-tsv":
                yield from tsv_export(found, config)
            case "prompt-instruction":
                yield from prompt_instruction_export(found(), config)
            case "prompt-response":
                yield from prompt_response_export(found(), config)
            case _:
                assert_never(export_format)


def _annotated_tasks(connection: Connection, project: Project) -> Iterator[AnnotatedTask]:
    """Every task with its predictions and annotations, by number, read in chunks."""
    numbers = annotators.list_written_numbers(connection, project.project_id)
    after = 0
    while chunk := _read_chunk(connection, project, after, numbers):
        yield from chunk
        after = chunk[-1].task.number


def _read_chunk(
    connection: Connection, project: Project, after: int, numbers: Mapping[UUID, int]
) -> list[AnnotatedTask]:
    rows = tasks.list_tasks_after(connection, project.project_id, after, CHUNK)
    task_ids = [row["task_id"] for row in rows]
    predictions = tasks.list_predictions(connection, task_ids)
    work = annotations.list_annotations(connection, task_ids)
    return [
        AnnotatedTask(
            task=tasks.task_of(row),
            predictions=predictions.get(row["task_id"], ()),
            annotations=tuple(
                _under_written_number(each, numbers) for each in work.get(row["task_id"], ())
            ),
            created_at=as_utc(row["created_at"]),
        )
        for row in rows
    ]


def _under_written_number(annotation: Annotation, numbers: Mapping[UUID, int]) -> Annotation:
    person = annotation.annotator
    number = numbers.get(person.annotator_id, person.number)
    return replace(annotation, annotator=replace(person, number=number))

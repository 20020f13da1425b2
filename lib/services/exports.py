"""Take a project's work out, as text in chunks, so that memory stays bounded."""

import re
from collections.abc import Iterator
from typing import Literal, get_args

from lib.domain.annotation import AnnotatedTask
from lib.domain.project import Project
from lib.errors import InvalidInput
from lib.formats import label_studio_export as formats
from lib.services.projects import labeling_config_of
from lib.store import annotations, tasks
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


def file_stem(project: Project) -> str:
    """A file name for a project's export, in plain ASCII."""
    words = re.findall(r"[A-Za-z0-9]+", project.name)
    return "-".join(words)[:60].lower() or f"project-{project.number}"


def annotated_tasks(database: Database, project: Project) -> Iterator[AnnotatedTask]:
    """Every task with its predictions and annotations, by number, read in chunks."""
    after = 0
    while chunk := database.read(lambda c, after=after: _chunk(c, project, after)):  # type: ignore[misc]
        yield from chunk
        after = chunk[-1].task.number


def export_project(
    database: Database, project: Project, export_format: ExportFormat
) -> Iterator[str]:
    """The project's export as chunks of text. Raises InvalidInput for an unknown format."""
    config = labeling_config_of(project.labeling_config)

    def found() -> Iterator[AnnotatedTask]:
        return annotated_tasks(database, project)

    match export_format:
        case "label-studio-json":
            return formats.json_export(found(), project.number)
        case "label-studio-json-min":
            return formats.json_min_export(found(), config)
        case "label-studio-csv":
            return formats.csv_export(found, config)
        case "label-studio-tsv":
            return formats.tsv_export(found, config)
        case "prompt-instruction":
            return formats.prompt_instruction_export(found(), config)
        case "prompt-response":
            return formats.prompt_response_export(found(), config)
    raise InvalidInput(f"“{export_format}” is no export format. Formats: {', '.join(FORMATS)}.")


def _chunk(connection: Connection, project: Project, after: int) -> list[AnnotatedTask]:
    rows = tasks.list_tasks_after(connection, project.project_id, after, CHUNK)
    task_ids = [row["task_id"] for row in rows]
    predictions = tasks.list_predictions(connection, task_ids)
    work = annotations.list_annotations(connection, task_ids)
    return [
        AnnotatedTask(
            task=tasks.task_of(row),
            predictions=predictions.get(row["task_id"], ()),
            annotations=work.get(row["task_id"], ()),
            created_at=as_utc(row["created_at"]),
        )
        for row in rows
    ]

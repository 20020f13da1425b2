"""Databases made ready through the services before the app opens them, and read after it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lib.domain.project import Project, ProjectSettings
from lib.formats.templates import TEMPLATES
from lib.services.imports import read_files, store_import
from lib.services.projects import create_project, find_project
from lib.store.database import Database
from tests.stored_work import annotations_by_number

LLM_RANKER = TEMPLATES["llm-ranker"].xml
RANKING = TEMPLATES["ranking"].xml
WRITING = TEMPLATES["supervised-fine-tuning"].xml
RANK_AND_REWRITE = TEMPLATES["rank-and-rewrite"].xml

RELEVANT, BIASED = "Relevant Results", "Biased Results"


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """The database file, which no app may hold meanwhile."""
    database = Database(path)
    try:
        yield database
    finally:
        database.close()


def add_project(
    database: Database,
    name: str,
    config: str,
    tasks: Sequence[Mapping[str, Any]] | bytes = (),
    **settings: Any,
) -> Project:
    """A project with tasks, given as rows or as the bytes of a JSON or JSONL file."""
    project = create_project(database, name, config, ProjectSettings(**settings))
    content = tasks if isinstance(tasks, bytes) else json.dumps(tasks).encode()
    kind = "json" if content.startswith(b"[") else "jsonl"
    if tasks:
        store_import(database, project, read_files(project, [(f"tasks.{kind}", content)]))
    return project


def make_task(number: int = 1, n_items: int = 5, **fields: Any) -> dict[str, Any]:
    """A prompt whose items are made by model-0, model-1 … and say so: `Answer 0`, `Answer 1` …"""
    items = [
        {
            "id": f"item-{index}",
            "model": f"model-{index}",
            "title": f"Title {index}",
            "body": f"Answer {index} to prompt {number}.\n\nIt has two paragraphs.",
        }
        for index in range(n_items)
    ]
    return {"prompt": f"Prompt number {number}?", "items": items, **fields}


def work_in(database: Database, project: Project) -> list[dict[str, Any]]:
    """Every annotation of a project as plain values, by task and number."""
    return [
        {
            "task": number,
            "annotator": each.annotator.name,
            "status": each.status,
            "revision": each.revision,
            "result": each.result,
        }
        for number, there in annotations_by_number(database, project).items()
        for each in there
    ]


def work_in_file(path: Path, project_name: str) -> list[dict[str, Any]]:
    """The same from a file that no app holds any more."""
    with opened(path) as database:
        return work_in(database, find_project(database, project_name))

"""What tests are made of: small configs, tasks and submissions."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from lib.domain.annotation import Annotation, Annotator, NewAnnotation, Revision
from lib.domain.draft import Draft
from lib.domain.imported import ImportedTask
from lib.domain.labeling_config import Bucket, Ranker
from lib.domain.project import Project, ProjectSettings
from lib.domain.ranking import Ranking
from lib.domain.task import Task
from lib.formats.templates import TEMPLATES
from lib.services.imports import ImportOutcome, read_files, store_import
from lib.services.labeling import OpenTask, open_next_task
from lib.services.people import sign_in
from lib.services.projects import create_project
from lib.services.submission import submit_annotation
from lib.store import annotations, tasks
from lib.store.columns import utc_now
from lib.store.database import Database

SPACE = UUID("00000000-0000-0000-0000-00000000000f")

BUCKETS = Ranker("rank", "answers", (Bucket("good", "Good"), Bucket("bad", "Bad")))
LINE = Ranker("rank", "answers")

DEFAULT_BUCKET = """\
<View>
  <Text name="prompt" value="$prompt"/>
  <List name="answers" value="$items" title="Answers"/>
  <Ranker name="rank" toName="answers">
    <Bucket name="relevant_results" title="Relevant"/>
    <Bucket name="biased_results" title="Biased" default="true"/>
  </Ranker>
</View>
"""


def make_id(seed: object) -> UUID:
    return uuid5(SPACE, str(seed))


def make_data(number: int = 1, items: str = "abc", **overrides: Any) -> dict[str, Any]:
    """A prompt with an item for each letter, whose model is called the same, in capitals."""
    rows = [{"id": key, "title": key.upper(), "body": f"Body {key} {number}"} for key in items]
    return {"id": f"t{number}", "prompt": f"Prompt {number}", "items": rows, **overrides}


def make_task(**overrides: Any) -> Task:
    fields: dict[str, Any] = {
        "task_id": make_id("task"),
        "project_id": make_id("project"),
        "number": 1,
        "data": make_data(),
        "extra": {},
    }
    return Task(**{**fields, **overrides})


def make_imported_task(number: int = 1, **overrides: Any) -> ImportedTask:
    fields: dict[str, Any] = {
        "line": number,
        "data": make_data(number),
        "content_key": f"id:t{number}",
        "content_hash": f"hash {number}",
        "prompt_key": f"prompt {number}",
    }
    return ImportedTask(**{**fields, **overrides})


def make_revision(actor_id: UUID, **overrides: Any) -> Revision:
    fields: dict[str, Any] = {
        "status": "submitted",
        "result": [],
        "ranked": (),
        "actor_id": actor_id,
        "config_version": 1,
        "created_at": utc_now(),
    }
    return Revision(**{**fields, **overrides})


def make_region(columns: Mapping[str, Sequence[str]], **overrides: Any) -> dict[str, Any]:
    """A region of the llm-ranker template's Ranker."""
    return {
        "value": {"ranker": {key: list(ids) for key, ids in columns.items()}},
        "id": "abcdefghij",
        "from_name": "rank",
        "to_name": "answers",
        "type": "ranker",
        "origin": "manual",
        **overrides,
    }


def add_project(
    database: Database,
    name: str = "Project",
    config: str = TEMPLATES["llm-ranker"].xml,
    n_tasks: int = 0,
    items: str = "abc",
    **settings: Any,
) -> Project:
    """A stored project with tasks t1, t2, …"""
    project = create_project(database, name, config, ProjectSettings(**settings))
    if n_tasks:
        add_rows(database, project, [make_data(n, items) for n in range(1, n_tasks + 1)])
    return project


def json_lines(rows: Sequence[Any]) -> str:
    """A JSON list in which each element has a line of its own, the first one the first."""
    return "[" + ",\n".join(map(json.dumps, rows)) + "]"


def add_rows(
    database: Database, project: Project, rows: Any, name: str = "tasks.json", **options: Any
) -> ImportOutcome:
    """Rows imported through a JSON file, one a line."""
    return add_file(database, project, json_lines(rows).encode(), name, **options)


def add_file(
    database: Database, project: Project, content: bytes, name: str = "tasks.json", **options: Any
) -> ImportOutcome:
    return store_import(database, project, read_files(project, [(name, content)]), **options)


def add_person(database: Database, name: str = "Ann") -> Annotator:
    return sign_in(database, name).person


def add_annotation(
    database: Database, project: Project, key: str, person: Annotator, **revision: Any
) -> UUID:
    """An annotation of the project's first task, past the services."""
    task = database.read(lambda c: tasks.list_tasks_after(c, project.project_id, 0, 1))[0]
    new = NewAnnotation(
        task_id=task["task_id"],
        annotator_id=person.annotator_id,
        origin="ui",
        idempotency_key=key,
        first_revision=make_revision(person.annotator_id, **revision),
    )
    return database.write(lambda c: annotations.add_annotations(c, project.project_id, [new]))[0]


def ranked(
    opened: OpenTask, columns: Mapping[str, Sequence[str]], tied: Sequence[str] = (), **changes: Any
) -> Draft:
    """The draft of an open task with its first Ranker's items in these columns."""
    ranker = opened.config.rankers[0]
    ranking = Ranking.of(ranker, columns, tied)
    ranking = ranking.completed(opened.orders[ranker.name], ranker.start_column)
    rankings = {**opened.draft.rankings, ranker.name: ranking}
    return replace(opened.draft, rankings=rankings, touched=frozenset(rankings), **changes)


def submit(
    database: Database,
    project: Project,
    person: Annotator,
    columns: Mapping[str, Sequence[str]],
    tied: Sequence[str] = (),
) -> Annotation:
    """The person's next task, ranked and submitted."""
    opened = open_next_task(database, project, person)
    assert opened is not None
    return submit_annotation(database, opened, ranked(opened, columns, tied, seconds=12.5))

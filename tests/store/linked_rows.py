"""What a sync with a Label Studio stores, with everything that a test does not care about."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.domain.label_studio import Conflict, KeptAside, Link, LinkedAnnotation, LinkedTask
from lib.domain.project import Project
from lib.store.database import Database
from lib.store.linked_annotations import put_linked_annotations
from lib.store.linked_tasks import put_linked_tasks
from lib.store.tasks import find_task
from tests.stored_rankings import store_ranking

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def make_link(project_id: UUID, **overrides: Any) -> Link:
    fields: dict[str, Any] = {
        "project_id": project_id,
        "url": "http://127.0.0.1:8080",
        "ls_project_id": 7,
        "ls_title": "There",
        "linked_at": NOON,
    }
    return Link(**{**fields, **overrides})


def make_linked_annotation(annotation_id: UUID, **overrides: Any) -> LinkedAnnotation:
    fields: dict[str, Any] = {
        "annotation_id": annotation_id,
        "ls_annotation_id": 70,
        "revision": 1,
        "ground_truth": False,
        "remote_hash": "hash",
    }
    return LinkedAnnotation(**{**fields, **overrides})


def make_conflict(annotation_id: UUID, **overrides: Any) -> Conflict:
    fields: dict[str, Any] = {
        "annotation_id": annotation_id,
        "our_revision": 3,
        "their_revision": 2,
        "their_ground_truth": False,
        "remote_hash": "hash",
        "found_at": NOON,
    }
    return Conflict(**{**fields, **overrides})


def make_kept_aside(**overrides: Any) -> KeptAside:
    fields: dict[str, Any] = {
        "kind": "annotation",
        "ls_id": 70,
        "ls_task_id": 700,
        "reason": "It ranks an item that its task does not have.",
        "content": {"id": 70},
        "found_at": NOON,
    }
    return KeptAside(**{**fields, **overrides})


def task_id_of(database: Database, project: Project, number: int) -> UUID:
    task = database.read(lambda c: find_task(c, project.project_id, number))
    assert task is not None
    return task.task_id


def link_task(database: Database, project: Project, number: int, **overrides: Any) -> UUID:
    """The project's task of that number, known there as 100 and its number; gives its id."""
    fields: dict[str, Any] = {
        "task_id": task_id_of(database, project, number),
        "ls_task_id": 100 + number,
        "sent_at": NOON,
    }
    linked = LinkedTask(**{**fields, **overrides})
    database.write(lambda c: put_linked_tasks(c, project.project_id, [linked]))
    return linked.task_id


def store_linked(
    database: Database, project: Project, task: int, person: Annotator, **overrides: Any
) -> UUID:
    """A new annotation that is in step; gives its id."""
    annotation_id = store_ranking(database, project, task, person, "a b c")
    linked = make_linked_annotation(annotation_id, **overrides)
    database.write(lambda c: put_linked_annotations(c, project.project_id, [linked]))
    return annotation_id

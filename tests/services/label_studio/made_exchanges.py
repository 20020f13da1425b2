"""A sync with no Label Studio behind it: what it holds, and what would come from there."""

from typing import Any
from uuid import UUID

from lib.domain.annotation import Annotation
from lib.domain.label_studio import Link, LinkedTask, RemoteAnnotation, RemoteProject, RemoteUser
from lib.domain.project import Project
from lib.domain.task import Task
from lib.formats.label_studio_payloads import outgoing_data
from lib.services.label_studio.exchange import Exchange, Tally
from lib.services.label_studio.linked_index import LinkedIndex
from lib.services.label_studio.people import People
from lib.services.projects import labeling_config_of
from lib.store import annotations, linked_tasks, links, tasks
from lib.store.database import Database
from tests.services.made_annotations import NOON, OTHERS

OWNER = RemoteUser(1, "admin@example.com", "Ada")
LS_PROJECT_ID = 5


def make_exchange(
    database: Database, project: Project, client: Any = None, **changes: Any
) -> Exchange:
    """A sync of the project, linked from now on; `client` is what stands for the server."""
    fields: dict[str, Any] = {
        "project_id": project.project_id,
        "url": "http://labels.example",
        "ls_project_id": LS_PROJECT_ID,
        "ls_title": "Theirs",
        "linked_at": NOON,
    }
    link = Link(**{**fields, **changes})
    database.write(lambda c: links.put_link(c, link))
    return Exchange(
        database=database,
        project=project,
        config=labeling_config_of(project.labeling_config),
        link=link,
        client=client,
        there=RemoteProject(LS_PROJECT_ID, "Theirs", project.labeling_config),
        people=People(client, OWNER, {OWNER.user_id: OWNER}),
        tally=Tally(),
        on_progress=bool,
    )


def make_index(exchange: Exchange) -> LinkedIndex:
    """What is linked now."""
    return LinkedIndex(linked_of(exchange), exchange.link.opaque_key)


def linked_of(exchange: Exchange) -> list[LinkedTask]:
    project_id = exchange.project.project_id
    return exchange.database.read(lambda c: linked_tasks.list_linked_tasks(c, project_id))


def task_of(database: Database, project: Project, number: int = 1) -> Task:
    """The task of that number, archived or not."""
    task = database.read(lambda c: tasks.find_task(c, project.project_id, number))
    assert task is not None
    return task


def annotation_of(database: Database, annotation_id: UUID) -> Annotation:
    """As it stands, deleted or not."""
    (found,) = database.read(lambda c: annotations.get_annotations(c, [annotation_id]))
    return found


def exported(exchange: Exchange, task: Task, ls_task_id: int, *held: Any) -> dict[str, Any]:
    """A task of ours as an export there has it, with these annotations."""
    return {
        "id": ls_task_id,
        "data": outgoing_data(exchange.config, task, None),
        "annotations": list(held),
        "predictions": [],
    }


def made_there(ls_annotation_id: int, **changes: Any) -> dict[str, Any]:
    """An annotation as the API and an export have it."""
    return {
        "id": ls_annotation_id,
        "result": OTHERS,
        "was_cancelled": False,
        "ground_truth": False,
        "lead_time": 3.5,
        "completed_by": OWNER.user_id,
        "unique_id": None,
        **changes,
    }


def make_theirs(**changes: Any) -> RemoteAnnotation:
    """An annotation there that has been read."""
    fields: dict[str, Any] = {
        "ls_annotation_id": 70,
        "unique_id": None,
        "result": OTHERS,
        "skipped": False,
        "ground_truth": False,
        "lead_time": 3.5,
        "completed_by": OWNER.user_id,
        "updated_by": None,
        "created_at": NOON,
        "updated_at": NOON,
        "remote_hash": "theirs",
        "raw": {},
    }
    return RemoteAnnotation(**{**fields, **changes})

"""Withdraw an annotation: it counts no more, and all that it ever said stays in its history."""

from uuid import UUID

from lib.domain.annotation import Revision
from lib.domain.project import Project
from lib.errors import NotFound
from lib.services.access import requires
from lib.store import annotations, projects, revisions, tasks
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.writer import Connection


@requires("reviewer")
def withdraw_annotation(
    database: Database, project: Project, annotation_id: UUID, actor_id: UUID
) -> None:
    """Add a revision that deletes the annotation; one that is deleted already stays as it is.

    Raises NotFound where the project has no such annotation.
    """

    def change(connection: Connection) -> None:
        there = annotations.get_annotation(connection, annotation_id)
        task = tasks.get_task(connection, there.task_id)
        if task.project_id != project.project_id:
            raise NotFound(f"“{project.name}” has no such annotation; another project has it.")
        if there.status == "deleted":
            return
        state = Revision(
            status="deleted",
            result=there.result,
            ranked=(),
            actor_id=actor_id,
            config_version=projects.get_project(connection, project.project_id).config_version,
            created_at=utc_now(),
            lead_time=there.lead_time,
        )
        next_one = revisions.NumberedRevision(
            annotation_id,
            task.task_id,
            there.annotator.annotator_id,
            number=there.revision + 1,
            state=state,
        )
        revisions.add_revisions(connection, project.project_id, [next_one])

    database.write(change)

"""Projects that were archived: nothing of them is deleted, and nobody works in them."""

from datetime import datetime
from uuid import UUID

from lib.domain.project import Project
from lib.errors import NotFound
from lib.store.columns import as_stored, dict_rows
from lib.store.projects import project_of
from lib.store.writer import Connection


def get_any_project(connection: Connection, project_id: UUID) -> Project:
    """A project, archived or not. Raises NotFound where there is none."""
    connection.execute(
        "SELECT * FROM project WHERE project_id = $project_id", {"project_id": project_id}
    )
    rows = dict_rows(connection)
    if not rows:
        raise NotFound("There is no such project; it may have been removed. Choose another one.")
    return project_of(rows[0])


def list_archived_projects(connection: Connection) -> list[Project]:
    """The archived ones, by number."""
    connection.execute("SELECT * FROM project WHERE archived_at IS NOT NULL ORDER BY number")
    return [project_of(row) for row in dict_rows(connection)]


def set_archived(connection: Connection, project_id: UUID, when: datetime | None) -> None:
    connection.execute(
        "UPDATE project SET archived_at = $when WHERE project_id = $project_id",
        {"project_id": project_id, "when": as_stored(when) if when else None},
    )


def rename(connection: Connection, project_id: UUID, name: str) -> None:
    connection.execute(
        "UPDATE project SET name = $name WHERE project_id = $project_id",
        {"project_id": project_id, "name": name},
    )

"""Put projects away and get them back: nothing is deleted, and nobody works in them meanwhile."""

from dataclasses import replace
from uuid import UUID

from lib.domain.project import Project
from lib.errors import NotFound
from lib.services.access import forget_roles, requires
from lib.services.label_studio.turns import turn_at
from lib.store import archived_projects, projects
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.writer import Connection


@requires("admin")
def archive_project(database: Database, project_id: UUID) -> None:
    """Take a project out of all lists. Raises SyncIsRunning while a sync is at it."""
    with turn_at(database, project_id):
        database.write(
            lambda c: archived_projects.set_archived(
                c, projects.get_project(c, project_id).project_id, utc_now()
            )
        )
        forget_roles(database)


@requires("admin")
def restore_project(database: Database, project_id: UUID) -> Project:
    """Bring an archived project back; where its name is taken by now, with its number behind."""

    def change(connection: Connection) -> Project:
        project = archived_projects.get_any_project(connection, project_id)
        name = project.name
        if projects.find_projects(connection, name):
            name = f"{name} ({project.number})"
            archived_projects.rename(connection, project_id, name)
        archived_projects.set_archived(connection, project_id, None)
        return replace(project, name=name, archived_at=None)

    restored = database.write(change)
    forget_roles(database)
    return restored


@requires("admin")
def list_archived_projects(database: Database) -> list[Project]:
    """The archived projects, by number."""
    return database.read(archived_projects.list_archived_projects)


@requires("admin")
def find_archived_project(database: Database, name: str) -> Project:
    """The archived project of that name, in any case of letters, or of that number."""
    there = list_archived_projects(database)
    for project in there:
        if project.name.casefold() == name.casefold() or str(project.number) == name:
            return project
    names = ", ".join(f"“{project.name}”" for project in there) or "none"
    raise NotFound(f"There is no archived project “{name}”. Archived projects: {names}.")

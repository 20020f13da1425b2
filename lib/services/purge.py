"""Delete an archived project for good: an admin's own act, confirmed by typing its name."""

import logging
from uuid import UUID

from lib.domain.project import Project
from lib.errors import InvalidInput, StorageError
from lib.services.access import forget_roles, requires
from lib.services.label_studio.tokens import forget_token
from lib.services.label_studio.turns import turn_at
from lib.store import purge
from lib.store.archived_projects import get_any_project
from lib.store.database import Database
from lib.store.rewriting import checkpoint
from lib.store.writer import Connection

_log = logging.getLogger(__name__)


@requires("admin")
def count_project(database: Database, project_id: UUID) -> dict[str, int]:
    """How many rows of each table a purge would delete."""
    return database.read(lambda c: purge.count_rows(c, project_id))


@requires("admin")
def purge_project(database: Database, project_id: UUID, confirmed_name: str) -> dict[str, int]:
    """Delete everything of an archived project; gives how many rows of each table went.

    `confirmed_name` is the project's name, as typed by who wants this. Raises InvalidInput where it
    is another one or the project is not archived, SyncIsRunning while a sync is at it.
    """
    with turn_at(database, project_id):
        database.read(lambda c: _checked(c, project_id, confirmed_name))
        forget_token(database, project_id)

        def change(connection: Connection) -> dict[str, int]:
            _checked(connection, project_id, confirmed_name)
            counts = purge.count_rows(connection, project_id)
            purge.purge_project(connection, project_id)
            return counts

        counts = database.write(change)
    forget_roles(database)
    try_checkpoint(database)
    return counts


@requires("admin")
def try_checkpoint(database: Database) -> None:
    """Have the deletion leave the log of the database; where work goes on, a later one does it."""
    try:
        database.read(checkpoint)
    except StorageError as error:
        _log.info("The database was not tidied up after a deletion: %s", error)


def _checked(connection: Connection, project_id: UUID, confirmed_name: str) -> Project:
    project = get_any_project(connection, project_id)
    if project.archived_at is None:
        raise InvalidInput(f"“{project.name}” is not archived. Archive it before you purge it.")
    if " ".join(confirmed_name.split()) != project.name:
        raise InvalidInput(
            f"“{confirmed_name.strip()[:60]}” is not the project's name, so nothing was deleted. "
            f"Type “{project.name}”."
        )
    return project

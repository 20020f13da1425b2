"""One sync of a project at a time, and no change of its link meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from lib.errors import SyncIsRunning
from lib.services.access import requires
from lib.store import projects
from lib.store.archived_projects import get_any_project
from lib.store.columns import utc_now
from lib.store.database import Database

_running: dict[UUID, datetime] = {}
_lock = threading.Lock()


@requires("reviewer")
@contextmanager
def only_one_at(database: Database, project_id: UUID) -> Iterator[None]:
    """Raises SyncIsRunning where another is at it, NotFound where the project is archived."""
    with turn_at(database, project_id):
        database.read(lambda c: projects.get_project(c, project_id))
        yield


@requires("admin")
@contextmanager
def turn_at(database: Database, project_id: UUID) -> Iterator[None]:
    """The same for a project that may be archived.

    This process owns the database, so it knows.
    """
    name = database.read(lambda c: get_any_project(c, project_id)).name
    with _lock:
        if since := _running.get(project_id):
            raise SyncIsRunning(
                f"Another sync of “{name}” is at it since {since:%H:%M:%S} (UTC). "
                "Wait until it is done, or stop it."
            )
        _running[project_id] = utc_now()
    try:
        yield
    finally:
        with _lock:
            del _running[project_id]

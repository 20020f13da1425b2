"""The one open database of this process, from start-up to shutdown."""

import numpy as np  # noqa: F401 - so that its BLAS is loaded when it is limited
from threadpoolctl import threadpool_limits

from lib.domain.access import Actor
from lib.domain.annotation import Annotator
from lib.errors import StorageError
from lib.settings import Settings
from lib.store.database import Database as Database

_open: list[tuple[Database, Settings]] = []


def open_application(settings: Settings) -> Database:
    """Open the database that the settings name. Raises DatabaseInUse, StorageError."""
    # The matrices of a leaderboard are small: on a busy machine, two threads for one product of
    # them took 1.5 s where one took 0.04 s. The limit holds for what numpy has loaded by now.
    threadpool_limits(1, user_api="blas")
    _open.append((Database(settings.database), settings))
    return current_database()


def current_database() -> Database:
    """The database that `open_application` opened, in the operator's name."""
    return _opened()[0]


def current_settings() -> Settings:
    """The settings that `open_application` was given."""
    return _opened()[1]


def database_for(person: Annotator) -> Database:
    """The database in the name of somebody who is signed in; in local mode they may do all."""
    database, settings = _opened()
    return database.acting_for(Actor(person.annotator_id, is_trusted=settings.auth == "local"))


def _opened() -> tuple[Database, Settings]:
    if not _open:
        raise StorageError("Podium has not opened its database. Start it with `make run`.")
    return _open[-1]


def close_application() -> None:
    """Commit what waits and close the file."""
    while _open:
        _open.pop()[0].close()

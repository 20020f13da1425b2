"""The one open database of this process, from start-up to shutdown."""

from lib.errors import StorageError
from lib.settings import Settings
from lib.store.database import Database as Database

_open: list[Database] = []


def open_application(settings: Settings) -> Database:
    """Open the database that the settings name. Raises DatabaseInUse, StorageError."""
    _open.append(Database(settings.database))
    return _open[-1]


def current_database() -> Database:
    """The database that `open_application` opened."""
    if not _open:
        raise StorageError("Podium has not opened its database. Start it with `make run`.")
    return _open[-1]


def close_application() -> None:
    """Commit what waits and close the file."""
    while _open:
        _open.pop().close()

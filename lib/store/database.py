"""Opening the database file, applying migrations, and handing out readers and the one writer."""

import os
import threading
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import NoReturn, TypeVar

import duckdb

from lib.errors import DatabaseInUse, StorageError
from lib.store.writer import Connection, Writer

T = TypeVar("T")


class Database:
    """One open DuckDB file: `read` on a cursor of its own, `write` through the group commit."""

    def __init__(self, path: Path) -> None:
        """Open or make the file and bring its schema up to date.

        Raises DatabaseInUse where another process holds it, StorageError where it cannot be opened.
        """
        self.path = path
        self._reopening = threading.Lock()
        self._open()

    def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query function on a cursor of its own; sees everything committed."""
        connection = self._connection
        try:
            with connection.cursor() as cursor:
                return query(cursor)
        except duckdb.FatalException as error:
            self._recover(connection, error)

    def write(self, change: Callable[[Connection], T]) -> T:
        """Run a change and return its result once it is committed (see `Writer.submit`)."""
        connection = self._connection
        try:
            return self._writer.submit(change)
        except duckdb.FatalException as error:
            self._recover(connection, error)

    def close(self) -> None:
        """Finish the writes that wait, then close the file; a checkpoint leaves no log behind."""
        self._writer.close()
        self._connection.close()

    def _open(self) -> None:
        self._connection = _connect(self.path)
        _migrate(self._connection)
        self._writer = Writer(self._connection.cursor())

    def _recover(self, failed: Connection, error: duckdb.FatalException) -> NoReturn:
        """DuckDB has given up on every connection, as it does when the disk is full: open anew.

        All that was acknowledged is in the file or its log.
        """
        with self._reopening:
            if failed is self._connection:
                self.close()
                self._open()
        raise StorageError(
            f"The database could not write to its disk: {_first_line(error)}. "
            "Everything acknowledged before is safe. Make room on the disk, then try again."
        ) from error


def _connect(path: Path) -> Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(str(path))
    except (duckdb.Error, OSError) as error:
        if "lock" in str(error).lower():
            raise DatabaseInUse(
                f"The database {path} is in use by another process, probably a running Podium. "
                "Stop that one first, or name another file in PODIUM_DATABASE."
            ) from error
        raise StorageError(
            f"The database {path} cannot be opened: {_first_line(error)}. "
            "Name a DuckDB file that you may write in PODIUM_DATABASE."
        ) from error
    if os.name == "posix":
        path.chmod(0o600)
    return connection


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")


def _migrate(connection: Connection) -> None:
    """Apply the migrations that this file has not seen, each in one transaction."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL)"
    )
    seen = {row[0] for row in connection.execute("SELECT number FROM migration").fetchall()}
    files = {
        int(entry.name[:4]): entry
        for entry in resources.files("lib.store.migrations").iterdir()
        if entry.name.endswith(".sql")
    }
    if newer := seen - files.keys():
        raise StorageError(
            f"The database was written by a newer Podium (migration {max(newer)}). "
            "Update Podium to open it."
        )
    for number in sorted(files.keys() - seen):
        connection.execute("BEGIN")
        connection.execute(files[number].read_text(encoding="utf-8"))
        connection.execute(
            "INSERT INTO migration (number, name) VALUES ($number, $name)",
            {"number": number, "name": files[number].name},
        )
        connection.execute("COMMIT")

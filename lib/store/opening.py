"""Opening a DuckDB file and bringing its schema up to date."""

import os
from contextlib import ExitStack
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import duckdb

from lib.errors import DatabaseInUse, StorageError
from lib.store.writer import Connection, transaction


def connect(path: Path) -> Connection:
    """The file with today's schema, made where there is none.

    Raises DatabaseInUse where another process holds it, StorageError where it cannot be opened.
    """
    with ExitStack() as on_failure:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            is_new = not path.exists()
            if not is_new:
                _check_is_database(path)
            connection = duckdb.connect(str(path))
            on_failure.callback(connection.close)
            if is_new and os.name == "posix":
                path.chmod(0o600)
            migrate(connection, resources.files("lib.store.migrations"))
        except (duckdb.Error, OSError) as error:
            if "Could not set lock" in str(error):
                raise DatabaseInUse(
                    f"The database {path} is in use by another process, probably a running Podium. "
                    "Stop that one first, or name another file in PODIUM_DATABASE."
                ) from error
            raise StorageError(
                f"The database {path} cannot be opened: {first_line(error)}. "
                "Name a DuckDB file that you may write in PODIUM_DATABASE."
            ) from error
        on_failure.pop_all()
    return connection


def _check_is_database(path: Path) -> None:
    """Refuse other files ourselves.

    DuckDB would open a CSV, JSON or Parquet file as a view in memory, and lose all that is written;
    for an SQLite file it would fetch an extension.
    """
    with path.open("rb") as file:
        if file.read(12)[8:] != b"DUCK":
            raise duckdb.IOException("it is another kind of file")


def migrate(connection: Connection, migrations: Traversable) -> None:
    """Apply the migrations that this file has not seen, each in one transaction.

    A migration is a file `0001_name.sql`. Raises StorageError for a file of a newer Podium.
    """
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL)"
    )
    seen = {row[0] for row in connection.execute("SELECT number FROM migration").fetchall()}
    files = {
        int(entry.name[:4]): entry for entry in migrations.iterdir() if entry.name.endswith(".sql")
    }
    if newer := seen - files.keys():
        raise StorageError(
            f"The database was written by a newer Podium (migration {max(newer)}). "
            "Update Podium to open it."
        )
    for number in sorted(files.keys() - seen):
        with transaction(connection):
            connection.execute(files[number].read_text(encoding="utf-8"))
            connection.execute(
                "INSERT INTO migration (number, name) VALUES ($number, $name)",
                {"number": number, "name": files[number].name},
            )


def first_line(error: Exception) -> str:
    """The first line of an error, to stand inside a sentence."""
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".!")

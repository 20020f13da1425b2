"""Deleted bytes: out of the log at a checkpoint, out of the file when it is written anew.

DuckDB frees the blocks of deleted rows and does not overwrite them, so that they can be read in the
file until something else is stored there.
"""

import stat
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from lib.errors import StorageError
from lib.store.opening import connect, first_line
from lib.store.writer import Connection


def checkpoint(connection: Connection) -> None:
    """Write what is in the log to the file; fails while something else is being written."""
    connection.execute("CHECKPOINT")


def rewrite_file(path: Path) -> tuple[int, int]:
    """Put a copy that holds only what there is now in the file's place; its bytes before and after.

    Nobody may have the file open. A crash leaves the old file or the new one.
    Raises DatabaseInUse and StorageError.
    """
    connection = connect(path)
    try:
        # In a folder that only its owner can look into, since the copy is made with common rights.
        with TemporaryDirectory(prefix=".podium-", dir=path.parent) as folder:
            coming = Path(folder) / path.name
            connection.execute("CHECKPOINT")
            before = path.stat()
            _copy(connection, coming)
            coming.chmod(stat.S_IMODE(before.st_mode))
            connection.close()
            coming.replace(path)
    except (duckdb.Error, OSError) as error:
        raise StorageError(
            f"The database {path} could not be written anew: {first_line(error)}. It stays as it "
            "was. See that the disk has room for a second one of its size."
        ) from error
    finally:
        connection.close()
    return before.st_size, path.stat().st_size


def _copy(connection: Connection, coming: Path) -> None:
    quoted = str(coming).replace("'", "''")
    name = connection.execute("SELECT current_database()").fetchall()[0][0].replace('"', '""')
    connection.execute(f"ATTACH '{quoted}' AS rewritten")
    connection.execute(f'COPY FROM DATABASE "{name}" TO rewritten')
    connection.execute("DETACH rewritten")

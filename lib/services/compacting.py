"""Have nothing deleted left in the database's file."""

from pathlib import Path

from lib.errors import NotFound
from lib.store.rewriting import rewrite_file


def compact_database(path: Path) -> tuple[int, int]:
    """Write the file anew while nobody has it open; its bytes before and after.

    Raises NotFound, DatabaseInUse while Podium runs, StorageError where it cannot be written.
    """
    if not path.exists():
        raise NotFound(f"There is no database {path} yet. Name one in PODIUM_DATABASE.")
    return rewrite_file(path)

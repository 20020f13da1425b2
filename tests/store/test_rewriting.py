"""The file written anew: the same rows, nothing that was deleted, and never half a file."""

import stat

import duckdb
import pytest

from lib.errors import StorageError
from lib.services.demo import create_demo
from lib.store.database import Database
from lib.store.rewriting import rewrite_file
from tests.filled_tables import table_columns


def dumped(path) -> tuple:
    database = Database(path)

    def dump(connection) -> tuple:
        rows = {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()
            for table in table_columns(connection)
        }
        schema = connection.execute(
            "SELECT sql FROM duckdb_tables() UNION ALL SELECT sql FROM duckdb_indexes() "
            "UNION ALL SELECT sql FROM duckdb_views() WHERE NOT internal ORDER BY ALL"
        ).fetchall()
        following = connection.execute("SELECT nextval('commit_sequence')").fetchall()
        last = connection.execute("SELECT max(commit_sequence) FROM annotation_revision").fetchall()
        return rows, schema, following[0][0] > last[0][0]

    found = database.write(dump)
    database.close()
    return found


@pytest.fixture
def path(tmp_path):
    """A database with a demo in it, closed."""
    path = tmp_path / "own" / "podium.duckdb"
    database = Database(path)
    create_demo(database)
    database.close()
    return path


def test_rows_tables_indexes_views_and_the_order_of_commits_are_as_before(path):
    before = dumped(path)
    rewrite_file(path)
    assert dumped(path) == before


def test_nothing_else_is_left_and_only_its_owner_can_read_it(path):
    rewrite_file(path)
    assert [each.name for each in path.parent.iterdir()] == ["podium.duckdb"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_cannot_be_copied_leaves_the_file_as_it_was(path, monkeypatch):
    before = dumped(path)

    def fail(*_):
        raise duckdb.IOException("No space left on device")

    monkeypatch.setattr("lib.store.rewriting._copy", fail)
    with pytest.raises(StorageError, match=r"No space left on device. It stays as it was"):
        rewrite_file(path)
    assert dumped(path) == before
    assert [each.name for each in path.parent.iterdir()] == ["podium.duckdb"]

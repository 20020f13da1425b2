"""Opening a file: the schema, migrations, and every way in which a path does not serve."""

import os
import shutil
import stat
from importlib import resources
from pathlib import Path

import duckdb
import pytest

from lib.errors import DatabaseInUse, StorageError
from lib.store.database import Database
from lib.store.opening import connect, migrate
from tests.store.subprocesses import run

TABLES = {
    "account",
    "annotation",
    "annotation_revision",
    "annotator",
    "bulk_action",
    "claim",
    "comment",
    "current_revision",
    "draft",
    "gold_task",
    "guideline",
    "identity",
    "kept_aside",
    "label_studio_link",
    "linked_annotation",
    "linked_prediction",
    "linked_task",
    "membership",
    "migration",
    "one_time_link",
    "opaque_key",
    "postponed",
    "prediction",
    "project",
    "repeat_answer",
    "session",
    "sync_conflict",
    "sync_run",
    "task",
}


def schema(path) -> list[tuple]:
    connection = duckdb.connect(str(path))
    rows = connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE NOT internal ORDER BY ALL"
    ).fetchall()
    connection.close()
    return rows


@pytest.fixture
def migrations(tmp_path):
    """A folder of two migrations, the second of which fails at its last statement."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_one.sql").write_text("CREATE TABLE one (i INTEGER); INSERT INTO one VALUES (1)")
    (folder / "0002_two.sql").write_text(
        "CREATE TABLE two (i INTEGER); UPDATE one SET i = 2; INSERT INTO absent VALUES (1)"
    )
    return folder


def test_a_fresh_file_gets_the_whole_schema(tmp_path):
    Database(tmp_path / "new" / "podium.duckdb").close()
    assert {row[0] for row in schema(tmp_path / "new" / "podium.duckdb")} == TABLES


def test_a_second_opening_changes_nothing(tmp_path):
    path = tmp_path / "podium.duckdb"
    Database(path).close()
    before = schema(path)
    Database(path).close()
    assert schema(path) == before


def test_a_closed_file_needs_no_log(tmp_path):
    database = Database(tmp_path / "podium.duckdb")
    database.write(lambda c: c.execute("CREATE TABLE more (i INTEGER)").fetchall())
    database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["podium.duckdb"]


def test_a_file_of_a_newer_podium_is_refused_each_time_and_stays_as_it_is(tmp_path):
    path = tmp_path / "podium.duckdb"
    database = Database(path)
    database.write(lambda c: c.execute("INSERT INTO migration VALUES (9999, '9999_later.sql')"))
    database.close()
    for _ in range(2):
        with pytest.raises(StorageError, match=r"newer Podium \(migration 9999\)\. Update Podium"):
            Database(path)
    assert {row[0] for row in schema(path)} == TABLES


def test_a_failing_migration_leaves_nothing_of_itself_and_can_be_mended(tmp_path, migrations):
    connection = duckdb.connect(str(tmp_path / "podium.duckdb"))
    with pytest.raises(duckdb.Error, match="absent"):
        migrate(connection, migrations)
    assert connection.execute("SELECT i FROM one").fetchall() == [(1,)]
    assert connection.execute("SELECT number FROM migration").fetchall() == [(1,)]

    (migrations / "0002_two.sql").write_text("CREATE TABLE two (i INTEGER)")
    migrate(connection, migrations)
    assert connection.execute("SELECT count(*) FROM two").fetchall() == [(0,)]
    connection.close()


def test_a_file_from_before_label_studio_was_known_gets_its_tables_and_keeps_its_data(tmp_path):
    first = tmp_path / "first"
    first.mkdir()
    with resources.as_file(resources.files("lib.store.migrations") / "0001_initial.sql") as file:
        shutil.copy(file, first)
    path = tmp_path / "podium.duckdb"
    connection = duckdb.connect(str(path))
    migrate(connection, first)
    connection.execute(
        """
        INSERT INTO sync_state VALUES (uuid(), '', 'task', NULL, NULL, NULL, NULL, now());
        INSERT INTO project VALUES (uuid(), 1, 'Old', '<View/>', 1, '{}', now(), NULL);
        INSERT INTO annotator VALUES (uuid(), 1, 'Ann', NULL, now(), NULL);
        INSERT INTO task SELECT uuid(), project_id, 1, '{"prompt": "Why?"}', 'k', 'h', 'p', '{}',
                                now(), NULL FROM project;
        INSERT INTO annotation (annotation_id, project_id, task_id, annotator_id, number, origin,
                                ground_truth, idempotency_key, extra, created_at)
        SELECT uuid(), project_id, task_id, annotator_id, 1, 'ui', false, 'key', '{}', now()
        FROM task, annotator;
        """
    )
    kept = {
        "project": "*",
        "annotator": "annotator_id, number, name, email, created_at, archived_at",
        "task": "*",
        "annotation": "*",
    }
    before = {
        table: connection.execute(f"SELECT {columns} FROM {table}").fetchall()
        for table, columns in kept.items()
    }
    connection.close()

    for _ in range(2):
        database = Database(path)
        after = database.read(
            lambda c: {t: c.execute(f"SELECT {k} FROM {t}").fetchall() for t, k in kept.items()}
        )
        assert after == before
        database.close()
    assert {row[0] for row in schema(path)} == TABLES
    Database(tmp_path / "new.duckdb").close()
    assert schema(path) == schema(tmp_path / "new.duckdb")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("podium.jsonl", b'{"prompt": "Why?"}\n'),
        ("podium.json", b"[]"),
        ("podium.csv", b"prompt\nWhy?\n"),
        ("podium.duckdb", b"SQLite format 3\0" + bytes(1000)),
        ("podium.duckdb", b""),
    ],
)
def test_a_file_of_another_kind_is_refused_and_stays_as_it_is(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(StorageError, match="cannot be opened: it is another kind of file"):
        Database(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("name", ["podium.csv", "podium.json", "podium.parquet", "podium"])
def test_a_database_may_have_any_name(tmp_path, name):
    for opening in range(3):
        database = Database(tmp_path / name)
        database.write(
            lambda c: c.execute(
                "INSERT INTO session VALUES (uuid(), uuid(), 'local', '', now(), NULL)"
            )
        )
        assert len(database.read(lambda c: c.execute("FROM session").fetchall())) == opening + 1
        database.close()


@pytest.mark.parametrize("make", ["text", "binary", "folder", "inside a file"])
def test_what_is_no_database_gives_one_sentence_with_the_path_and_stays_as_it_is(tmp_path, make):
    path = tmp_path / "block" / "podium.duckdb"
    path.parent.mkdir()
    if make == "folder":
        path.mkdir()
    else:
        path.write_bytes(b"Not a database.\n" * 1000 if make == "text" else os.urandom(20_000))
    before = None if make == "folder" else path.read_bytes()
    asked = path / "podium.duckdb" if make == "inside a file" else path
    with pytest.raises(StorageError) as caught:
        Database(asked)
    assert not isinstance(caught.value, DatabaseInUse)
    assert str(asked) in str(caught.value)
    assert str(caught.value).endswith("Name a DuckDB file that you may write in PODIUM_DATABASE.")
    assert "\n" not in str(caught.value)
    assert before is None or path.read_bytes() == before


def test_a_place_that_cannot_be_written_gives_one_sentence():
    with pytest.raises(StorageError, match=r"^The database .* cannot be opened: .*\. Name a "):
        Database(Path("/proc/podium.duckdb"))


def test_a_new_file_is_readable_by_its_owner_only_and_an_old_ones_mode_is_left_alone(tmp_path):
    path = tmp_path / "podium.duckdb"
    Database(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o660)
    Database(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o660


def test_a_second_process_is_told_that_the_file_is_in_use_and_what_to_do(tmp_path):
    path = tmp_path / "podium.duckdb"
    database = Database(path)
    code, out, err = run(
        """
        import sys
        from pathlib import Path
        from lib.errors import DatabaseInUse
        from lib.store.database import Database

        try:
            Database(Path(sys.argv[1]))
        except DatabaseInUse as error:
            print(error)
        """,
        path,
    )
    assert (code, err) == (0, "")
    assert out == (
        f"The database {path} is in use by another process, probably a running Podium. "
        "Stop that one first, or name another file in PODIUM_DATABASE.\n"
    )
    database.close()


def test_a_file_that_was_refused_is_not_held(tmp_path):
    path = tmp_path / "podium.duckdb"
    database = Database(path)
    database.write(lambda c: c.execute("INSERT INTO migration VALUES (9999, '9999_later.sql')"))
    database.close()
    with pytest.raises(StorageError) as kept_alive:
        connect(path)
    code, _, err = run("import duckdb, sys; duckdb.connect(sys.argv[1]).close()", path)
    assert (code, err) == (0, ""), kept_alive

"""Group commit: everything acknowledged is stored, once, and nothing else is."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from lib.errors import InvalidInput, StorageError
from lib.store.database import Database
from tests.store.subprocesses import start

THREADS, WRITES = 50, 20


@pytest.fixture
def table(database):
    """A database with a table of numbers, each of which may be there once."""
    database.write(lambda c: c.execute("CREATE TABLE number (n INTEGER PRIMARY KEY)").fetchall())
    return database


def add(database: Database, number: int) -> int:
    def change(connection):
        connection.execute("INSERT INTO number VALUES ($n)", {"n": number})
        return number

    return database.write(change)


def numbers(database: Database) -> list[int]:
    rows = database.read(lambda c: c.execute("SELECT n FROM number ORDER BY n").fetchall())
    return [row[0] for row in rows]


def test_50_threads_of_20_writes_store_each_of_them_once(table):
    def work(thread: int) -> list[int]:
        return [add(table, thread * WRITES + each) for each in range(WRITES)]

    with ThreadPoolExecutor(THREADS) as pool:
        returned = [number for each in pool.map(work, range(THREADS)) for number in each]
    assert returned == numbers(table) == list(range(THREADS * WRITES))


def test_failing_changes_in_a_group_neither_lose_nor_double_the_others(table):
    def work(number: int) -> str | None:
        def change(connection):
            connection.execute("INSERT INTO number VALUES ($n)", {"n": number})
            if number % 7 == 0:
                raise InvalidInput(str(number))

        try:
            table.write(change)
        except InvalidInput as error:
            return str(error)
        return None

    with ThreadPoolExecutor(THREADS) as pool:
        errors = list(pool.map(work, range(300)))
    assert errors == [None if n % 7 else str(n) for n in range(300)]
    assert numbers(table) == [n for n in range(300) if n % 7]


def test_a_change_that_raises_leaves_nothing_and_gives_its_own_error(table):
    def change(connection):
        connection.execute("INSERT INTO number VALUES (1)")
        raise InvalidInput("Not so.")

    with pytest.raises(InvalidInput, match="Not so"):
        table.write(change)
    assert numbers(table) == []


def test_a_broken_statement_leaves_nothing_and_the_next_write_is_stored(table):
    def change(connection):
        connection.execute("INSERT INTO number VALUES (1)")
        connection.execute("INSERT INTO number VALUES (1)")

    with pytest.raises(StorageError, match=r"^The database refused this.*key .1.\.$"):
        table.write(change)
    add(table, 2)
    assert numbers(table) == [2]


def test_a_reader_sees_a_write_as_soon_as_it_has_returned(table):
    for number in range(20):
        add(table, number)
        assert numbers(table)[-1] == number


def test_closing_stores_what_waits_and_refuses_what_comes_after(tmp_path):
    database = Database(tmp_path / "closed.duckdb")
    database.write(lambda c: c.execute("CREATE TABLE number (n INTEGER)").fetchall())
    acknowledged: list[int] = []
    running = threading.Event()

    def work(first: int) -> None:
        with contextlib.suppress(StorageError):
            for number in range(first, first + 1000):
                acknowledged.append(add(database, number))
                running.set()

    threads = [threading.Thread(target=work, args=(n * 1000,)) for n in range(8)]
    for thread in threads:
        thread.start()
    running.wait(10)
    database.close()
    for thread in threads:
        thread.join(10)
    with pytest.raises(StorageError, match="Start it again"):
        add(database, -1)
    with pytest.raises(StorageError, match="Start it again"):
        numbers(database)

    reopened = Database(tmp_path / "closed.duckdb")
    assert numbers(reopened) == sorted(acknowledged)
    reopened.close()


def test_a_process_killed_after_an_acknowledged_write_has_stored_it(tmp_path):
    path = tmp_path / "killed.duckdb"
    database = Database(path)
    database.write(lambda c: c.execute("CREATE TABLE number (n INTEGER)").fetchall())
    database.close()
    acknowledged: list[int] = []
    for round_number in range(20):
        process = start(
            """
            import itertools, sys
            from pathlib import Path
            from lib.store.database import Database

            database = Database(Path(sys.argv[1]))
            for number in itertools.count(int(sys.argv[2])):
                database.write(lambda c: c.execute("INSERT INTO number VALUES ($n)", {"n": number}))
                print(number, flush=True)
            """,
            path,
            round_number * 1_000_000,
        )
        with process:
            assert process.stdout
            acknowledged += [int(process.stdout.readline()) for _ in range(round_number + 1)]
            process.kill()
            acknowledged += [int(line) for line in process.stdout if line.endswith("\n")]

    database = Database(path)
    stored = numbers(database)
    database.close()
    assert set(acknowledged) <= set(stored)
    # Of each process at most the one write is there that was committed and not yet acknowledged.
    assert len(stored) == len(set(stored)) <= len(acknowledged) + 20

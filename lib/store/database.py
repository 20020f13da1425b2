"""The open database: readers on cursors of their own, one writer, opened anew when it gives up."""

import copy
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import duckdb

from lib.domain.access import OPERATOR, Actor
from lib.errors import StorageError
from lib.store.opening import connect, first_line
from lib.store.writer import Connection, Writer, transaction

T = TypeVar("T")


class Database:
    """One open DuckDB file: `read` on a cursor of its own, `write` through the group commit.

    It is used in the name of `actor`: whoever opened the file is the operator. Two of the same file
    are equal, whoever acts, so that what was read once is known to all.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file and bring its schema up to date.

        Raises DatabaseInUse where another process holds it, StorageError where it cannot be opened.
        """
        self.path = path
        self.actor = OPERATOR
        self.file = _File(path)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Database) and self.file is other.file

    def __hash__(self) -> int:
        return hash(self.file)

    def acting_for(self, actor: Actor) -> "Database":
        """The same open file, used in the name of somebody else."""
        view = copy.copy(self)
        view.actor = actor
        return view

    def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query function on a cursor of its own; sees everything committed."""
        with self.file.using() as handle, handle.connection.cursor() as cursor:
            return query(cursor)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A cursor on which every query sees the same state, whatever is committed meanwhile."""
        with self.file.using() as handle, handle.snapshot() as cursor:
            yield cursor

    def write(self, change: Callable[[Connection], T]) -> T:
        """Run a change and return its result once it is committed (see `Writer.submit`)."""
        with self.file.using() as handle:
            return handle.writer.submit(change)

    def close(self) -> None:
        """Finish the writes that wait, then close the file; a checkpoint leaves no log behind."""
        self.file.close()


class _File:
    """The file as this process holds it, opened anew after DuckDB has given up on it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._closed = False
        self._handle: _Handle | None = _Handle(path)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._handle:
                self._handle.close()
            self._handle = None

    @contextmanager
    def using(self) -> Iterator["_Handle"]:
        """The open file; what DuckDB cannot do with it becomes a StorageError."""
        handle = self._opened()
        try:
            yield handle
        except duckdb.FatalException as error:
            self._give_up(handle)
            raise StorageError(
                f"The database {self.path} could not be written: its disk is full perhaps. "
                "Everything acknowledged before is safe. Make room on the disk, then try again."
            ) from error
        except duckdb.OperationalError as error:
            raise StorageError(
                f"The database could not do this: {first_line(error)}. Everything acknowledged "
                "before is safe. See that its disk has room, then try again."
            ) from error
        except duckdb.Error as error:
            raise StorageError(
                f"The database refused this, and nothing of it was stored: {first_line(error)}."
            ) from error

    def _opened(self) -> "_Handle":
        with self._lock:
            if self._closed:
                raise StorageError(
                    "The database is closed: Podium is shutting down. Start it again."
                )
            if self._handle is None:
                self._handle = _Handle(self.path)
            return self._handle

    def _give_up(self, failed: "_Handle") -> None:
        """Close all that is left after DuckDB has given up on every connection of the process.

        It does so when the disk is full during a checkpoint. The next use opens the file anew, and
        finds all that was acknowledged in it or in its log.
        """
        with self._lock:
            if self._handle is failed:
                self._handle = None
                failed.close()


class _Handle:
    """The connection that readers branch off, the writer, and the snapshots being read."""

    def __init__(self, path: Path) -> None:
        self.connection = connect(path)
        self.writer = Writer(self.connection.cursor())
        self._snapshots: set[Connection] = set()

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        with self.connection.cursor() as cursor, transaction(cursor):
            self._snapshots.add(cursor)
            try:
                yield cursor
            finally:
                self._snapshots.discard(cursor)

    def close(self) -> None:
        """Close everything: a download that nobody goes on reading must not keep the file open."""
        self.writer.close()
        for cursor in tuple(self._snapshots):
            cursor.close()
        self.connection.close()

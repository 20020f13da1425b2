"""Rows of `annotator` and of `session`."""

from typing import Any
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.errors import NotFound
from lib.store.columns import as_stored, dict_rows, new_id, utc_now
from lib.store.writer import Connection


def find_or_add_annotator(connection: Connection, name: str, email: str | None = None) -> Annotator:
    """The person known by the email, or by the name where no email is given; made where missing."""
    if email:
        connection.execute(
            "SELECT * FROM annotator WHERE lower(email) = lower($email) ORDER BY number LIMIT 1",
            {"email": email},
        )
    else:
        connection.execute(
            "SELECT * FROM annotator WHERE name = $name ORDER BY number LIMIT 1", {"name": name}
        )
    rows = dict_rows(connection)
    return _annotator(rows[0]) if rows else _add_annotator(connection, name, email)


def _add_annotator(connection: Connection, name: str, email: str | None) -> Annotator:
    connection.execute("SELECT coalesce(max(number), 0) + 1 AS number FROM annotator")
    annotator = Annotator(new_id(), dict_rows(connection)[0]["number"], name, email)
    connection.execute(
        """
        INSERT INTO annotator (annotator_id, number, name, email, created_at)
        VALUES ($annotator_id, $number, $name, $email, $created_at)
        """,
        {
            "annotator_id": annotator.annotator_id,
            "number": annotator.number,
            "name": name,
            "email": email,
            "created_at": as_stored(utc_now()),
        },
    )
    return annotator


def get_annotator(connection: Connection, annotator_id: UUID) -> Annotator:
    connection.execute(
        "SELECT * FROM annotator WHERE annotator_id = $annotator_id", {"annotator_id": annotator_id}
    )
    rows = dict_rows(connection)
    if not rows:
        raise NotFound("There is no such person; sign in again.")
    return _annotator(rows[0])


def add_session(connection: Connection, session_id: str, annotator_id: UUID) -> None:
    connection.execute(
        """
        INSERT INTO session (session_id, annotator_id, created_at)
        VALUES ($session_id, $annotator_id, $created_at)
        """,
        {
            "session_id": session_id,
            "annotator_id": annotator_id,
            "created_at": as_stored(utc_now()),
        },
    )


def get_session_annotator(connection: Connection, session_id: str) -> Annotator | None:
    """The person of a session that stands, else None."""
    connection.execute(
        """
        SELECT annotator.* FROM session JOIN annotator USING (annotator_id)
        WHERE session_id = $session_id AND ended_at IS NULL AND archived_at IS NULL
        """,
        {"session_id": session_id},
    )
    rows = dict_rows(connection)
    return _annotator(rows[0]) if rows else None


def end_session(connection: Connection, session_id: str) -> None:
    connection.execute(
        "UPDATE session SET ended_at = $now WHERE session_id = $session_id AND ended_at IS NULL",
        {"session_id": session_id, "now": as_stored(utc_now())},
    )


def _annotator(row: dict[str, Any]) -> Annotator:
    return Annotator(row["annotator_id"], row["number"], row["name"], row["email"])

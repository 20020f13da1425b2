"""Rows of `session`: known by the SHA-256 of the secret in a browser's cookie."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.store.annotators import annotator_of
from lib.store.columns import as_stored, as_utc, dict_rows, utc_now
from lib.store.writer import Connection


@dataclass(frozen=True)
class SessionRow:
    """A session that has not ended, and whose it is."""

    session_key: str
    person: Annotator
    auth: str
    browser: str
    created_at: datetime


def add_session(
    connection: Connection, session_key: str, annotator_id: UUID, auth: str, browser: str
) -> None:
    connection.execute(
        """
        INSERT INTO session (session_key, annotator_id, auth, browser, created_at)
        VALUES ($session_key, $annotator_id, $auth, $browser, $created_at)
        """,
        {
            "session_key": session_key,
            "annotator_id": annotator_id,
            "auth": auth,
            "browser": browser,
            "created_at": as_stored(utc_now()),
        },
    )


def find_session(connection: Connection, session_key: str) -> SessionRow | None:
    """A session that has not ended and whose person is not archived, else None."""
    connection.execute(
        """
        SELECT annotator.*, auth, browser, session.created_at AS started_at
        FROM session JOIN annotator USING (annotator_id)
        WHERE session_key = $session_key AND ended_at IS NULL AND archived_at IS NULL
        """,
        {"session_key": session_key},
    )
    for row in dict_rows(connection):
        started_at = as_utc(row["started_at"])
        return SessionRow(session_key, annotator_of(row), row["auth"], row["browser"], started_at)
    return None


def has_session(connection: Connection, session_key: str) -> bool:
    """Whether there is a session of that key that has not ended."""
    connection.execute(
        "SELECT 1 FROM session WHERE session_key = $session_key AND ended_at IS NULL",
        {"session_key": session_key},
    )
    return connection.fetchone() is not None


def list_sessions(
    connection: Connection, annotator_id: UUID, since: datetime
) -> list[tuple[str, str, datetime]]:
    """Key, browser and beginning of each session that has not ended; the newest first."""
    connection.execute(
        """
        SELECT session_key, browser, created_at FROM session
        WHERE annotator_id = $annotator_id AND ended_at IS NULL AND created_at > $since
        ORDER BY created_at DESC, session_key
        """,
        {"annotator_id": annotator_id, "since": as_stored(since)},
    )
    return [(key, browser, as_utc(begun)) for key, browser, begun in connection.fetchall()]


def end_session(connection: Connection, session_key: str) -> None:
    connection.execute(
        "UPDATE session SET ended_at = $now WHERE session_key = $session_key AND ended_at IS NULL",
        {"session_key": session_key, "now": as_stored(utc_now())},
    )


def end_session_of(connection: Connection, annotator_id: UUID, session_key: str) -> None:
    """End a session if it is that person's."""
    connection.execute(
        """
        UPDATE session SET ended_at = $now
        WHERE session_key = $session_key AND annotator_id = $annotator_id AND ended_at IS NULL
        """,
        {"session_key": session_key, "annotator_id": annotator_id, "now": as_stored(utc_now())},
    )


def end_sessions_of(connection: Connection, annotator_id: UUID, but_for: str | None = None) -> None:
    """End a person's sessions, one of them perhaps not."""
    connection.execute(
        """
        UPDATE session SET ended_at = $now
        WHERE annotator_id = $annotator_id AND session_key IS DISTINCT FROM $but_for
          AND ended_at IS NULL
        """,
        {"annotator_id": annotator_id, "but_for": but_for, "now": as_stored(utc_now())},
    )


def end_sessions_of_other_modes(connection: Connection, auth: str) -> None:
    connection.execute(
        "UPDATE session SET ended_at = $now WHERE auth <> $auth AND ended_at IS NULL",
        {"auth": auth, "now": as_stored(utc_now())},
    )


def forget_sessions_before(connection: Connection, moment: datetime) -> None:
    """Delete sessions that began before then, whether or not they were ended."""
    connection.execute(
        "DELETE FROM session WHERE created_at < $moment", {"moment": as_stored(moment)}
    )

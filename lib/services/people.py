"""Who is here: sign in by name (local mode), sessions, sign out.

`sign_in`, `session_person`, `sign_out` and `get_person` are called by the gate, before it is known
who acts.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.errors import InvalidInput
from lib.services.access import requires
from lib.services.standing_sessions import Standing, standing_sessions
from lib.settings import AuthMode
from lib.store import annotators, sessions
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.writer import Connection

SESSION_COOKIE = "podium_session"
LONGEST_SESSION = timedelta(days=30)

LONGEST_NAME = 100
JOINERS = {0x200C: None, 0x200D: None}
"""Unprintable by themselves, and part of names in Persian and in Indian scripts."""


@dataclass(frozen=True)
class Session:
    """A person signed in on one browser; the id is the secret in its cookie."""

    session_id: str = field(repr=False)
    person: Annotator


@dataclass(frozen=True)
class SessionInfo:
    """A session as its person sees it; `browser` is such as “Firefox on Linux”."""

    session_key: str
    browser: str
    created_at: datetime

    def is_this(self, session_key: str | None) -> bool:
        """Whether it is the session of that key (see `session_key_of`)."""
        return self.session_key == session_key


def session_key_of(session_id: str) -> str:
    """How the store knows a session: by the SHA-256 of the secret in its cookie."""
    return hashlib.sha256(session_id.encode()).hexdigest()


def begin_session(
    connection: Connection, person: Annotator, auth: AuthMode, browser: str
) -> Session:
    """Start a session within a change that has found out who it is for."""
    session_id = secrets.token_urlsafe(32)
    key = session_key_of(session_id)
    sessions.add_session(connection, key, person.annotator_id, auth, browser)
    return Session(session_id, person)


def checked_name(name: str) -> str:
    """The name with single spaces. Raises InvalidInput where it does not serve."""
    name = " ".join(name.split())
    if not name:
        raise InvalidInput("The name is empty. Type the name under which your work is to be kept.")
    if len(name) > LONGEST_NAME or not name.translate(JOINERS).isprintable():
        raise InvalidInput(
            f"The name {name[:20]!r}, of {len(name)} characters, does not serve. "
            f"Use 1 to {LONGEST_NAME} printable characters."
        )
    return name


def sign_in(database: Database, name: str, browser: str = "") -> Session:
    """Start a session for the person of that name, in any case of letters; made where missing.

    This is local mode's way in, which asks for no password.
    """
    name = checked_name(name)

    def change(connection: Connection) -> Session:
        person = annotators.find_annotator_in_any_case(
            connection, name
        ) or annotators.find_or_add_annotator(connection, name)
        if annotators.is_archived(connection, person.annotator_id):
            raise InvalidInput(
                f"“{person.name}” is archived here. Use another name, or have them restored on the "
                "Team page."
            )
        return begin_session(connection, person, "local", browser)

    return database.write(change)


def session_person(
    database: Database, session_id: str, auth: AuthMode = "local"
) -> Annotator | None:
    """The person of a session that stands while Podium is in the mode `auth`, else None."""
    key = session_key_of(session_id)
    known = standing_sessions(database.file)
    standing, n_ended = known.get(key)
    if standing is None:
        row = database.read(lambda c: sessions.find_session(c, key))
        if row is None:
            return None
        ends_at = (row.created_at + LONGEST_SESSION).timestamp()
        standing = Standing(row.person, row.auth, ends_at)
        known.put(key, standing, n_ended)
    return standing.person_now(auth)


def sign_out(database: Database, session_id: str) -> None:
    """End a session: its next request or click is refused. Nothing is written where it is none."""
    key = session_key_of(session_id)
    if not database.read(lambda c: sessions.has_session(c, key)):
        return
    database.write(lambda c: sessions.end_session(c, key))
    standing_sessions(database.file).forget(key)


def get_person(database: Database, annotator_id: UUID) -> Annotator:
    """The person of that id. Raises NotFound."""
    return database.read(lambda c: annotators.get_annotator(c, annotator_id))


@requires("operator")
def prepare_sessions(database: Database, auth: AuthMode) -> None:
    """At start-up: end the sessions of other ways of signing in, forget what is long over."""

    def change(connection: Connection) -> None:
        sessions.end_sessions_of_other_modes(connection, auth)
        sessions.forget_sessions_before(connection, utc_now() - LONGEST_SESSION)

    database.write(change)
    standing_sessions(database.file).clear()


@requires("anybody")
def list_sessions(database: Database, person: Annotator) -> list[SessionInfo]:
    """One's own sessions that stand, the newest first."""
    since = utc_now() - LONGEST_SESSION
    rows = database.read(lambda c: sessions.list_sessions(c, person.annotator_id, since))
    return [SessionInfo(*row) for row in rows]


@requires("anybody")
def end_session_of(database: Database, person: Annotator, session_key: str) -> None:
    """End one of one's own sessions; nothing happens where it is none of them."""
    database.write(lambda c: sessions.end_session_of(c, person.annotator_id, session_key))
    standing_sessions(database.file).forget(session_key)


@requires("anybody")
def end_other_sessions(database: Database, person: Annotator, session_key: str) -> None:
    """End all of one's own sessions but the one of that key."""
    database.write(lambda c: sessions.end_sessions_of(c, person.annotator_id, session_key))
    standing_sessions(database.file).clear()


@requires("admin")
def end_sessions_of(database: Database, annotator_id: UUID) -> None:
    """End all sessions of somebody: their next click leads to the sign-in page."""
    database.write(lambda c: sessions.end_sessions_of(c, annotator_id))
    standing_sessions(database.file).clear()

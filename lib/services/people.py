"""Who is here: sign in by name (local mode), sessions, sign out."""

import secrets
import threading
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

from lib.domain.annotation import Annotator
from lib.errors import InvalidInput
from lib.store import annotators
from lib.store.database import Database

LONGEST_NAME = 100
JOINERS = {0x200C: None, 0x200D: None}
"""Unprintable by themselves, and part of names in Persian and in Indian scripts."""


@dataclass(frozen=True)
class Session:
    """A person signed in on one browser; the id is the secret in its cookie."""

    session_id: str
    person: Annotator


class _Standing:
    """Sessions known to stand in one database, since the gate asks for one at each frame.

    This process is the only one that ends them; `n_ended` tells whether one ended during a read.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.persons: dict[str, Annotator] = {}
        self.n_ended = 0


_standing_in: WeakKeyDictionary[object, _Standing] = WeakKeyDictionary()


def sign_in(database: Database, name: str) -> Session:
    """Start a session for the person of that name, in any case of letters; made where missing."""
    name = " ".join(name.split())
    if not name:
        raise InvalidInput("The name is empty. Type the name under which your work is to be kept.")
    if len(name) > LONGEST_NAME or not name.translate(JOINERS).isprintable():
        raise InvalidInput(
            f"The name {name[:20]!r}, of {len(name)} characters, does not serve. "
            f"Use 1 to {LONGEST_NAME} printable characters."
        )
    session_id = secrets.token_urlsafe(32)
    person = database.write(
        lambda c: (
            annotators.find_annotator_in_any_case(c, name)
            or annotators.find_or_add_annotator(c, name)
        )
    )
    database.write(lambda c: annotators.add_session(c, session_id, person.annotator_id))
    return Session(session_id, person)


def session_person(database: Database, session_id: str) -> Annotator | None:
    """The person of a session that stands, else None."""
    standing = _standing_in.setdefault(database.file, _Standing())
    with standing.lock:
        if session_id in standing.persons:
            return standing.persons[session_id]
        n_ended = standing.n_ended
    person = database.read(lambda c: annotators.get_session_annotator(c, session_id))
    with standing.lock:
        if person and standing.n_ended == n_ended:
            standing.persons[session_id] = person
    return person


def sign_out(database: Database, session_id: str) -> None:
    """End a session: its next request or click is refused."""
    database.write(lambda c: annotators.end_session(c, session_id))
    standing = _standing_in.setdefault(database.file, _Standing())
    with standing.lock:
        standing.n_ended += 1
        standing.persons.pop(session_id, None)


def get_person(database: Database, annotator_id: UUID) -> Annotator:
    """The person of that id. Raises NotFound."""
    return database.read(lambda c: annotators.get_annotator(c, annotator_id))

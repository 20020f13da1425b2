"""Accounts with a password (password mode): signing in, changing it, one-time links to set it.

`sign_in_with_password`, `needs_first_admin`, `find_link` and `use_link` are called by the gate
before it is known who acts: a password or a link is what they ask for.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.domain.storable import storable
from lib.errors import InvalidInput, NotAllowed, NotFound
from lib.services.access import forget_roles, requires
from lib.services.passwords import check_password, hash_password, is_outdated, is_password
from lib.services.people import Session, begin_session, checked_name
from lib.services.sign_in_attempts import attempts_in
from lib.services.standing_sessions import standing_sessions
from lib.store import accounts, annotators, memberships, sessions
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.writer import Connection

LINK_PATH = "/setup"
FIRST_ADMIN_LINK = timedelta(hours=24)
PASSWORD_LINK = timedelta(days=7)
LONGEST_EMAIL = 254

_EMAIL = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")
_LINK_IS_DEAD = (
    "This link does not serve any more: it was used, it has expired, or a newer one was made. "
    "Ask an admin for a new one."
)


@dataclass(frozen=True)
class SetupLink:
    """What a one-time link is for: a person's password, or the first admin where that is None."""

    person: Annotator | None


def sign_in_with_password(
    database: Database, email: str, password: str, browser: str = ""
) -> Session | None:
    """Start a session for who has that e-mail address and password; None where nobody has both.

    That takes as long for an address that is unknown.
    """
    address = storable(email).strip()
    account = database.read(lambda c: accounts.find_account(c, address))
    if not is_password(password, account.password_hash if account else None) or account is None:
        return None
    known = account
    renewed = hash_password(password) if is_outdated(known.password_hash) else None

    def change(connection: Connection) -> Session | None:
        # Neither archived nor given another password while this one was being checked.
        if accounts.get_account(connection, known.person.annotator_id) != known:
            return None
        if renewed:
            accounts.put_password(connection, known.person.annotator_id, renewed)
        return begin_session(connection, known.person, "password", browser)

    return database.write(change)


@requires("anybody")
def change_password(
    database: Database, person: Annotator, old: str, new: str, keep: str | None = None
) -> None:
    """Give oneself another password; all one's sessions end but the one of the key `keep`.

    Raises NotAllowed where `old` is not the password, InvalidInput where `new` does not serve.
    """
    annotator_id = person.annotator_id
    attempts, tried = attempts_in(database.file), f"own password of {annotator_id}"
    if attempts.seconds_shut_out(tried):
        raise NotAllowed("There were too many wrong passwords. Try again in a quarter of an hour.")
    account = database.read(lambda c: accounts.get_account(c, annotator_id))
    if not is_password(old, account.password_hash if account else None):
        attempts.failed(tried, tried)
        raise NotAllowed("The old password is another one. Type the one that you signed in with.")
    check_password(new, (person.name, person.email))
    hashed = hash_password(new)

    def change(connection: Connection) -> None:
        if accounts.get_account(connection, annotator_id) != account:
            raise NotAllowed("The password was changed meanwhile. Sign in with the new one.")
        _set_password(connection, annotator_id, hashed, keep)

    database.write(change)
    standing_sessions(database.file).clear()


@requires("admin")
def new_password_link(database: Database, annotator_id: UUID) -> str:
    """The path of a link with which somebody sets their password, within seven days, once.

    It cannot be shown again; earlier ones die with it. Raises InvalidInput where they have no
    e-mail address, NotFound where they are archived.
    """
    token = secrets.token_urlsafe(32)

    def change(connection: Connection) -> None:
        person = annotators.get_annotator(connection, annotator_id)
        if annotators.is_archived(connection, annotator_id):
            raise NotFound(f"“{person.name}” is archived. Restore them first.")
        if not person.email:
            raise InvalidInput(
                f"“{person.name}” has no e-mail address, and people sign in with it. Add it first."
            )
        accounts.add_link(connection, _key(token), annotator_id, utc_now() + PASSWORD_LINK)

    database.write(change)
    return f"{LINK_PATH}#{token}"


@requires("admin")
def forget_identities(database: Database, annotator_id: UUID) -> None:
    """Let somebody be known by their e-mail address at the next single sign-on, as at their first.

    Whoever signed in for them before is nobody then. Their sessions go on.
    """
    database.write(lambda c: accounts.drop_identities(c, annotator_id))


@requires("operator")
def new_first_admin_link(database: Database) -> str:
    """The path of a link that makes an admin, within a day, once; earlier ones die with it."""
    token = secrets.token_urlsafe(32)
    expires_at = utc_now() + FIRST_ADMIN_LINK
    database.write(lambda c: accounts.add_link(c, _key(token), None, expires_at))
    return f"{LINK_PATH}#{token}"


def needs_first_admin(database: Database) -> bool:
    """Whether no admin can sign in with a password."""
    return database.read(accounts.count_admin_accounts) == 0


def find_link(database: Database, token: str) -> SetupLink:
    """What a one-time link is for. Raises NotFound where it serves no more."""
    return database.read(lambda c: _standing_link(c, token))


def use_link(
    database: Database,
    token: str,
    password: str,
    browser: str = "",
    *,
    name: str = "",
    email: str = "",
) -> Session:
    """Set the password that a link is for, and sign in; the first admin gives name and e-mail too.

    Ends all sessions and all other links of that person. Raises NotFound where the link serves no
    more, InvalidInput where something does not serve; the link can then be used again.
    """
    person = find_link(database, token).person
    if person is None:
        name, email = checked_name(name), checked_email(email)
    else:
        name, email = person.name, person.email or ""
    check_password(password, (name, email))
    hashed = hash_password(password)

    def change(connection: Connection) -> Session:
        owner = _standing_link(connection, token).person
        if owner is None:
            owner = _first_admin(connection, name, email)
        accounts.use_link(connection, _key(token))
        _set_password(connection, owner.annotator_id, hashed)
        return begin_session(connection, owner, "password", browser)

    session = database.write(change)
    standing_sessions(database.file).clear()
    forget_roles(database)
    return session


def checked_email(email: str) -> str:
    """The address without spaces around it. Raises InvalidInput where it is none."""
    email = storable(email).strip()
    if len(email) > LONGEST_EMAIL or not email.isprintable() or not _EMAIL.fullmatch(email):
        raise InvalidInput(f"“{email[:60]}” is no e-mail address. Use one such as ann@example.org.")
    return email


def _standing_link(connection: Connection, token: str) -> SetupLink:
    link = accounts.find_link(connection, _key(token))
    if link is None:
        raise NotFound(_LINK_IS_DEAD)
    if link.annotator_id is None:
        return SetupLink(None)
    return SetupLink(annotators.get_annotator(connection, link.annotator_id))


def _first_admin(connection: Connection, name: str, email: str) -> Annotator:
    """Who has the e-mail address, or else the name alone, as an admin; made where missing."""
    person = annotators.find_by_email(connection, email)
    namesakes = annotators.list_namesakes_without_email(connection, name)
    if person is None and len(namesakes) == 1:
        person = annotators.set_name_and_email(connection, namesakes[0].annotator_id, name, email)
    if person is None:
        person = annotators.find_or_add_annotator(connection, name, email)
    if annotators.is_archived(connection, person.annotator_id):
        raise InvalidInput(f"“{email}” belongs to somebody archived. Use another e-mail address.")
    memberships.set_admin(connection, person.annotator_id, True)
    return person


def _set_password(
    connection: Connection, annotator_id: UUID, hashed: str, keep: str | None = None
) -> None:
    accounts.put_password(connection, annotator_id, hashed)
    accounts.drop_links(connection, annotator_id)
    sessions.end_sessions_of(connection, annotator_id, keep)


def _key(token: str) -> str:
    return hashlib.sha256(token.strip().encode("utf-8", "replace")).hexdigest()

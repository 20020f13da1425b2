"""Rows of `account`, of `one_time_link` and of `identity`: how people prove who they are."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.store.annotators import annotator_of
from lib.store.columns import as_stored, dict_rows, utc_now
from lib.store.writer import Connection


@dataclass(frozen=True)
class Account:
    """A person who signs in with a password."""

    person: Annotator
    password_hash: str = field(repr=False)


@dataclass(frozen=True)
class Link:
    """A one-time link that stands: for that person, or for the first admin where it is None."""

    annotator_id: UUID | None


def find_account(connection: Connection, email: str) -> Account | None:
    """The account of who has that e-mail address, in any case of letters; None if archived."""
    return _account(connection, "lower(email) = lower($value)", email)


def get_account(connection: Connection, annotator_id: UUID) -> Account | None:
    """A person's account; None if they have none or are archived."""
    return _account(connection, "annotator_id = $value", annotator_id)


def _account(connection: Connection, condition: str, value: object) -> Account | None:
    connection.execute(
        f"""
        SELECT annotator.*, password_hash FROM annotator JOIN account USING (annotator_id)
        WHERE {condition} AND archived_at IS NULL ORDER BY number LIMIT 1
        """,
        {"value": value},
    )
    for row in dict_rows(connection):
        return Account(annotator_of(row), row["password_hash"])
    return None


def put_password(connection: Connection, annotator_id: UUID, password_hash: str) -> None:
    connection.execute(
        """
        INSERT INTO account (annotator_id, password_hash, changed_at)
        VALUES ($annotator_id, $password_hash, $now)
        ON CONFLICT (annotator_id) DO UPDATE
        SET password_hash = excluded.password_hash, changed_at = excluded.changed_at
        """,
        {
            "annotator_id": annotator_id,
            "password_hash": password_hash,
            "now": as_stored(utc_now()),
        },
    )


def count_admin_accounts(connection: Connection) -> int:
    """How many admins there are who can sign in with a password."""
    connection.execute(
        """
        SELECT count(*) FROM annotator JOIN account USING (annotator_id)
        WHERE is_admin AND archived_at IS NULL
        """
    )
    return int(connection.fetchall()[0][0])


def add_link(
    connection: Connection, link_key: str, annotator_id: UUID | None, expires_at: datetime
) -> None:
    """A new link; other links for the same person, or for a first admin, are dead with it."""
    drop_links(connection, annotator_id)
    connection.execute(
        """
        INSERT INTO one_time_link (link_key, annotator_id, created_at, expires_at)
        VALUES ($link_key, $annotator_id, $now, $expires_at)
        """,
        {
            "link_key": link_key,
            "annotator_id": annotator_id,
            "now": as_stored(utc_now()),
            "expires_at": as_stored(expires_at),
        },
    )


def find_link(connection: Connection, link_key: str) -> Link | None:
    """A link that was not used, has not expired and is not for somebody archived."""
    connection.execute(
        """
        SELECT link.annotator_id
        FROM one_time_link AS link LEFT JOIN annotator USING (annotator_id)
        WHERE link_key = $link_key AND used_at IS NULL AND expires_at > $now
          AND archived_at IS NULL
        """,
        {"link_key": link_key, "now": as_stored(utc_now())},
    )
    rows = connection.fetchall()
    return Link(rows[0][0]) if rows else None


def use_link(connection: Connection, link_key: str) -> None:
    connection.execute(
        "UPDATE one_time_link SET used_at = $now WHERE link_key = $link_key",
        {"link_key": link_key, "now": as_stored(utc_now())},
    )


def drop_links(connection: Connection, annotator_id: UUID | None) -> None:
    """Delete the links of a person, or those for a first admin, that nobody has used."""
    connection.execute(
        """
        DELETE FROM one_time_link
        WHERE annotator_id IS NOT DISTINCT FROM $annotator_id AND used_at IS NULL
        """,
        {"annotator_id": annotator_id},
    )


def find_identity(connection: Connection, issuer: str, subject: str) -> UUID | None:
    """Who was known by that subject at that provider before; None if nobody was."""
    connection.execute(
        "SELECT annotator_id FROM identity WHERE issuer = $issuer AND subject = $subject",
        {"issuer": issuer, "subject": subject},
    )
    rows = connection.fetchall()
    return rows[0][0] if rows else None


def has_identity(connection: Connection, issuer: str, annotator_id: UUID) -> bool:
    """Whether somebody has signed in at that provider before, as whichever subject."""
    connection.execute(
        "SELECT 1 FROM identity WHERE issuer = $issuer AND annotator_id = $annotator_id",
        {"issuer": issuer, "annotator_id": annotator_id},
    )
    return connection.fetchone() is not None


def drop_identities(connection: Connection, annotator_id: UUID) -> None:
    """Have no subject of any provider stand for somebody."""
    connection.execute(
        "DELETE FROM identity WHERE annotator_id = $annotator_id", {"annotator_id": annotator_id}
    )


def add_identity(connection: Connection, issuer: str, subject: str, annotator_id: UUID) -> None:
    connection.execute(
        """
        INSERT INTO identity (issuer, subject, annotator_id, created_at)
        VALUES ($issuer, $subject, $annotator_id, $now)
        """,
        {
            "issuer": issuer,
            "subject": subject,
            "annotator_id": annotator_id,
            "now": as_stored(utc_now()),
        },
    )

"""People as an admin sees them: rows of `annotator` with their roles, sessions and work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lib.domain.access import Role
from lib.domain.annotation import Annotator
from lib.domain.team import Person
from lib.errors import NotFound
from lib.store.annotators import annotator_of
from lib.store.columns import as_stored, as_utc, dict_rows
from lib.store.writer import Connection


@dataclass(frozen=True)
class Standing:
    """Who somebody is, and whether they are here."""

    annotator: Annotator
    is_admin: bool
    is_archived: bool
    is_erased: bool


_PEOPLE = """
    SELECT annotator.*, coalesce(n_sessions, 0) AS n_sessions, last_sign_in,
           account.annotator_id IS NOT NULL AS has_password,
           coalesce(n_annotations, 0) AS n_annotations
    FROM annotator
    LEFT JOIN account ON account.annotator_id = annotator.annotator_id
    LEFT JOIN (
        SELECT annotator_id, count(*) FILTER (WHERE ended_at IS NULL AND created_at > $since)
                   AS n_sessions,
               max(created_at) AS last_sign_in
        FROM session GROUP BY annotator_id
    ) AS signed_in ON signed_in.annotator_id = annotator.annotator_id
    LEFT JOIN (
        SELECT annotator_id, count(*) AS n_annotations FROM annotation GROUP BY annotator_id
    ) AS work ON work.annotator_id = annotator.annotator_id
"""


def list_people(connection: Connection, since: datetime) -> list[Person]:
    """Everybody who was not erased, by number; sessions from before `since` stand no more."""
    connection.execute(
        f"{_PEOPLE} WHERE erased_at IS NULL ORDER BY annotator.number", {"since": as_stored(since)}
    )
    rows = dict_rows(connection)
    roles = _roles(connection)
    return [_person(row, roles.get(row["annotator_id"], {})) for row in rows]


def get_standing(connection: Connection, annotator_id: UUID) -> Standing:
    """Whether somebody is here, archived or erased. Raises NotFound where nobody is known so."""
    connection.execute(
        "SELECT * FROM annotator WHERE annotator_id = $annotator_id", {"annotator_id": annotator_id}
    )
    rows = dict_rows(connection)
    if not rows:
        raise NotFound("There is no such person any more. Open the Team page again.")
    row = rows[0]
    return Standing(
        annotator_of(row), bool(row["is_admin"]), bool(row["archived_at"]), bool(row["erased_at"])
    )


def update_person(connection: Connection, annotator_id: UUID, name: str, email: str | None) -> None:
    connection.execute(
        "UPDATE annotator SET name = $name, email = $email WHERE annotator_id = $annotator_id",
        {"annotator_id": annotator_id, "name": name, "email": email},
    )


def set_archived(connection: Connection, annotator_id: UUID, when: datetime | None) -> None:
    connection.execute(
        "UPDATE annotator SET archived_at = $when WHERE annotator_id = $annotator_id",
        {"annotator_id": annotator_id, "when": as_stored(when) if when else None},
    )


def release_tasks(
    connection: Connection, annotator_id: UUID, project_id: UUID | None = None
) -> None:
    """Take away the tasks that somebody holds, in one project or all, so that others get them."""
    connection.execute(
        """
        DELETE FROM claim
        WHERE annotator_id = $annotator_id AND project_id = coalesce($project_id, project_id)
        """,
        {"annotator_id": annotator_id, "project_id": project_id},
    )


def revoke_links(connection: Connection, annotator_id: UUID) -> None:
    """Forget the links with which somebody could set a password."""
    connection.execute(
        "DELETE FROM one_time_link WHERE annotator_id = $annotator_id AND used_at IS NULL",
        {"annotator_id": annotator_id},
    )


def _roles(connection: Connection) -> Mapping[UUID, Mapping[UUID, Role]]:
    connection.execute("SELECT annotator_id, project_id, role FROM membership ORDER BY project_id")
    found: dict[UUID, dict[UUID, Role]] = {}
    for annotator_id, project_id, role in connection.fetchall():
        found.setdefault(annotator_id, {})[project_id] = role
    return found


def _person(row: Mapping[str, Any], roles: Mapping[UUID, Role]) -> Person:
    return Person(
        annotator=annotator_of(dict(row)),
        is_admin=bool(row["is_admin"]),
        roles=roles,
        n_sessions=row["n_sessions"],
        last_sign_in=_moment(row["last_sign_in"]),
        has_password=row["has_password"],
        n_annotations=row["n_annotations"],
        archived_at=_moment(row["archived_at"]),
    )


def _moment(stored: datetime | None) -> datetime | None:
    return as_utc(stored) if stored else None

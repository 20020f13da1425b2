"""Rows of `membership`, and who is an admin."""

from uuid import UUID

from lib.domain.access import Role
from lib.store.writer import Connection


def get_roles(connection: Connection, annotator_id: UUID) -> tuple[bool, dict[UUID, Role]]:
    """Whether a person is an admin, and their role in each project that they are in.

    Somebody who was archived, and somebody unknown, is neither; in an archived project nobody has
    a role.
    """
    connection.execute(
        """
        SELECT is_admin, held.project_id, role
        FROM annotator LEFT JOIN (
            SELECT annotator_id, project_id, role
            FROM membership JOIN project USING (project_id) WHERE project.archived_at IS NULL
        ) AS held USING (annotator_id)
        WHERE annotator_id = $annotator_id AND archived_at IS NULL
        """,
        {"annotator_id": annotator_id},
    )
    rows = connection.fetchall()
    return any(row[0] for row in rows), {row[1]: row[2] for row in rows if row[1] is not None}


def list_members(connection: Connection, project_id: UUID) -> dict[UUID, Role]:
    """Everybody who has a role in a project and is not archived, by the person's number."""
    connection.execute(
        """
        SELECT annotator_id, role FROM membership JOIN annotator USING (annotator_id)
        WHERE project_id = $project_id AND archived_at IS NULL ORDER BY number
        """,
        {"project_id": project_id},
    )
    return dict(connection.fetchall())


def put_membership(
    connection: Connection, project_id: UUID, annotator_id: UUID, role: Role
) -> None:
    connection.execute(
        """
        INSERT INTO membership (project_id, annotator_id, role)
        VALUES ($project_id, $annotator_id, $role)
        ON CONFLICT (project_id, annotator_id) DO UPDATE SET role = excluded.role
        """,
        {"project_id": project_id, "annotator_id": annotator_id, "role": role},
    )


def remove_membership(connection: Connection, project_id: UUID, annotator_id: UUID) -> None:
    connection.execute(
        """
        DELETE FROM membership
        WHERE project_id = $project_id AND annotator_id = $annotator_id
        """,
        {"project_id": project_id, "annotator_id": annotator_id},
    )


def set_admin(connection: Connection, annotator_id: UUID, value: bool) -> None:
    connection.execute(
        "UPDATE annotator SET is_admin = $value WHERE annotator_id = $annotator_id",
        {"annotator_id": annotator_id, "value": value},
    )


def count_admins(connection: Connection) -> int:
    """How many admins there are who are not archived."""
    connection.execute("SELECT count(*) FROM annotator WHERE is_admin AND archived_at IS NULL")
    return int(connection.fetchall()[0][0])

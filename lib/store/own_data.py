"""Everything that one person wrote, as rows to export."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.store.annotators import annotator_of
from lib.store.columns import dict_rows
from lib.store.writer import Connection

Rows = list[dict[str, Any]]

LARGEST_NUMBER = 2**63 - 1


def find_numbered(connection: Connection, number: int) -> Annotator | None:
    """The person of that number, archived or not."""
    if number > LARGEST_NUMBER:
        return None
    connection.execute("SELECT * FROM annotator WHERE number = $number", {"number": number})
    rows = dict_rows(connection)
    return annotator_of(rows[0]) if rows else None


def list_projects(connection: Connection, annotator_id: UUID) -> Rows:
    """Id, name and labeling config of all projects, archived ones too, with the person's role."""
    connection.execute(
        """
        SELECT project_id, number, name, labeling_config, role
        FROM project LEFT JOIN (
            SELECT project_id, role FROM membership WHERE annotator_id = $annotator_id
        ) AS held USING (project_id)
        ORDER BY number
        """,
        {"annotator_id": annotator_id},
    )
    return dict_rows(connection)


def get_account(connection: Connection, annotator_id: UUID) -> dict[str, Any]:
    """What is known of the person's sign-in, without anything that could be used to sign in."""
    connection.execute(
        """
        SELECT created_at, archived_at, is_admin, account.changed_at AS password_changed_at
        FROM annotator LEFT JOIN account USING (annotator_id)
        WHERE annotator_id = $annotator_id
        """,
        {"annotator_id": annotator_id},
    )
    return dict_rows(connection)[0]


def list_identities(connection: Connection, annotator_id: UUID) -> Rows:
    connection.execute(
        """
        SELECT issuer, created_at FROM identity WHERE annotator_id = $annotator_id
        ORDER BY created_at, issuer
        """,
        {"annotator_id": annotator_id},
    )
    return dict_rows(connection)


def list_sessions(connection: Connection, annotator_id: UUID) -> Rows:
    """Without their keys, the oldest first."""
    connection.execute(
        """
        SELECT auth, browser, created_at, ended_at FROM session
        WHERE annotator_id = $annotator_id ORDER BY created_at, session_key
        """,
        {"annotator_id": annotator_id},
    )
    return dict_rows(connection)


def list_annotation_ids(connection: Connection, annotator_id: UUID) -> list[UUID]:
    """Those of the person, and others' that they changed, in the order in which they were made."""
    connection.execute(
        """
        SELECT annotation_id FROM annotation WHERE annotator_id = $annotator_id
        UNION SELECT annotation_id FROM annotation_revision WHERE actor_id = $annotator_id
        ORDER BY annotation_id
        """,
        {"annotator_id": annotator_id},
    )
    return [row[0] for row in connection.fetchall()]


def list_revisions(connection: Connection, annotation_ids: Sequence[UUID]) -> Rows:
    """All revisions of the annotations, in order, each with what its annotation says of itself."""
    connection.execute(
        """
        SELECT revision.*, annotation.number, origin, ground_truth
        FROM annotation_revision AS revision JOIN annotation USING (annotation_id)
        WHERE annotation_id IN (SELECT unnest($annotation_ids))
        ORDER BY annotation_id, revision
        """,
        {"annotation_ids": list(annotation_ids)},
    )
    return dict_rows(connection)


def list_drafts(connection: Connection, annotator_id: UUID) -> Rows:
    connection.execute(
        "SELECT * FROM draft WHERE annotator_id = $annotator_id ORDER BY updated_at, task_id",
        {"annotator_id": annotator_id},
    )
    return dict_rows(connection)


def list_repeat_answers(connection: Connection, annotator_id: UUID) -> Rows:
    connection.execute(
        """
        SELECT * FROM repeat_answer WHERE annotator_id = $annotator_id
        ORDER BY answered_at, task_id
        """,
        {"annotator_id": annotator_id},
    )
    return dict_rows(connection)


def list_comments(connection: Connection, annotator_id: UUID) -> Rows:
    connection.execute(
        """
        SELECT comment.*, task.number AS task_number
        FROM comment JOIN task USING (task_id)
        WHERE author_id = $annotator_id ORDER BY comment.created_at, comment_id
        """,
        {"annotator_id": annotator_id},
    )
    return dict_rows(connection)


def list_guidelines(connection: Connection, annotator_id: UUID) -> Rows:
    connection.execute(
        "SELECT * FROM guideline WHERE written_by = $annotator_id ORDER BY written_at, version",
        {"annotator_id": annotator_id},
    )
    return dict_rows(connection)

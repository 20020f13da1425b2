"""Rows of `claim`: who has which task, and until when; without an end, a reviewer assigned it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from lib.domain.annotation import Annotator, Status
from lib.store.annotators import annotator_of
from lib.store.columns import as_stored, as_utc, dict_rows
from lib.store.final_answers import IS_FINAL
from lib.store.writer import Connection

KEPT_AFTER_END = timedelta(days=1)


@dataclass(frozen=True)
class TaskState:
    """What decides who may have a task.

    `work` holds each person's statuses of their annotations of it, final answers of reviewers left
    out; `claims` when each person's claim ends, None where the task was assigned to them. Claims of
    people who are archived are left out.
    """

    is_archived: bool = False
    is_gold: bool = False
    work: Mapping[UUID, frozenset[Status]] = field(default_factory=dict)
    claims: Mapping[UUID, datetime | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Assignment:
    """A task that a reviewer assigned to somebody, and whether they have submitted it."""

    annotator: Annotator
    task_number: int
    is_done: bool


def get_task_states(connection: Connection, task_ids: Collection[UUID]) -> dict[UUID, TaskState]:
    """The states of tasks; an unknown id is left out."""
    given = {"task_ids": list(task_ids)}
    work: dict[UUID, dict[UUID, frozenset[Status]]] = {}
    claims: dict[UUID, dict[UUID, datetime | None]] = {}
    connection.execute(
        f"""
        SELECT task_id, annotator_id, arg_max(status, revision) FROM annotation_revision
        WHERE task_id IN (SELECT unnest($task_ids))
          AND annotation_id NOT IN (SELECT annotation_id FROM annotation WHERE {IS_FINAL})
        GROUP BY annotation_id, task_id, annotator_id
        """,
        given,
    )
    for task_id, annotator_id, status in connection.fetchall():
        of_task = work.setdefault(task_id, {})
        of_task[annotator_id] = of_task.get(annotator_id, frozenset()) | {status}
    connection.execute(
        """
        SELECT task_id, annotator_id, expires_at FROM claim JOIN annotator USING (annotator_id)
        WHERE task_id IN (SELECT unnest($task_ids)) AND archived_at IS NULL
        """,
        given,
    )
    for task_id, annotator_id, expires_at in connection.fetchall():
        ends = as_utc(expires_at) if expires_at else None
        claims.setdefault(task_id, {})[annotator_id] = ends
    connection.execute(
        """
        SELECT task_id, archived_at IS NOT NULL,
               task_id IN (SELECT task_id FROM gold_task WHERE task_id IN (
                   SELECT unnest($task_ids)))
        FROM task WHERE task_id IN (SELECT unnest($task_ids))
        """,
        given,
    )
    return {
        task_id: TaskState(is_archived, is_gold, work.get(task_id, {}), claims.get(task_id, {}))
        for task_id, is_archived, is_gold in connection.fetchall()
    }


def put_claim(
    connection: Connection,
    project_id: UUID,
    task_id: UUID,
    annotator_id: UUID,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Give a task to a person until then; an assignment stays one. Long lapsed claims go."""
    connection.execute(
        "DELETE FROM claim WHERE project_id = $project_id AND expires_at < $long_ago",
        {"project_id": project_id, "long_ago": as_stored(now - KEPT_AFTER_END)},
    )
    connection.execute(
        """
        INSERT INTO claim (task_id, annotator_id, project_id, claimed_at, expires_at)
        VALUES ($task_id, $annotator_id, $project_id, $now, $expires_at)
        ON CONFLICT (task_id, annotator_id) DO UPDATE SET
            expires_at = CASE WHEN claim.expires_at IS NULL THEN NULL ELSE excluded.expires_at END
        """,
        {
            "task_id": task_id,
            "annotator_id": annotator_id,
            "project_id": project_id,
            "now": as_stored(now),
            "expires_at": as_stored(expires_at),
        },
    )


def renew_claim(
    connection: Connection, task_id: UUID, annotator_id: UUID, now: datetime, expires_at: datetime
) -> bool:
    """Prolong a claim that stands; False where there is none. An assignment needs no renewal."""
    connection.execute(
        """
        UPDATE claim SET expires_at = CASE WHEN expires_at IS NULL THEN NULL ELSE $expires_at END
        WHERE task_id = $task_id AND annotator_id = $annotator_id
          AND (expires_at IS NULL OR expires_at > $now)
        RETURNING task_id
        """,
        {
            "task_id": task_id,
            "annotator_id": annotator_id,
            "now": as_stored(now),
            "expires_at": as_stored(expires_at),
        },
    )
    return bool(connection.fetchall())


def remove_claim(
    connection: Connection, task_id: UUID, annotator_id: UUID, *, also_assigned: bool = False
) -> None:
    """End a person's claim on a task; what was assigned to them stays theirs unless told."""
    connection.execute(
        """
        DELETE FROM claim WHERE task_id = $task_id AND annotator_id = $annotator_id
          AND (expires_at IS NOT NULL OR $also_assigned)
        """,
        {"task_id": task_id, "annotator_id": annotator_id, "also_assigned": also_assigned},
    )


def remove_claim_without_draft(connection: Connection, task_id: UUID, annotator_id: UUID) -> None:
    """End the claim of a person who has done nothing on a task."""
    connection.execute(
        """
        DELETE FROM claim WHERE task_id = $task_id AND annotator_id = $annotator_id
          AND expires_at IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM draft
              WHERE draft.task_id = $task_id AND draft.annotator_id = $annotator_id)
        """,
        {"task_id": task_id, "annotator_id": annotator_id},
    )


def put_assignments(
    connection: Connection,
    project_id: UUID,
    pairs: Collection[tuple[UUID, UUID]],
    assigned_by: UUID,
    now: datetime,
) -> None:
    """Assign tasks to people, each pair a task and a person; a claim becomes an assignment."""
    if not pairs:
        return
    connection.execute(
        """
        INSERT INTO claim (task_id, annotator_id, project_id, claimed_at, expires_at, assigned_by)
        SELECT unnest($task_ids), unnest($annotator_ids), $project_id, $now, NULL, $assigned_by
        ON CONFLICT (task_id, annotator_id)
        DO UPDATE SET expires_at = NULL, assigned_by = excluded.assigned_by
        """,
        {
            "task_ids": [task_id for task_id, _ in pairs],
            "annotator_ids": [annotator_id for _, annotator_id in pairs],
            "project_id": project_id,
            "now": as_stored(now),
            "assigned_by": assigned_by,
        },
    )


def remove_assignments(
    connection: Connection, task_ids: Collection[UUID], annotator_ids: Collection[UUID]
) -> int:
    """Take assigned tasks back from people; how many."""
    connection.execute(
        """
        DELETE FROM claim WHERE expires_at IS NULL AND task_id IN (SELECT unnest($task_ids))
          AND annotator_id IN (SELECT unnest($annotator_ids)) RETURNING task_id
        """,
        {"task_ids": list(task_ids), "annotator_ids": list(annotator_ids)},
    )
    return len(connection.fetchall())


def list_assignments(connection: Connection, project_id: UUID) -> list[Assignment]:
    """Everything that is assigned to people who are not archived, by person, by task number."""
    connection.execute(
        f"""
        SELECT annotator.*, task.number AS task_number, EXISTS (
                   SELECT 1 FROM annotation JOIN current_revision USING (annotation_id)
                   WHERE annotation.task_id = claim.task_id
                     AND annotation.annotator_id = claim.annotator_id AND status = 'submitted'
                     AND NOT {IS_FINAL}
               ) AS is_done
        FROM claim JOIN annotator USING (annotator_id) JOIN task USING (task_id)
        WHERE claim.project_id = $project_id AND expires_at IS NULL
          AND annotator.archived_at IS NULL AND task.archived_at IS NULL
        ORDER BY annotator.number, task.number
        """,
        {"project_id": project_id},
    )
    return [
        Assignment(annotator_of(row), row["task_number"], row["is_done"])
        for row in dict_rows(connection)
    ]


def find_task_ids(
    connection: Connection, project_id: UUID, numbers: Collection[int]
) -> dict[int, UUID]:
    """The tasks of a project by number; those that are archived, and unknown numbers, left out."""
    connection.execute(
        """
        SELECT number, task_id FROM task WHERE project_id = $project_id AND archived_at IS NULL
          AND number IN (SELECT unnest($numbers)) ORDER BY number
        """,
        {"project_id": project_id, "numbers": list(numbers)},
    )
    return dict(connection.fetchall())


def list_everybody(connection: Connection) -> list[Annotator]:
    """The people who are not archived, by number."""
    connection.execute("SELECT * FROM annotator WHERE archived_at IS NULL ORDER BY number")
    return [annotator_of(row) for row in dict_rows(connection)]

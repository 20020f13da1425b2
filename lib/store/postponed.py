"""Rows of `postponed`: the tasks that a person wants to get after all their others."""

from datetime import datetime
from uuid import UUID

from lib.store.columns import as_stored
from lib.store.writer import Connection


def put_postponed(
    connection: Connection, project_id: UUID, task_id: UUID, annotator_id: UUID, now: datetime
) -> None:
    """Put a task behind the person's others; put there again, it comes last of all."""
    connection.execute(
        """
        INSERT INTO postponed (task_id, annotator_id, project_id, postponed_at)
        VALUES ($task_id, $annotator_id, $project_id, $now)
        ON CONFLICT (task_id, annotator_id) DO UPDATE SET postponed_at = excluded.postponed_at
        """,
        {
            "task_id": task_id,
            "annotator_id": annotator_id,
            "project_id": project_id,
            "now": as_stored(now),
        },
    )


def remove_postponed(connection: Connection, task_id: UUID, annotator_id: UUID) -> None:
    connection.execute(
        "DELETE FROM postponed WHERE task_id = $task_id AND annotator_id = $annotator_id",
        {"task_id": task_id, "annotator_id": annotator_id},
    )


def is_postponed(connection: Connection, task_id: UUID, annotator_id: UUID) -> bool:
    connection.execute(
        "SELECT 1 FROM postponed WHERE task_id = $task_id AND annotator_id = $annotator_id",
        {"task_id": task_id, "annotator_id": annotator_id},
    )
    return connection.fetchone() is not None


def list_postponed(connection: Connection, project_id: UUID, annotator_id: UUID) -> list[int]:
    """The numbers of the tasks that a person has postponed, in the order in which they did."""
    connection.execute(
        """
        SELECT task.number FROM postponed JOIN task USING (task_id)
        WHERE postponed.project_id = $project_id AND annotator_id = $annotator_id
          AND archived_at IS NULL
        ORDER BY postponed_at, task.number
        """,
        {"project_id": project_id, "annotator_id": annotator_id},
    )
    return [row[0] for row in connection.fetchall()]

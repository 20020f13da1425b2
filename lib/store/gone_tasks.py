"""Linked tasks that were deleted in Label Studio."""

from collections.abc import Collection
from uuid import UUID

from lib.store.tasks import restore_tasks
from lib.store.writer import Connection

_GONE = """
    SELECT task_id FROM linked_task
    WHERE gone_at IS NOT NULL AND task_id IN (SELECT unnest($task_ids))
"""


def forget_contents(connection: Connection, task_ids: Collection[UUID]) -> None:
    """Forget the counterparts of predictions and annotations of those of the tasks that are gone.

    What is in an open conflict keeps its counterpart until somebody decides.
    """
    connection.execute(
        f"""
        DELETE FROM linked_annotation WHERE annotation_id IN (
            SELECT annotation_id FROM annotation WHERE task_id IN ({_GONE})
        ) AND annotation_id NOT IN (
            SELECT annotation_id FROM sync_conflict WHERE resolved_at IS NULL
        )
        """,
        {"task_ids": list(task_ids)},
    )
    connection.execute(
        f"""
        DELETE FROM linked_prediction WHERE prediction_id IN (
            SELECT prediction_id FROM prediction WHERE task_id IN ({_GONE})
        )
        """,
        {"task_ids": list(task_ids)},
    )


def count_gone(connection: Connection, project_id: UUID) -> int:
    """How many of a project's tasks were deleted there."""
    connection.execute(
        """
        SELECT count(*) FROM linked_task
        WHERE project_id = $project_id AND gone_at IS NOT NULL
        """,
        {"project_id": project_id},
    )
    return int(connection.fetchall()[0][0])


def bring_back(connection: Connection, project_id: UUID) -> int:
    """Take them out of the archive, as tasks that are not there; gives how many they are."""
    connection.execute(
        """
        SELECT task_id FROM linked_task
        WHERE project_id = $project_id AND gone_at IS NOT NULL
        """,
        {"project_id": project_id},
    )
    task_ids = [row[0] for row in connection.fetchall()]
    restore_tasks(connection, task_ids)
    connection.execute(
        "DELETE FROM linked_task WHERE task_id IN (SELECT unnest($task_ids))",
        {"task_ids": task_ids},
    )
    return len(task_ids)

"""Rows of `draft`: one unfinished piece of work a person and task, overwritten as it changes.

The second answer to a task that comes to a person again (`is_repeat`) has a draft of its own,
beside that of a correction of the first.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from lib.store.columns import as_json, as_stored, utc_now
from lib.store.writer import Connection


def put_draft(
    connection: Connection,
    project_id: UUID,
    task_id: UUID,
    annotator_id: UUID,
    state: Mapping[str, Any],
    *,
    is_repeat: bool = False,
) -> None:
    connection.execute(
        """
        INSERT INTO draft (task_id, annotator_id, project_id, state, updated_at, is_repeat)
        VALUES ($task_id, $annotator_id, $project_id, $state, $updated_at, $is_repeat)
        ON CONFLICT (task_id, annotator_id, is_repeat)
        DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at
        """,
        {
            "task_id": task_id,
            "annotator_id": annotator_id,
            "project_id": project_id,
            "state": as_json(state),
            "updated_at": as_stored(utc_now()),
            "is_repeat": is_repeat,
        },
    )


def list_tasks_begun(connection: Connection, task_ids: Collection[UUID]) -> set[UUID]:
    """Those of the tasks that somebody has an unfinished piece of work on."""
    connection.execute(
        "SELECT DISTINCT task_id FROM draft WHERE task_id IN (SELECT unnest($task_ids))",
        {"task_ids": list(task_ids)},
    )
    return {row[0] for row in connection.fetchall()}


def get_draft(
    connection: Connection, task_id: UUID, annotator_id: UUID, *, is_repeat: bool = False
) -> dict[str, Any] | None:
    connection.execute(
        """
        SELECT state FROM draft
        WHERE task_id = $task_id AND annotator_id = $annotator_id AND is_repeat = $is_repeat
        """,
        {"task_id": task_id, "annotator_id": annotator_id, "is_repeat": is_repeat},
    )
    row = connection.fetchone()
    return json.loads(row[0]) if row else None


def remove_draft(
    connection: Connection, task_id: UUID, annotator_id: UUID, *, is_repeat: bool = False
) -> None:
    connection.execute(
        """
        DELETE FROM draft
        WHERE task_id = $task_id AND annotator_id = $annotator_id AND is_repeat = $is_repeat
        """,
        {"task_id": task_id, "annotator_id": annotator_id, "is_repeat": is_repeat},
    )

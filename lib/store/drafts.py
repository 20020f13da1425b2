"""Rows of `draft`: one unfinished piece of work a person and task, overwritten as it changes."""

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
) -> None:
    connection.execute(
        """
        INSERT INTO draft (task_id, annotator_id, project_id, state, updated_at)
        VALUES ($task_id, $annotator_id, $project_id, $state, $updated_at)
        ON CONFLICT (task_id, annotator_id)
        DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at
        """,
        {
            "task_id": task_id,
            "annotator_id": annotator_id,
            "project_id": project_id,
            "state": as_json(state),
            "updated_at": as_stored(utc_now()),
        },
    )


def list_tasks_begun(connection: Connection, task_ids: Collection[UUID]) -> set[UUID]:
    """Those of the tasks that somebody has an unfinished piece of work on."""
    connection.execute(
        "SELECT DISTINCT task_id FROM draft WHERE task_id IN (SELECT unnest($task_ids))",
        {"task_ids": list(task_ids)},
    )
    return {row[0] for row in connection.fetchall()}


def get_draft(connection: Connection, task_id: UUID, annotator_id: UUID) -> dict[str, Any] | None:
    connection.execute(
        "SELECT state FROM draft WHERE task_id = $task_id AND annotator_id = $annotator_id",
        {"task_id": task_id, "annotator_id": annotator_id},
    )
    row = connection.fetchone()
    return json.loads(row[0]) if row else None


def get_latest_draft(connection: Connection, project_id: UUID, annotator_id: UUID) -> UUID | None:
    """The task of the person's newest draft in a project that they have not yet submitted."""
    connection.execute(
        """
        SELECT task_id FROM draft
        WHERE project_id = $project_id AND annotator_id = $annotator_id
          AND task_id NOT IN (SELECT task_id FROM annotation WHERE annotator_id = $annotator_id)
        ORDER BY updated_at DESC LIMIT 1
        """,
        {"project_id": project_id, "annotator_id": annotator_id},
    )
    row = connection.fetchone()
    return row[0] if row else None


def remove_draft(connection: Connection, task_id: UUID, annotator_id: UUID) -> None:
    connection.execute(
        "DELETE FROM draft WHERE task_id = $task_id AND annotator_id = $annotator_id",
        {"task_id": task_id, "annotator_id": annotator_id},
    )

"""Rows of `gold_task`: tasks whose expected answer is known, which measure people.

What people answer to them counts in no result. `expected` holds the answer and the annotation that
it was taken from, whose author is not measured by it.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lib.store.columns import as_json, as_stored, as_utc, dict_rows
from lib.store.final_answers import FINAL_RANKINGS
from lib.store.writer import Connection


@dataclass(frozen=True)
class GoldTask:
    """A task with its expected answer; `annotation_id` is the annotation that it was taken from."""

    task_id: UUID
    annotation_id: UUID
    expected: list[Any]
    set_by: UUID
    set_at: datetime


@dataclass(frozen=True)
class GoldAnswer:
    """What a person submitted to a gold task."""

    annotator_id: UUID
    task_id: UUID
    annotation_id: UUID
    result: list[Any]


def put_gold_task(connection: Connection, project_id: UUID, gold: GoldTask) -> None:
    """Store a gold task; of one that is there only the expected answer changes."""
    expected = {"annotation_id": str(gold.annotation_id), "result": gold.expected}
    connection.execute(
        """
        INSERT INTO gold_task (task_id, project_id, expected, set_by, set_at)
        VALUES ($task_id, $project_id, $expected, $set_by, $set_at)
        ON CONFLICT (task_id) DO UPDATE SET expected = excluded.expected, set_by = excluded.set_by
        """,
        {
            "task_id": gold.task_id,
            "project_id": project_id,
            "expected": as_json(expected),
            "set_by": gold.set_by,
            "set_at": as_stored(gold.set_at),
        },
    )


def remove_gold_task(connection: Connection, project_id: UUID, task_id: UUID) -> bool:
    """Delete the row of a gold task; gives whether there was one."""
    connection.execute(
        """
        DELETE FROM gold_task WHERE project_id = $project_id AND task_id = $task_id
        RETURNING task_id
        """,
        {"project_id": project_id, "task_id": task_id},
    )
    return bool(connection.fetchall())


def list_gold_tasks(connection: Connection, project_id: UUID) -> list[GoldTask]:
    """The gold tasks of a project that are not archived, by the task's number."""
    connection.execute(
        """
        SELECT gold_task.* FROM gold_task JOIN task USING (task_id)
        WHERE gold_task.project_id = $project_id AND task.archived_at IS NULL ORDER BY task.number
        """,
        {"project_id": project_id},
    )
    return [_gold_task(row) for row in dict_rows(connection)]


def count_gold_tasks(connection: Connection, project_id: UUID) -> int:
    """How many gold tasks a project has that are not archived."""
    connection.execute(
        """
        SELECT count(*) FROM gold_task JOIN task USING (task_id)
        WHERE gold_task.project_id = $project_id AND task.archived_at IS NULL
        """,
        {"project_id": project_id},
    )
    return int(connection.fetchall()[0][0])


def list_gold_answers(connection: Connection, project_id: UUID) -> list[GoldAnswer]:
    """The current submissions to gold tasks, without reviewers' final answers."""
    connection.execute(
        f"""
        SELECT annotator_id, task_id, annotation_id, result FROM current_revision
        WHERE project_id = $project_id AND status = 'submitted'
          AND task_id IN (
              SELECT task_id FROM gold_task JOIN task USING (task_id)
              WHERE gold_task.project_id = $project_id AND task.archived_at IS NULL
          )
          AND annotation_id NOT IN ({FINAL_RANKINGS})
        ORDER BY commit_sequence
        """,
        {"project_id": project_id},
    )
    return [
        GoldAnswer(annotator_id, task_id, annotation_id, json.loads(result))
        for annotator_id, task_id, annotation_id, result in connection.fetchall()
    ]


def _gold_task(row: dict[str, Any]) -> GoldTask:
    expected = json.loads(row["expected"])
    return GoldTask(
        task_id=row["task_id"],
        annotation_id=UUID(expected["annotation_id"]),
        expected=expected["result"],
        set_by=row["set_by"],
        set_at=as_utc(row["set_at"]),
    )

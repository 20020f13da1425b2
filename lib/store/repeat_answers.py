"""Rows of `repeat_answer`: second answers of a person to a task, which count in no result.

An empty result says that the repeat was skipped: it does not come again, and measures nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lib.store.columns import as_json, as_stored, as_utc
from lib.store.writer import Connection


@dataclass(frozen=True)
class RepeatAnswer:
    """A second answer as a person gave it; `result` is empty where they skipped it."""

    task_id: UUID
    annotator_id: UUID
    result: list[Any]
    display_order: Sequence[str] | None
    lead_time: float | None
    answered_at: datetime


@dataclass(frozen=True)
class AnsweredTwice:
    """A person's current submission to a task, and what they answered to its repeat."""

    annotator_id: UUID
    task_id: UUID
    first: list[Any]
    second: list[Any]


def add_repeat_answer(connection: Connection, project_id: UUID, answer: RepeatAnswer) -> None:
    """Store a second answer; where there is one already, that one stands."""
    connection.execute(
        """
        INSERT INTO repeat_answer (task_id, annotator_id, project_id, result, display_order,
                                   lead_time, answered_at)
        VALUES ($task_id, $annotator_id, $project_id, $result, $display_order, $lead_time,
                $answered_at)
        ON CONFLICT (task_id, annotator_id) DO NOTHING
        """,
        {
            "task_id": answer.task_id,
            "annotator_id": answer.annotator_id,
            "project_id": project_id,
            "result": as_json(answer.result),
            "display_order": list(answer.display_order) if answer.display_order else None,
            "lead_time": answer.lead_time,
            "answered_at": as_stored(answer.answered_at),
        },
    )


def get_repeat_state(connection: Connection, project_id: UUID) -> int:
    """Changes whenever a project gets or loses second answers, or gets other ones."""
    connection.execute(
        "SELECT coalesce(sum(hash(task_id, annotator_id, answered_at)), 0) FROM repeat_answer "
        "WHERE project_id = $project_id",
        {"project_id": project_id},
    )
    return int(connection.fetchall()[0][0])


def list_answered_twice(connection: Connection, project_id: UUID) -> list[AnsweredTwice]:
    """Everything that people submitted and answered once more, without skipped repeats."""
    connection.execute(
        """
        SELECT again.annotator_id, again.task_id, shown.result, again.result
        FROM repeat_answer AS again
        JOIN current_revision AS shown
          ON shown.task_id = again.task_id AND shown.annotator_id = again.annotator_id
        WHERE again.project_id = $project_id AND shown.project_id = $project_id
          AND shown.status = 'submitted' AND json_array_length(again.result) > 0
          AND again.task_id NOT IN (SELECT task_id FROM task WHERE archived_at IS NOT NULL)
          AND shown.annotation_id IN (
              SELECT annotation_id FROM annotation
              WHERE project_id = $project_id AND starts_with(idempotency_key, 'ui:')
          )
        ORDER BY again.answered_at
        """,
        {"project_id": project_id},
    )
    return [
        AnsweredTwice(annotator_id, task_id, json.loads(first), json.loads(second))
        for annotator_id, task_id, first, second in connection.fetchall()
    ]


def count_skipped_repeats(connection: Connection, project_id: UUID, annotator_id: UUID) -> int:
    """How many repeats a person has skipped."""
    connection.execute(
        """
        SELECT count(*) FROM repeat_answer
        WHERE project_id = $project_id AND annotator_id = $annotator_id
          AND json_array_length(result) = 0
        """,
        {"project_id": project_id, "annotator_id": annotator_id},
    )
    return int(connection.fetchall()[0][0])


def list_repeats_of(
    connection: Connection, project_id: UUID, annotator_id: UUID, limit: int
) -> list[tuple[int, bool, datetime]]:
    """A person's latest repeats, newest first: the task's number, whether it was skipped, when."""
    connection.execute(
        """
        SELECT task.number, json_array_length(result) = 0, answered_at
        FROM repeat_answer JOIN task USING (task_id)
        WHERE repeat_answer.project_id = $project_id AND annotator_id = $annotator_id
        ORDER BY answered_at DESC LIMIT $limit
        """,
        {"project_id": project_id, "annotator_id": annotator_id, "limit": limit},
    )
    return [(number, skipped, as_utc(at)) for number, skipped, at in connection.fetchall()]

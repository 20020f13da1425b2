"""How far a person is with a project's tasks, and which checks they may still get."""

from dataclasses import dataclass
from uuid import UUID

from lib.store.writer import Connection

# Own work in the order in which it was first done: annotations by one's own hand, and repeats. A
# task that was made gold later was none when it was done.
_WORK = """
    SELECT row_number() OVER (ORDER BY done_at) - 1 AS turn, task_id, annotation_id, is_gold
    FROM (
        SELECT annotation.task_id, annotation_id, annotation.created_at AS done_at,
               gold_task.task_id IS NOT NULL AS is_gold
        FROM annotation LEFT JOIN gold_task
          ON gold_task.task_id = annotation.task_id AND gold_task.set_at <= annotation.created_at
        WHERE annotation.project_id = $project_id AND annotator_id = $annotator_id
          AND starts_with(idempotency_key, 'ui:')
        UNION ALL
        SELECT task_id, NULL, answered_at, false FROM repeat_answer
        WHERE project_id = $project_id AND annotator_id = $annotator_id
    )
"""


@dataclass(frozen=True)
class Turns:
    """How many tasks a person has had, and at which turn (from 0) the last gold task and repeat."""

    had: int
    last_gold: int | None
    last_repeat: int | None


def get_turns(connection: Connection, project_id: UUID, annotator_id: UUID) -> Turns:
    """What a person has submitted or skipped so far, checks included."""
    connection.execute(
        f"""
        SELECT count(*), max(turn) FILTER (WHERE is_gold),
               max(turn) FILTER (WHERE annotation_id IS NULL)
        FROM ({_WORK})
        """,
        {"project_id": project_id, "annotator_id": annotator_id},
    )
    return Turns(*connection.fetchall()[0])


def list_gold_left(
    connection: Connection, project_id: UUID, annotator_id: UUID
) -> list[tuple[UUID, bool]]:
    """The gold tasks that a person has not done, each with whether they have it open."""
    connection.execute(
        """
        SELECT gold_task.task_id, gold_task.task_id IN (
            SELECT task_id FROM draft WHERE annotator_id = $annotator_id
            UNION ALL SELECT task_id FROM claim WHERE annotator_id = $annotator_id
        )
        FROM gold_task JOIN task USING (task_id)
        WHERE gold_task.project_id = $project_id AND task.archived_at IS NULL
          AND gold_task.task_id NOT IN (
              SELECT task_id FROM annotation
              WHERE project_id = $project_id AND annotator_id = $annotator_id
                AND NOT starts_with(idempotency_key, 'final:')
          )
        """,
        {"project_id": project_id, "annotator_id": annotator_id},
    )
    return connection.fetchall()


def list_repeatable(
    connection: Connection, project_id: UUID, annotator_id: UUID, last_turn: int
) -> list[tuple[UUID, int]]:
    """A person's submitted tasks up to that turn that were not repeated, with their turns.

    The earliest first; gold tasks are not repeated.
    """
    connection.execute(
        f"""
        SELECT work.task_id, turn FROM ({_WORK}) AS work
        JOIN current_revision AS shown ON shown.annotation_id = work.annotation_id
        JOIN task ON task.task_id = work.task_id
        WHERE turn <= $last_turn AND status = 'submitted' AND task.archived_at IS NULL
          AND work.task_id NOT IN (SELECT task_id FROM gold_task WHERE project_id = $project_id)
          AND work.task_id NOT IN (
              SELECT task_id FROM repeat_answer WHERE annotator_id = $annotator_id
          )
        ORDER BY turn
        """,
        {"project_id": project_id, "annotator_id": annotator_id, "last_turn": last_turn},
    )
    return connection.fetchall()

"""How far a person is with a project's tasks, and which checks they may still get."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from lib.store.final_answers import IS_FINAL
from lib.store.writer import Connection

CheckKind = Literal["gold", "repeat"]

# Own work in the order in which it was first done: annotations by one's own hand, and repeats. A
# task that was made gold later was none when it was done. A check that is postponed stands at the
# turn that it fell to, and takes none. A repeat is known by its draft, which postponing it leaves.
_WORK = """
    SELECT task_id, annotation_id, kind, is_done,
           count(*) FILTER (WHERE is_done)
               OVER (ORDER BY done_at ROWS UNBOUNDED PRECEDING) - is_done::INTEGER AS turn
    FROM (
        SELECT annotation.task_id, annotation_id, annotation.created_at AS done_at, true AS is_done,
               CASE WHEN gold_task.task_id IS NULL THEN 'own' ELSE 'gold' END AS kind
        FROM annotation LEFT JOIN gold_task
          ON gold_task.task_id = annotation.task_id AND gold_task.set_at <= annotation.created_at
        WHERE annotation.project_id = $project_id AND annotator_id = $annotator_id
          AND starts_with(idempotency_key, 'ui:')
        UNION ALL
        SELECT task_id, NULL, answered_at, true, 'repeat' FROM repeat_answer
        WHERE project_id = $project_id AND annotator_id = $annotator_id
        UNION ALL
        SELECT task_id, NULL, postponed_at, false, 'gold'
        FROM postponed JOIN gold_task USING (task_id)
        WHERE postponed.project_id = $project_id AND annotator_id = $annotator_id
          AND set_at <= postponed_at
        UNION ALL
        SELECT task_id, NULL, postponed_at, false, 'repeat'
        FROM postponed JOIN draft USING (task_id, annotator_id)
        WHERE postponed.project_id = $project_id AND annotator_id = $annotator_id AND is_repeat
    )
"""
_POSTPONED = "SELECT task_id FROM postponed WHERE annotator_id = $annotator_id"


@dataclass(frozen=True)
class Turns:
    """How many tasks a person has had, and at which turn (from 0) the last gold task and repeat.

    One that they have postponed is among the last, and none that they have had.
    """

    had: int
    last_gold: int | None
    last_repeat: int | None


def get_turns(connection: Connection, project_id: UUID, annotator_id: UUID) -> Turns:
    """What a person has submitted or skipped so far, checks included."""
    connection.execute(
        f"""
        SELECT count(*) FILTER (WHERE is_done), max(turn) FILTER (WHERE kind = 'gold'),
               max(turn) FILTER (WHERE kind = 'repeat')
        FROM ({_WORK})
        """,
        {"project_id": project_id, "annotator_id": annotator_id},
    )
    return Turns(*connection.fetchall()[0])


def list_gold_left(
    connection: Connection, project_id: UUID, annotator_id: UUID
) -> list[tuple[UUID, bool]]:
    """The gold tasks that a person has neither done nor put off, and whether each is open."""
    connection.execute(
        f"""
        SELECT gold_task.task_id, gold_task.task_id IN (
            SELECT task_id FROM draft WHERE annotator_id = $annotator_id
            UNION ALL SELECT task_id FROM claim WHERE annotator_id = $annotator_id
        )
        FROM gold_task JOIN task USING (task_id)
        WHERE gold_task.project_id = $project_id AND task.archived_at IS NULL
          AND gold_task.task_id NOT IN (
              SELECT task_id FROM annotation
              WHERE project_id = $project_id AND annotator_id = $annotator_id
                AND NOT {IS_FINAL}
          )
          AND gold_task.task_id NOT IN ({_POSTPONED})
        """,
        {"project_id": project_id, "annotator_id": annotator_id},
    )
    return connection.fetchall()


def list_repeatable(
    connection: Connection, project_id: UUID, annotator_id: UUID, last_turn: int
) -> list[tuple[UUID, int]]:
    """A person's submitted tasks up to that turn that were not repeated, with their turns.

    The earliest first; gold tasks and those that they have postponed are not repeated.
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
          AND work.task_id NOT IN ({_POSTPONED})
        ORDER BY turn
        """,
        {"project_id": project_id, "annotator_id": annotator_id, "last_turn": last_turn},
    )
    return connection.fetchall()


def list_postponed_checks(
    connection: Connection, project_id: UUID, annotator_id: UUID
) -> list[tuple[UUID, CheckKind]]:
    """The checks that a person has postponed and may still do, the first one first: task and kind.

    A repeat may be done as long as the first answer stands.
    """
    connection.execute(
        """
        WITH own AS (
            SELECT task_id, status FROM current_revision AS shown
            WHERE project_id = $project_id AND annotator_id = $annotator_id
              AND annotation_id IN (
                  SELECT annotation_id FROM annotation
                  WHERE annotator_id = $annotator_id AND starts_with(idempotency_key, 'ui:'))
        )
        SELECT task_id, kind FROM (
            SELECT task_id, 'gold' AS kind FROM gold_task
            WHERE task_id NOT IN (SELECT task_id FROM own)
            UNION ALL
            SELECT task_id, 'repeat' FROM draft
            WHERE annotator_id = $annotator_id AND is_repeat
              AND task_id IN (SELECT task_id FROM own WHERE status = 'submitted')
        ) JOIN postponed USING (task_id) JOIN task USING (task_id)
        WHERE postponed.project_id = $project_id AND annotator_id = $annotator_id
          AND archived_at IS NULL
        ORDER BY postponed_at, task_id
        """,
        {"project_id": project_id, "annotator_id": annotator_id},
    )
    return connection.fetchall()

"""What waits to be pushed: tasks, predictions and annotations that Label Studio does not have."""

from dataclasses import dataclass, field
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.domain.label_studio import LinkedAnnotation
from lib.domain.task import Prediction, Task
from lib.store.annotators import annotator_of
from lib.store.columns import dict_rows
from lib.store.tasks import prediction_of, task_of
from lib.store.writer import Connection


@dataclass
class Foreseen:
    """What a pull would find out: counted as if it were stored already.

    Tasks that are there, or were deleted there; predictions that are there; annotations that a
    pull would take, find to be the same, or in conflict; and what it would know of annotations.
    """

    there: set[UUID] = field(default_factory=set)
    gone: set[UUID] = field(default_factory=set)
    predictions: set[UUID] = field(default_factory=set)
    settled: set[UUID] = field(default_factory=set)
    agreed: dict[UUID, LinkedAnnotation] = field(default_factory=dict)


NOTHING = Foreseen()

_TASKS = """
    SELECT task_id, number FROM task
    WHERE project_id = $project_id AND archived_at IS NULL
      AND task_id NOT IN (SELECT unnest($there::UUID[]))
      AND task_id NOT IN (
          SELECT task_id FROM linked_task
          WHERE project_id = $project_id AND ls_task_id IS NOT NULL
      )
"""
# Those in which a push has something to look for.
_TASKS_THERE = """
    SELECT task_id FROM task
    WHERE project_id = $project_id AND archived_at IS NULL
      AND task_id IN (
          SELECT task_id FROM linked_task
          WHERE project_id = $project_id AND ls_task_id IS NOT NULL AND gone_at IS NULL
          UNION ALL SELECT unnest($there::UUID[])
      )
      AND task_id NOT IN (SELECT unnest($gone::UUID[]))
"""
_PREDICTIONS = f"""
    SELECT prediction_id, number FROM prediction
    WHERE project_id = $project_id AND task_id IN ({_TASKS_THERE})
      AND prediction_id NOT IN (
          SELECT prediction_id FROM linked_prediction WHERE project_id = $project_id
          UNION ALL SELECT unnest($predictions::UUID[])
      )
"""
# Not known there, marked otherwise, or changed. As one condition, each revision would be compared
# with each annotation.
_ANNOTATIONS = f"""
    SELECT annotation_id FROM annotation
    WHERE project_id = $project_id AND task_id IN ({_TASKS_THERE})
      AND annotation_id IN (
          SELECT annotation.annotation_id
          FROM annotation LEFT JOIN linked_annotation AS linked
            ON linked.annotation_id = annotation.annotation_id
          WHERE annotation.project_id = $project_id
            AND (linked.annotation_id IS NULL OR linked.ground_truth <> annotation.ground_truth)
            AND NOT (linked.annotation_id IS NULL AND annotation.annotation_id IN (
                SELECT annotation_id FROM current_revision
                WHERE project_id = $project_id AND status = 'deleted'
            ))
          UNION ALL
          SELECT linked.annotation_id
          FROM linked_annotation AS linked JOIN annotation_revision AS later
            ON later.annotation_id = linked.annotation_id AND later.revision > linked.revision
          WHERE linked.project_id = $project_id
      )
      AND annotation_id NOT IN (
          SELECT annotation_id FROM sync_conflict
          WHERE project_id = $project_id AND resolved_at IS NULL
          UNION ALL SELECT unnest($settled::UUID[])
      )
"""


def list_unlinked_tasks(
    connection: Connection, project_id: UUID, after_number: int, limit: int
) -> list[Task]:
    """Tasks that are not known to be there, by number, `limit` at most, with greater numbers.

    Archived ones are left out; those being sent are among them.
    """
    connection.execute(
        f"""
        SELECT * FROM task WHERE task_id IN (
            SELECT task_id FROM ({_TASKS}) AS waiting
            WHERE number > $after_number ORDER BY number LIMIT $limit
        ) ORDER BY number
        """,
        {"project_id": project_id, "after_number": after_number, "limit": limit, "there": []},
    )
    return [task_of(row) for row in dict_rows(connection)]


def list_unlinked_predictions(
    connection: Connection, project_id: UUID, limit: int
) -> list[Prediction]:
    """Predictions that are not there, of tasks that are, by number, `limit` at most."""
    connection.execute(
        f"""
        SELECT * FROM prediction WHERE prediction_id IN (
            SELECT prediction_id FROM ({_PREDICTIONS}) AS waiting ORDER BY number LIMIT $limit
        ) ORDER BY number
        """,
        {"project_id": project_id, "limit": limit, "there": [], "gone": [], "predictions": []},
    )
    return [prediction_of(row) for row in dict_rows(connection)]


def list_pending_annotations(
    connection: Connection,
    project_id: UUID,
    after: UUID | None,
    limit: int,
    foreseen: Foreseen = NOTHING,
) -> list[UUID]:
    """Annotations of tasks that are there, new or changed since both sides were the same.

    By id, `limit` at most, with greater ids than `after`. Those in an open conflict are left out,
    and those that were deleted before they ever were there.
    """
    connection.execute(
        f"""
        SELECT annotation_id FROM ({_ANNOTATIONS}) AS waiting
        WHERE $after::UUID IS NULL OR annotation_id > $after::UUID
        ORDER BY annotation_id LIMIT $limit
        """,
        {
            "project_id": project_id,
            "after": after,
            "limit": limit,
            **_as_if(foreseen, "there", "gone", "settled"),
        },
    )
    return [row[0] for row in connection.fetchall()]


def count_pending(
    connection: Connection, project_id: UUID, foreseen: Foreseen = NOTHING
) -> tuple[int, int, int]:
    """How many tasks, predictions and annotations the three lists above hold."""
    connection.execute(
        f"""
        SELECT (SELECT count(*) FROM ({_TASKS}) AS tasks),
               (SELECT count(*) FROM ({_PREDICTIONS}) AS predictions),
               (SELECT count(*) FROM ({_ANNOTATIONS}) AS annotations)
        """,
        {
            "project_id": project_id,
            **_as_if(foreseen, "there", "gone", "predictions", "settled"),
        },
    )
    n_tasks, n_predictions, n_annotations = connection.fetchall()[0]
    return n_tasks, n_predictions, n_annotations


def count_of_new_tasks(
    connection: Connection, project_id: UUID, foreseen: Foreseen = NOTHING
) -> tuple[int, int]:
    """How many predictions and annotations the tasks that are not there hold."""
    connection.execute(
        f"""
        WITH waiting AS ({_TASKS})
        SELECT (SELECT count(*) FROM prediction
                WHERE project_id = $project_id AND task_id IN (SELECT task_id FROM waiting)),
               (SELECT count(*) FROM current_revision
                WHERE project_id = $project_id AND status <> 'deleted'
                  AND task_id IN (SELECT task_id FROM waiting))
        """,
        {"project_id": project_id, **_as_if(foreseen, "there")},
    )
    n_predictions, n_annotations = connection.fetchall()[0]
    return n_predictions, n_annotations


def _as_if(foreseen: Foreseen, *names: str) -> dict[str, list[UUID]]:
    """What a query asks for of it."""
    return {name: list(getattr(foreseen, name)) for name in names}


def list_new_authors(connection: Connection, project_id: UUID) -> list[Annotator]:
    """The people whose annotations are not there yet, by number."""
    connection.execute(
        """
        SELECT DISTINCT annotator.* FROM annotation
        JOIN annotator ON annotator.annotator_id = annotation.annotator_id
        JOIN task ON task.task_id = annotation.task_id
        WHERE annotation.project_id = $project_id AND task.archived_at IS NULL
          AND annotation_id NOT IN (
              SELECT annotation_id FROM linked_annotation WHERE project_id = $project_id
          )
        ORDER BY annotator.number
        """,
        {"project_id": project_id},
    )
    return [annotator_of(row) for row in dict_rows(connection)]

"""Final answers: which annotation of a task carries the mark, and the rankings that reviewers made.

A final ranking that a reviewer made is an annotation too, known by its key. It is the decision over
the others and not one more of them, so it counts only where final answers are asked for.
"""

from collections.abc import Collection, Mapping
from uuid import UUID

from lib.store.writer import Connection

KEY = "final:"
"""What the idempotency keys of reviewers' final rankings begin with."""

IS_FINAL = f"starts_with(idempotency_key, '{KEY}')"
"""Tells a reviewer's final ranking from other rows of `annotation`."""

FINAL_RANKINGS = f"""
    SELECT annotation_id FROM annotation WHERE project_id = $project_id AND {IS_FINAL}
"""
"""The annotations of a project that reviewers made as final answers, marked or not."""


def list_final_rankings(
    connection: Connection, project_id: UUID, task_ids: Collection[UUID]
) -> set[UUID]:
    """Those of some tasks."""
    connection.execute(
        f"{FINAL_RANKINGS} AND task_id IN (SELECT unnest($task_ids))",
        {"project_id": project_id, "task_ids": list(task_ids)},
    )
    return {row[0] for row in connection.fetchall()}


def list_marked(connection: Connection, task_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The annotations of the tasks that carry the mark, by task, withdrawn ones too."""
    connection.execute(
        """
        SELECT task_id, annotation_id FROM annotation
        WHERE ground_truth AND task_id IN (SELECT unnest($task_ids)) ORDER BY number
        """,
        {"task_ids": list(task_ids)},
    )
    found: dict[UUID, list[UUID]] = {}
    for task_id, annotation_id in connection.fetchall():
        found.setdefault(task_id, []).append(annotation_id)
    return found


def set_marks(connection: Connection, marks: Mapping[UUID, bool]) -> None:
    """Give annotations the mark of a final answer, or take it away."""
    for value in (False, True):
        chosen = [annotation_id for annotation_id, mark in marks.items() if mark is value]
        if chosen:
            connection.execute(
                """
                UPDATE annotation SET ground_truth = $value
                WHERE annotation_id IN (SELECT unnest($annotation_ids))
                """,
                {"value": value, "annotation_ids": chosen},
            )

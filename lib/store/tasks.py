"""Rows of `task` and `prediction`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lib.domain.imported import ImportedPrediction, ImportedTask
from lib.domain.task import Prediction, Task
from lib.errors import NotFound
from lib.store.columns import as_json, as_stored, dict_rows, new_id, utc_now
from lib.store.numbering import free_numbers
from lib.store.writer import Connection


@dataclass(frozen=True)
class KnownTask:
    """What an import needs to know of a task that is there already."""

    task_id: UUID
    number: int
    content_hash: str


def list_known_tasks(connection: Connection, project_id: UUID) -> dict[str, KnownTask]:
    """A project's tasks by content key."""
    connection.execute(
        """
        SELECT content_key, task_id, number, content_hash FROM task
        WHERE project_id = $project_id
        """,
        {"project_id": project_id},
    )
    return {row[0]: KnownTask(*row[1:]) for row in connection.fetchall()}


def add_tasks(
    connection: Connection, project_id: UUID, tasks: Sequence[ImportedTask]
) -> list[UUID]:
    """Store tasks under the numbers they had elsewhere where those are free, else the next ones."""
    numbers = free_numbers(connection, "task", project_id, [task.number for task in tasks])
    task_ids = [new_id() for _ in tasks]
    connection.execute(
        """
        INSERT INTO task (task_id, project_id, number, data, content_key, content_hash,
                          prompt_key, extra, created_at)
        SELECT unnest($task_ids), $project_id, unnest($numbers), unnest($data),
               unnest($content_keys), unnest($content_hashes), unnest($prompt_keys),
               unnest($extra), $created_at
        """,
        {
            "task_ids": task_ids,
            "project_id": project_id,
            "numbers": numbers,
            "data": [as_json(task.data) for task in tasks],
            "content_keys": [task.content_key for task in tasks],
            "content_hashes": [task.content_hash for task in tasks],
            "prompt_keys": [task.prompt_key for task in tasks],
            "extra": [as_json(task.extra) for task in tasks],
            "created_at": as_stored(utc_now()),
        },
    )
    return task_ids


def add_predictions(
    connection: Connection,
    project_id: UUID,
    predictions: Sequence[tuple[UUID, ImportedPrediction]],
) -> list[UUID]:
    """Store predictions, each beside the id of its task."""
    if not predictions:
        return []
    prediction_ids = [new_id() for _ in predictions]
    numbers = free_numbers(connection, "prediction", project_id, [None] * len(predictions))
    connection.execute(
        """
        INSERT INTO prediction (prediction_id, project_id, task_id, number, model_version, score,
                                result, extra, created_at)
        SELECT unnest($prediction_ids), $project_id, unnest($task_ids), unnest($numbers),
               unnest($model_versions), unnest($scores), unnest($results), unnest($extra),
               $created_at
        """,
        {
            "prediction_ids": prediction_ids,
            "project_id": project_id,
            "task_ids": [task_id for task_id, _ in predictions],
            "numbers": numbers,
            "model_versions": [each.model_version for _, each in predictions],
            "scores": [each.score for _, each in predictions],
            "results": [as_json(each.result) for _, each in predictions],
            "extra": [as_json(each.extra) for _, each in predictions],
            "created_at": as_stored(utc_now()),
        },
    )
    return prediction_ids


def archive_tasks(connection: Connection, task_ids: Iterable[UUID], when: datetime) -> None:
    """Take tasks out of the work and of every figure; their rows and their annotations stay."""
    connection.execute(
        """
        UPDATE task SET archived_at = $archived_at
        WHERE archived_at IS NULL AND task_id IN (SELECT unnest($task_ids))
        """,
        {"archived_at": as_stored(when), "task_ids": list(task_ids)},
    )


def restore_tasks(connection: Connection, task_ids: Iterable[UUID]) -> None:
    """Take tasks out of the archive."""
    connection.execute(
        """
        UPDATE task SET archived_at = NULL
        WHERE archived_at IS NOT NULL AND task_id IN (SELECT unnest($task_ids))
        """,
        {"task_ids": list(task_ids)},
    )


def get_task(connection: Connection, task_id: UUID) -> Task:
    connection.execute("SELECT * FROM task WHERE task_id = $task_id", {"task_id": task_id})
    rows = dict_rows(connection)
    if not rows:
        raise NotFound("There is no such task; it may have been removed. Open the next one.")
    return task_of(rows[0])


def find_task(connection: Connection, project_id: UUID, number: int) -> Task | None:
    """The task of that number in a project."""
    connection.execute(
        "SELECT * FROM task WHERE project_id = $project_id AND number = $number",
        {"project_id": project_id, "number": number},
    )
    rows = dict_rows(connection)
    return task_of(rows[0]) if rows else None


def list_tasks_after(
    connection: Connection, project_id: UUID, after: int, limit: int
) -> list[dict[str, Any]]:
    """Rows of `task` by number, `limit` at most, with numbers above `after`."""
    connection.execute(
        """
        SELECT * FROM task
        WHERE project_id = $project_id AND archived_at IS NULL AND number > $after
        ORDER BY number LIMIT $limit
        """,
        {"project_id": project_id, "after": after, "limit": limit},
    )
    return dict_rows(connection)


def list_predictions(
    connection: Connection, task_ids: Iterable[UUID]
) -> Mapping[UUID, tuple[Prediction, ...]]:
    """The predictions of the tasks, by task, in their order."""
    connection.execute(
        "SELECT * FROM prediction WHERE task_id IN (SELECT unnest($task_ids)) ORDER BY number",
        {"task_ids": list(task_ids)},
    )
    found: dict[UUID, list[Prediction]] = {}
    for row in dict_rows(connection):
        prediction = prediction_of(row)
        found.setdefault(prediction.task_id, []).append(prediction)
    return {task_id: tuple(predictions) for task_id, predictions in found.items()}


def task_of(row: Mapping[str, Any]) -> Task:
    return Task(
        task_id=row["task_id"],
        project_id=row["project_id"],
        number=row["number"],
        data=json.loads(row["data"]),
        extra=json.loads(row["extra"]),
    )


def prediction_of(row: Mapping[str, Any]) -> Prediction:
    return Prediction(
        prediction_id=row["prediction_id"],
        task_id=row["task_id"],
        model_version=row["model_version"],
        score=row["score"],
        result=json.loads(row["result"]),
        extra=json.loads(row["extra"]),
    )

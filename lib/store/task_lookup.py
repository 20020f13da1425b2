"""Tasks found by their keys, for many at a time."""

from collections.abc import Collection
from uuid import UUID

from lib.domain.task import Task
from lib.store.columns import dict_rows
from lib.store.tasks import task_of
from lib.store.writer import Connection


def get_tasks(connection: Connection, task_ids: Collection[UUID]) -> dict[UUID, Task]:
    """Tasks by their ids, archived ones too."""
    connection.execute(
        "SELECT * FROM task WHERE task_id IN (SELECT unnest($task_ids))",
        {"task_ids": list(task_ids)},
    )
    return {row["task_id"]: task_of(row) for row in dict_rows(connection)}


def find_task_ids(
    connection: Connection, project_id: UUID, content_keys: Collection[str]
) -> dict[str, UUID]:
    """A project's tasks by content key, those of the keys given that there are."""
    connection.execute(
        """
        SELECT content_key, task_id FROM task
        WHERE project_id = $project_id AND content_key IN (SELECT unnest($content_keys))
        """,
        {"project_id": project_id, "content_keys": list(content_keys)},
    )
    return dict(connection.fetchall())

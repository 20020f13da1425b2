"""Rows of `linked_task`: a task, and what is known of its counterpart in Label Studio."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from lib.domain.label_studio import LinkedTask
from lib.store.columns import as_stored, as_utc, dict_rows
from lib.store.writer import Connection


def put_sent_tasks(
    connection: Connection,
    project_id: UUID,
    task_ids: Sequence[UUID],
    sent_at: datetime,
    is_opaque: bool = False,
) -> None:
    """Note that tasks are about to be sent; their ids there are not known yet."""
    sent = [LinkedTask(task_id, None, sent_at, is_opaque=is_opaque) for task_id in task_ids]
    put_linked_tasks(connection, project_id, sent)


def remove_sent_tasks(connection: Connection, task_ids: Collection[UUID]) -> None:
    """Forget that tasks were about to be sent; those whose ids there are known stay."""
    connection.execute(
        """
        DELETE FROM linked_task
        WHERE ls_task_id IS NULL AND task_id IN (SELECT unnest($task_ids))
        """,
        {"task_ids": list(task_ids)},
    )


def set_ls_task_ids(connection: Connection, ls_task_ids: Mapping[UUID, int]) -> None:
    """Note the ids, by task, under which tasks that were sent are known there."""
    connection.execute(
        """
        UPDATE linked_task SET ls_task_id = given.ls_task_id
        FROM (SELECT unnest($task_ids) AS task_id, unnest($ls_task_ids) AS ls_task_id) AS given
        WHERE linked_task.task_id = given.task_id
        """,
        {"task_ids": list(ls_task_ids), "ls_task_ids": list(ls_task_ids.values())},
    )


def put_linked_tasks(
    connection: Connection, project_id: UUID, linked: Sequence[LinkedTask]
) -> None:
    """Store linked tasks, each in place of what was known of it."""
    connection.execute(
        """
        INSERT INTO linked_task (
            task_id, project_id, ls_task_id, sent_at, stamp, gone_at, is_opaque)
        SELECT unnest($task_ids), $project_id, unnest($ls_task_ids), unnest($sent_at),
               unnest($stamps), unnest($gone_at), unnest($is_opaque)
        ON CONFLICT (task_id) DO UPDATE SET
            ls_task_id = excluded.ls_task_id, sent_at = excluded.sent_at,
            stamp = excluded.stamp, gone_at = excluded.gone_at,
            is_opaque = excluded.is_opaque
        """,
        {
            "task_ids": [each.task_id for each in linked],
            "project_id": project_id,
            "ls_task_ids": [each.ls_task_id for each in linked],
            "sent_at": [as_stored(each.sent_at) for each in linked],
            "stamps": [each.stamp for each in linked],
            "gone_at": [as_stored(each.gone_at) if each.gone_at else None for each in linked],
            "is_opaque": [each.is_opaque for each in linked],
        },
    )


def set_gone(
    connection: Connection, project_id: UUID, ls_task_ids: Collection[int], when: datetime
) -> None:
    """Note that tasks were deleted there; what was noted before stays."""
    connection.execute(
        """
        UPDATE linked_task SET gone_at = $gone_at
        WHERE project_id = $project_id AND gone_at IS NULL
          AND ls_task_id IN (SELECT unnest($ls_task_ids))
        """,
        {
            "project_id": project_id,
            "ls_task_ids": list(ls_task_ids),
            "gone_at": as_stored(when),
        },
    )


def list_linked_tasks(connection: Connection, project_id: UUID) -> list[LinkedTask]:
    """All of a project, also those being sent and those gone, in the order of their tasks' ids."""
    connection.execute(
        "SELECT * FROM linked_task WHERE project_id = $project_id ORDER BY task_id",
        {"project_id": project_id},
    )
    return _linked_tasks(connection)


def list_sent_tasks(connection: Connection, project_id: UUID) -> list[LinkedTask]:
    """Those whose ids there are not known: being sent, or perhaps sent when a sync was cut off."""
    connection.execute(
        """
        SELECT * FROM linked_task
        WHERE project_id = $project_id AND ls_task_id IS NULL ORDER BY task_id
        """,
        {"project_id": project_id},
    )
    return _linked_tasks(connection)


def _linked_tasks(cursor: Connection) -> list[LinkedTask]:
    return [_linked_task(row) for row in dict_rows(cursor)]


def _linked_task(row: Mapping[str, Any]) -> LinkedTask:
    gone_at = row["gone_at"]
    return LinkedTask(
        task_id=row["task_id"],
        ls_task_id=row["ls_task_id"],
        sent_at=as_utc(row["sent_at"]),
        stamp=row["stamp"],
        gone_at=as_utc(gone_at) if gone_at else None,
        is_opaque=row["is_opaque"],
    )

"""Rows of `kept_aside`: what a Label Studio holds that does not fit, with the reason."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from lib.domain.label_studio import KeptAside
from lib.domain.storable import storable
from lib.store.columns import as_json, as_stored, as_utc, dict_rows, utc_now
from lib.store.writer import Connection


def put_kept_aside(
    connection: Connection, project_id: UUID, kept_aside: Sequence[KeptAside]
) -> None:
    """Store what was kept aside, each in place of what was known of it.

    `found_at` stays that of the first time; where it is None, it is now.
    """
    now = utc_now()
    connection.execute(
        """
        INSERT INTO kept_aside (project_id, kind, ls_id, ls_task_id, reason, content, found_at)
        SELECT $project_id, unnest($kinds), unnest($ls_ids), unnest($ls_task_ids),
               unnest($reasons), unnest($contents), unnest($found_at)
        ON CONFLICT (project_id, kind, ls_id) DO UPDATE SET
            ls_task_id = excluded.ls_task_id, reason = excluded.reason,
            content = excluded.content
        """,
        {
            "project_id": project_id,
            "kinds": [each.kind for each in kept_aside],
            "ls_ids": [each.ls_id for each in kept_aside],
            "ls_task_ids": [each.ls_task_id for each in kept_aside],
            "reasons": [storable(each.reason) for each in kept_aside],
            "contents": [storable(as_json(dict(each.content))) for each in kept_aside],
            "found_at": [as_stored(each.found_at or now) for each in kept_aside],
        },
    )


def put_of_tasks(
    connection: Connection,
    project_id: UUID,
    ls_task_ids: Collection[int],
    kept_aside: Sequence[KeptAside],
) -> None:
    """Store all that is kept aside of tasks there; what fits by now, or has gone, is forgotten."""
    connection.execute(
        """
        DELETE FROM kept_aside
        WHERE project_id = $project_id AND ls_task_id IN (SELECT unnest($ls_task_ids))
          AND kind || ':' || ls_id NOT IN (SELECT unnest($kept))
        """,
        {
            "project_id": project_id,
            "ls_task_ids": list(ls_task_ids),
            "kept": [f"{each.kind}:{each.ls_id}" for each in kept_aside],
        },
    )
    put_kept_aside(connection, project_id, kept_aside)


def count_kept_aside(connection: Connection, project_id: UUID) -> int:
    connection.execute(
        "SELECT count(*) FROM kept_aside WHERE project_id = $project_id",
        {"project_id": project_id},
    )
    return int(connection.fetchall()[0][0])


def list_kept_aside(connection: Connection, project_id: UUID) -> list[KeptAside]:
    """All of a project, task by task as they are numbered there."""
    connection.execute(
        """
        SELECT * FROM kept_aside WHERE project_id = $project_id
        ORDER BY ls_task_id, kind, ls_id
        """,
        {"project_id": project_id},
    )
    return [_kept_aside(row) for row in dict_rows(connection)]


def _kept_aside(row: Mapping[str, Any]) -> KeptAside:
    return KeptAside(
        kind=row["kind"],
        ls_id=row["ls_id"],
        ls_task_id=row["ls_task_id"],
        reason=row["reason"],
        content=json.loads(row["content"]),
        found_at=as_utc(row["found_at"]),
    )

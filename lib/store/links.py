"""Rows of `label_studio_link`: the project of a Label Studio that one of ours is in step with."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from lib.domain.label_studio import Link
from lib.store.columns import as_stored, as_utc, dict_rows
from lib.store.writer import Connection

# What a project and its counterpart know of each other; the log of the syncs is not among it.
_TABLES_OF_A_LINK = (
    "label_studio_link",
    "linked_task",
    "linked_prediction",
    "linked_annotation",
    "sync_conflict",
    "kept_aside",
)


_SELECT = """
    SELECT link.*, opaque_key.key AS opaque_key
    FROM label_studio_link AS link LEFT JOIN opaque_key USING (project_id)
"""


def put_link(connection: Connection, link: Link) -> None:
    """Store a project's link in place of the one that it has; its first opaque key stays."""
    connection.execute(
        """
        INSERT INTO label_studio_link (
            project_id, url, ls_project_id, ls_title, token_env, opaque, makes_users,
            interval_minutes, webhook_secret_hash, watermark, linked_at, synced_at)
        VALUES ($project_id, $url, $ls_project_id, $ls_title, $token_env, $opaque, $makes_users,
                $interval_minutes, $webhook_secret_hash, $watermark, $linked_at, $synced_at)
        ON CONFLICT (project_id) DO UPDATE SET
            url = excluded.url, ls_project_id = excluded.ls_project_id,
            ls_title = excluded.ls_title, token_env = excluded.token_env,
            opaque = excluded.opaque, makes_users = excluded.makes_users,
            interval_minutes = excluded.interval_minutes,
            webhook_secret_hash = excluded.webhook_secret_hash,
            watermark = excluded.watermark, linked_at = excluded.linked_at,
            synced_at = excluded.synced_at
        """,
        {
            **{name: value for name, value in asdict(link).items() if name != "opaque_key"},
            "linked_at": as_stored(link.linked_at) if link.linked_at else None,
            "synced_at": as_stored(link.synced_at) if link.synced_at else None,
        },
    )
    if link.opaque_key:
        connection.execute(
            """
            INSERT INTO opaque_key (project_id, key) VALUES ($project_id, $key)
            ON CONFLICT DO NOTHING
            """,
            {"project_id": link.project_id, "key": link.opaque_key},
        )


def get_link(connection: Connection, project_id: UUID) -> Link | None:
    connection.execute(f"{_SELECT} WHERE link.project_id = $project_id", {"project_id": project_id})
    rows = dict_rows(connection)
    return _link(rows[0]) if rows else None


def list_links(connection: Connection) -> list[Link]:
    """All links, in the order in which their projects were made."""
    connection.execute(f"{_SELECT} ORDER BY link.project_id")
    return [_link(row) for row in dict_rows(connection)]


def update_link(
    connection: Connection,
    project_id: UUID,
    *,
    ls_project: tuple[int, str] | None = None,
    makes_users: bool | None = None,
    interval_minutes: int | None = None,
    webhook_secret_hash: str | None = None,
) -> None:
    """Change what is given of a link, and leave the rest as it is; an interval of 0 is none.

    `ls_project` is the id and the title of the project there.
    """
    connection.execute(
        """
        UPDATE label_studio_link SET
            ls_project_id = coalesce($ls_project_id, ls_project_id),
            ls_title = coalesce($ls_title, ls_title),
            makes_users = coalesce($makes_users, makes_users),
            interval_minutes = nullif(coalesce($interval_minutes, interval_minutes), 0),
            webhook_secret_hash = coalesce($webhook_secret_hash, webhook_secret_hash)
        WHERE project_id = $project_id
        """,
        {
            "project_id": project_id,
            "ls_project_id": ls_project[0] if ls_project else None,
            "ls_title": ls_project[1] if ls_project else None,
            "makes_users": makes_users,
            "interval_minutes": interval_minutes,
            "webhook_secret_hash": webhook_secret_hash,
        },
    )


def use_stored_token(connection: Connection, project_id: UUID) -> None:
    """Read the link's token from the file of secrets from now on."""
    connection.execute(
        "UPDATE label_studio_link SET token_env = NULL WHERE project_id = $project_id",
        {"project_id": project_id},
    )


def set_watermark(
    connection: Connection, project_id: UUID, watermark: str | None, synced_at: datetime
) -> None:
    """Note up to which moment there all was pulled, and when."""
    connection.execute(
        """
        UPDATE label_studio_link SET watermark = $watermark, synced_at = $synced_at
        WHERE project_id = $project_id
        """,
        {
            "project_id": project_id,
            "watermark": watermark,
            "synced_at": as_stored(synced_at),
        },
    )


def remove_link(connection: Connection, project_id: UUID) -> None:
    """Forget a project's counterpart. Tasks, annotations and the log of the syncs stay."""
    for table in _TABLES_OF_A_LINK:
        connection.execute(
            f"DELETE FROM {table} WHERE project_id = $project_id", {"project_id": project_id}
        )


def _link(row: Mapping[str, Any]) -> Link:
    linked_at, synced_at = row["linked_at"], row["synced_at"]
    return Link(
        **{
            **row,
            "linked_at": as_utc(linked_at) if linked_at else None,
            "synced_at": as_utc(synced_at) if synced_at else None,
        }
    )

"""Rows of `sync_conflict`: annotations that were changed on both sides, the latest time of each."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from lib.domain.label_studio import Conflict, Resolution
from lib.store.columns import as_stored, as_utc, dict_rows
from lib.store.writer import Connection


def put_conflict(connection: Connection, project_id: UUID, conflict: Conflict) -> None:
    """Store a conflict in place of the last one of its annotation."""
    connection.execute(
        """
        INSERT INTO sync_conflict (annotation_id, project_id, our_revision, their_revision,
                                   their_ground_truth, remote_hash, found_at, resolved_at,
                                   resolution)
        VALUES ($annotation_id, $project_id, $our_revision, $their_revision,
                $their_ground_truth, $remote_hash, $found_at, $resolved_at, $resolution)
        ON CONFLICT (annotation_id) DO UPDATE SET
            our_revision = excluded.our_revision, their_revision = excluded.their_revision,
            their_ground_truth = excluded.their_ground_truth,
            remote_hash = excluded.remote_hash, found_at = excluded.found_at,
            resolved_at = excluded.resolved_at, resolution = excluded.resolution
        """,
        {
            "annotation_id": conflict.annotation_id,
            "project_id": project_id,
            "our_revision": conflict.our_revision,
            "their_revision": conflict.their_revision,
            "their_ground_truth": conflict.their_ground_truth,
            "remote_hash": conflict.remote_hash,
            "found_at": as_stored(conflict.found_at),
            "resolved_at": as_stored(conflict.resolved_at) if conflict.resolved_at else None,
            "resolution": conflict.resolution,
        },
    )


def list_open_conflicts(connection: Connection, project_id: UUID) -> list[Conflict]:
    """A project's conflicts that nobody has resolved, the oldest first."""
    connection.execute(
        """
        SELECT * FROM sync_conflict
        WHERE project_id = $project_id AND resolved_at IS NULL
        ORDER BY found_at, annotation_id
        """,
        {"project_id": project_id},
    )
    return [_conflict(row) for row in dict_rows(connection)]


def count_open_conflicts(connection: Connection, project_id: UUID) -> int:
    connection.execute(
        "SELECT count(*) FROM sync_conflict WHERE project_id = $project_id AND resolved_at IS NULL",
        {"project_id": project_id},
    )
    return int(connection.fetchall()[0][0])


def get_open_conflicts(
    connection: Connection, annotation_ids: Collection[UUID]
) -> dict[UUID, Conflict]:
    """Those of the annotations that nobody has resolved yet, by annotation."""
    connection.execute(
        """
        SELECT * FROM sync_conflict
        WHERE resolved_at IS NULL AND annotation_id IN (SELECT unnest($annotation_ids))
        """,
        {"annotation_ids": list(annotation_ids)},
    )
    return {row["annotation_id"]: _conflict(row) for row in dict_rows(connection)}


def resolve(
    connection: Connection, annotation_id: UUID, resolution: Resolution, when: datetime
) -> None:
    """Note whose state counts; where somebody was first, theirs stands."""
    connection.execute(
        """
        UPDATE sync_conflict SET resolution = $resolution, resolved_at = $resolved_at
        WHERE annotation_id = $annotation_id AND resolved_at IS NULL
        """,
        {
            "annotation_id": annotation_id,
            "resolution": resolution,
            "resolved_at": as_stored(when),
        },
    )


def _conflict(row: Mapping[str, Any]) -> Conflict:
    resolved_at = row["resolved_at"]
    return Conflict(
        annotation_id=row["annotation_id"],
        our_revision=row["our_revision"],
        their_revision=row["their_revision"],
        their_ground_truth=row["their_ground_truth"],
        remote_hash=row["remote_hash"],
        found_at=as_utc(row["found_at"]),
        resolved_at=as_utc(resolved_at) if resolved_at else None,
        resolution=row["resolution"],
    )

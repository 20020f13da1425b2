"""All that annotations ever said, oldest first."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lib.domain.annotation import Status
from lib.store.columns import as_utc, dict_rows
from lib.store.writer import Connection


@dataclass(frozen=True)
class PastState:
    """One revision of an annotation, with its circumstances and without what it derives from them.

    See `lib.domain.annotation.Revision`.
    """

    revision: int
    status: Status
    result: list[Any]
    lead_time: float | None
    actor_id: UUID
    created_at: datetime
    config_version: int = 1
    display_order: tuple[str, ...] | None = None
    untouched: bool = False
    skip_reason: str | None = None
    guideline_version: int | None = None


def list_past_states(
    connection: Connection, annotation_ids: Collection[UUID]
) -> dict[UUID, list[PastState]]:
    """Every revision of the annotations, by annotation."""
    connection.execute(
        """
        SELECT annotation_id, revision, status, result, lead_time, actor_id, created_at,
               config_version, display_order, untouched, skip_reason, guideline_version
        FROM annotation_revision
        WHERE annotation_id IN (SELECT unnest($annotation_ids))
        ORDER BY revision
        """,
        {"annotation_ids": list(annotation_ids)},
    )
    found: dict[UUID, list[PastState]] = {}
    for row in dict_rows(connection):
        annotation_id, shown = row.pop("annotation_id"), row.pop("display_order")
        state = PastState(
            **row
            | {
                "result": json.loads(row["result"]),
                "created_at": as_utc(row["created_at"]),
                "display_order": tuple(shown) if shown else None,
            }
        )
        found.setdefault(annotation_id, []).append(state)
    return found

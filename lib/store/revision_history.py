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
    """One revision of an annotation, without what only analytics need."""

    revision: int
    status: Status
    result: list[Any]
    lead_time: float | None
    actor_id: UUID
    created_at: datetime


def list_past_states(
    connection: Connection, annotation_ids: Collection[UUID]
) -> dict[UUID, list[PastState]]:
    """Every revision of the annotations, by annotation."""
    connection.execute(
        """
        SELECT annotation_id, revision, status, result, lead_time, actor_id, created_at
        FROM annotation_revision
        WHERE annotation_id IN (SELECT unnest($annotation_ids))
        ORDER BY revision
        """,
        {"annotation_ids": list(annotation_ids)},
    )
    found: dict[UUID, list[PastState]] = {}
    for row in dict_rows(connection):
        state = PastState(
            revision=row["revision"],
            status=row["status"],
            result=json.loads(row["result"]),
            lead_time=row["lead_time"],
            actor_id=row["actor_id"],
            created_at=as_utc(row["created_at"]),
        )
        found.setdefault(row["annotation_id"], []).append(state)
    return found

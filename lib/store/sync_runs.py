"""Rows of `sync_run`: the log of the syncs."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from lib.domain.label_studio import Direction, SyncCounts, SyncOutcome, SyncRun
from lib.store.columns import as_json, as_stored, as_utc, dict_rows, new_id
from lib.store.writer import Connection


def add_run(
    connection: Connection, project_id: UUID, direction: Direction, started_at: datetime
) -> UUID:
    """Store that a sync begins."""
    run_id = new_id()
    connection.execute(
        """
        INSERT INTO sync_run (run_id, project_id, direction, started_at)
        VALUES ($run_id, $project_id, $direction, $started_at)
        """,
        {
            "run_id": run_id,
            "project_id": project_id,
            "direction": direction,
            "started_at": as_stored(started_at),
        },
    )
    return run_id


def end_run(
    connection: Connection,
    run_id: UUID,
    ended_at: datetime,
    outcome: SyncOutcome | None,
    failure: str | None,
) -> None:
    """Store how a sync ended; one that failed may have done a part."""
    connection.execute(
        """
        UPDATE sync_run SET ended_at = $ended_at, outcome = $outcome, failure = $failure
        WHERE run_id = $run_id
        """,
        {
            "run_id": run_id,
            "ended_at": as_stored(ended_at),
            "outcome": as_json(asdict(outcome)) if outcome else None,
            "failure": failure,
        },
    )


def list_runs(connection: Connection, project_id: UUID, limit: int) -> list[SyncRun]:
    """A project's last syncs, the newest first."""
    connection.execute(
        """
        SELECT * FROM sync_run WHERE project_id = $project_id
        ORDER BY started_at DESC, run_id DESC LIMIT $limit
        """,
        {"project_id": project_id, "limit": limit},
    )
    return [_run(row) for row in dict_rows(connection)]


def _run(row: Mapping[str, Any]) -> SyncRun:
    ended_at = row["ended_at"]
    return SyncRun(
        run_id=row["run_id"],
        project_id=row["project_id"],
        direction=row["direction"],
        started_at=as_utc(row["started_at"]),
        ended_at=as_utc(ended_at) if ended_at else None,
        outcome=_outcome(json.loads(row["outcome"])) if row["outcome"] else None,
        failure=row["failure"],
    )


def _outcome(stored: Mapping[str, Any]) -> SyncOutcome:
    return SyncOutcome(
        **{
            **stored,
            "pulled": SyncCounts(**stored["pulled"]),
            "pushed": SyncCounts(**stored["pushed"]),
            "messages": tuple(stored["messages"]),
        }
    )

"""Rows of `bulk_action`: what reviewers decided, and how things stood before, so as to undo it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from lib.store.columns import as_json, as_stored, as_utc, dict_rows, new_id, utc_now
from lib.store.writer import Connection

Kind = Literal["accept", "agree", "clear", "rank", "withdraw", "restore", "undo"]


@dataclass(frozen=True)
class Change:
    """What became of one annotation: its current revision, and whether it is the final answer.

    `revision_before` is 0 where the annotation was made by the action itself.
    """

    annotation_id: UUID
    task_id: UUID
    revision_before: int
    revision_after: int
    final_before: bool
    final_after: bool

    @property
    def is_change(self) -> bool:
        """Whether anything differs from before."""
        before = (self.revision_before, self.final_before)
        return before != (self.revision_after, self.final_after)


@dataclass(frozen=True)
class Action:
    """What somebody did to one annotation or to many at once; an undo is an action too."""

    action_id: UUID
    actor_id: UUID
    kind: Kind
    changes: tuple[Change, ...]
    done_at: datetime
    undone_at: datetime | None


def add_action(
    connection: Connection, project_id: UUID, actor_id: UUID, kind: Kind, changes: Sequence[Change]
) -> UUID:
    action_id = new_id()
    connection.execute(
        """
        INSERT INTO bulk_action (action_id, project_id, actor_id, kind, before, done_at)
        VALUES ($action_id, $project_id, $actor_id, $kind, $before, $done_at)
        """,
        {
            "action_id": action_id,
            "project_id": project_id,
            "actor_id": actor_id,
            "kind": kind,
            "before": as_json([_written(change) for change in changes]),
            "done_at": as_stored(utc_now()),
        },
    )
    return action_id


def find_action(connection: Connection, project_id: UUID, action_id: UUID) -> Action | None:
    connection.execute(
        "SELECT * FROM bulk_action WHERE project_id = $project_id AND action_id = $action_id",
        {"project_id": project_id, "action_id": action_id},
    )
    return next(map(_action, dict_rows(connection)), None)


def list_latest_actions(connection: Connection, project_id: UUID, limit: int) -> list[Action]:
    """The latest first, without those that undid another one."""
    connection.execute(
        """
        SELECT * FROM bulk_action WHERE project_id = $project_id AND kind <> 'undo'
        ORDER BY action_id DESC LIMIT $limit
        """,
        {"project_id": project_id, "limit": limit},
    )
    return list(map(_action, dict_rows(connection)))


def list_actions_on(connection: Connection, project_id: UUID, task_id: UUID) -> list[Action]:
    """Those that touched a task, the oldest first."""
    connection.execute(
        """
        SELECT * FROM bulk_action
        WHERE project_id = $project_id AND contains(before::TEXT, $task_id) ORDER BY action_id
        """,
        {"project_id": project_id, "task_id": str(task_id)},
    )
    return list(map(_action, dict_rows(connection)))


def mark_undone(connection: Connection, action_id: UUID) -> None:
    connection.execute(
        "UPDATE bulk_action SET undone_at = $now WHERE action_id = $action_id",
        {"action_id": action_id, "now": as_stored(utc_now())},
    )


def _written(change: Change) -> dict[str, Any]:
    ids = {"annotation_id": str(change.annotation_id), "task_id": str(change.task_id)}
    return asdict(change) | ids


def _action(row: dict[str, Any]) -> Action:
    return Action(
        action_id=row["action_id"],
        actor_id=row["actor_id"],
        kind=row["kind"],
        changes=tuple(
            Change(**each | {name: UUID(each[name]) for name in ("annotation_id", "task_id")})
            for each in json.loads(row["before"])
        ),
        done_at=as_utc(row["done_at"]),
        undone_at=as_utc(row["undone_at"]) if row["undone_at"] else None,
    )

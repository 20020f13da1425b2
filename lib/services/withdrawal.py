"""Withdraw an annotation, and restore it: it counts no more, and all that it ever said stays."""

from collections.abc import Sequence
from uuid import UUID

from lib.domain.project import Project
from lib.errors import TaskTaken
from lib.services.access import requires
from lib.services.decisions import Decision, NoRoom, carry_out, fitting, keep, load
from lib.store.bulk_actions import Change
from lib.store.database import Database
from lib.store.revision_history import list_past_states
from lib.store.writer import Connection


@requires("reviewer")
def withdraw_annotation(
    database: Database, project: Project, annotation_id: UUID, actor_id: UUID
) -> None:
    """Add a revision that deletes the annotation; one that is deleted already stays as it is.

    It is no final answer any more. Raises NotFound where the project has no such annotation.
    """

    def change(connection: Connection) -> None:
        changes = withdraw(connection, project, actor_id, [annotation_id])
        keep(connection, project, actor_id, "withdraw", changes)

    database.write(change)


@requires("reviewer")
def restore_annotation(
    database: Database, project: Project, annotation_id: UUID, actor_id: UUID
) -> None:
    """Add a revision with what a withdrawn annotation said last; others stay as they are.

    The mark of a final answer does not come back: another one may have been chosen since. Raises
    NotFound where the project has no such annotation, TaskTaken where as many others have the task
    as may.
    """

    def change(connection: Connection) -> None:
        changes, no_room = restore(connection, project, actor_id, [annotation_id])
        if no_room.tasks:
            people = "1 person" if no_room.overlap == 1 else f"{no_room.overlap:,} people"
            raise TaskTaken(
                f"Task {no_room.tasks[0]} is for {people} at most, and as many others have "
                "annotated or hold it by now. The annotation stays withdrawn. Withdraw another one "
                "first."
            )
        keep(connection, project, actor_id, "restore", changes)

    database.write(change)


def withdraw(
    connection: Connection, project: Project, actor_id: UUID, annotation_ids: Sequence[UUID]
) -> list[Change]:
    """Withdraw those that stand, inside a change."""
    there = load(connection, project, annotation_ids)
    standing = [each for each in annotation_ids if there[each].status != "deleted"]
    decisions = [Decision(each, final=False, withdrawn=True) for each in standing]
    return carry_out(connection, project, actor_id, decisions)


def restore(
    connection: Connection, project: Project, actor_id: UUID, annotation_ids: Sequence[UUID]
) -> tuple[list[Change], NoRoom]:
    """Restore those that are withdrawn and ever said something, inside a change, in turn.

    Those for which their task has no room stay withdrawn.
    """
    there = load(connection, project, annotation_ids)
    withdrawn = [each for each in annotation_ids if there[each].status == "deleted"]
    past = list_past_states(connection, withdrawn)
    latest = {
        annotation_id: max(
            (each.revision for each in past[annotation_id] if each.status != "deleted"),
            default=None,
        )
        for annotation_id in withdrawn
    }
    decisions = [Decision(each, again=latest[each]) for each in withdrawn]
    kept, no_room = fitting(connection, project, decisions)
    return carry_out(connection, project, actor_id, kept), no_room

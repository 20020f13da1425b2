"""The undo of what reviewers decided.

An undo puts back what an action changed: the states, as revisions that say the same again, and the
marks of final answers. A task on which something was changed since is left as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lib.domain.project import Project
from lib.errors import InvalidInput, NotFound
from lib.services.access import requires
from lib.services.bulk_actions import Done, done
from lib.services.decisions import Decision, carry_out, fitting, load
from lib.store import annotators, bulk_actions
from lib.store.bulk_actions import Change, Kind
from lib.store.database import Database
from lib.store.final_answers import list_marked
from lib.store.review import list_task_numbers
from lib.store.writer import Connection

LATEST = 10


@dataclass(frozen=True)
class PastAction:
    """An action of somebody, on so many annotations of these tasks."""

    action_id: UUID
    who: str
    kind: Kind
    tasks: tuple[int, ...]
    n_annotations: int
    done_at: datetime
    undone_at: datetime | None


@requires("reviewer")
def list_latest_actions(database: Database, project: Project) -> list[PastAction]:
    """The last ten actions of a project, the latest first."""

    def query(connection: Connection) -> list[PastAction]:
        found = bulk_actions.list_latest_actions(connection, project.project_id, LATEST)
        numbers = list_task_numbers(connection, {c.task_id for each in found for c in each.changes})
        return [
            PastAction(
                action_id=each.action_id,
                who=annotators.get_annotator(connection, each.actor_id).name,
                kind=each.kind,
                tasks=_numbers(numbers, each.changes),
                n_annotations=len(each.changes),
                done_at=each.done_at,
                undone_at=each.undone_at,
            )
            for each in found
        ]

    return database.read(query)


@requires("reviewer")
def undo_action(database: Database, project: Project, actor_id: UUID, action_id: UUID) -> Done:
    """Put back what an action changed, but for the tasks on which something changed since.

    What was withdrawn stays so where the task has no room for it any more. Where all is left as it
    is, nothing is undone, and it can be tried again. Raises NotFound
    for an unknown action, InvalidInput for one that is undone already.
    """

    def change(connection: Connection) -> Done:
        action = bulk_actions.find_action(connection, project.project_id, action_id)
        if action is None:
            raise NotFound("There is no such action in this project. Reload the page.")
        if action.undone_at is not None:
            raise InvalidInput("This was undone already. The history of the tasks says by whom.")
        kept = _unchanged_since(connection, project, action.changes)
        decisions, no_room = fitting(connection, project, [_reversed(each) for each in kept])
        changes = carry_out(connection, project, actor_id, decisions)
        if decisions:
            bulk_actions.mark_undone(connection, action_id)
        numbers = list_task_numbers(connection, {each.task_id for each in action.changes})
        asked = tuple(numbers.values())
        return done(connection, project, actor_id, "undo", changes, asked, no_room)

    return database.write(change)


def _unchanged_since(
    connection: Connection, project: Project, changes: Sequence[Change]
) -> list[Change]:
    """The changes of the tasks on which all is as the action left it."""
    there = load(connection, project, [each.annotation_id for each in changes])
    marked = list_marked(connection, {each.task_id for each in changes})
    ours = {each.annotation_id for each in changes}
    changed_since = {
        each.task_id
        for each in changes
        if (there[each.annotation_id].revision, there[each.annotation_id].ground_truth)
        != (each.revision_after, each.final_after)
        or (each.final_before and any(other not in ours for other in marked.get(each.task_id, ())))
    }
    return [each for each in changes if each.task_id not in changed_since]


def _reversed(change: Change) -> Decision:
    if change.revision_before == change.revision_after:
        return Decision(change.annotation_id, final=change.final_before)
    if change.revision_before == 0:
        return Decision(change.annotation_id, final=False, withdrawn=True)
    return Decision(change.annotation_id, final=change.final_before, again=change.revision_before)


def _numbers(numbers: dict[UUID, int], changes: Sequence[Change]) -> tuple[int, ...]:
    return tuple(sorted({numbers[each.task_id] for each in changes if each.task_id in numbers}))

"""What reviewers decide over annotations, carried out and kept with how things stood before.

A decision adds revisions and sets marks, which is what a sync with Label Studio sees; nothing that
was said is ever lost. At most one annotation of a task carries the mark of the final answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from lib.domain.annotation import Annotation, Revision
from lib.domain.project import Project
from lib.domain.task import Task
from lib.errors import NotFound
from lib.services.assignment_slots import has_room, working
from lib.services.revising import next_revision, state_again, state_of
from lib.store import annotations, bulk_actions, projects, revisions
from lib.store.bulk_actions import Change, Kind
from lib.store.claims import get_task_states
from lib.store.columns import utc_now
from lib.store.final_answers import list_final_rankings, set_marks
from lib.store.review import list_task_numbers
from lib.store.revision_history import PastState, list_past_states
from lib.store.task_lookup import get_tasks
from lib.store.writer import Connection


@dataclass(frozen=True)
class Decision:
    """What is to become of an annotation: what is left out stays as it is.

    `final` sets or takes the mark; `withdrawn` adds a revision that deletes it; `again` adds one
    that says what the revision of that number said.
    """

    annotation_id: UUID
    final: bool | None = None
    withdrawn: bool = False
    again: int | None = None


@dataclass(frozen=True)
class NoRoom:
    """The tasks, by number, on which annotations stay withdrawn: `overlap` others have each."""

    tasks: tuple[int, ...] = ()
    overlap: int = 0


NOWHERE = NoRoom()


def carry_out(
    connection: Connection, project: Project, actor_id: UUID, decisions: Iterable[Decision]
) -> list[Change]:
    """Carry decisions out, and tell what changed; those that change nothing are left out.

    Raises NotFound where the project has no such annotation.
    """
    wanted = {each.annotation_id: each for each in decisions}
    there = load(connection, project, list(wanted))
    # Its settings may have changed since the page was drawn.
    project = projects.get_project(connection, project.project_id)
    tasks = get_tasks(connection, {each.task_id for each in there.values()})
    past = list_past_states(
        connection, [each.annotation_id for each in wanted.values() if each.again is not None]
    )
    appended, marks, changes = [], {}, []
    for annotation_id, decision in wanted.items():
        now = there[annotation_id]
        task, states = tasks[now.task_id], past.get(annotation_id, [])
        state = _state(project, task, now, decision, states, actor_id)
        if state is not None:
            appended.append(next_revision(now, state))
        final = now.ground_truth if decision.final is None else decision.final
        if final != now.ground_truth:
            marks[annotation_id] = final
        if state is not None or annotation_id in marks:
            number = now.revision + (state is not None)
            changes.append(
                Change(annotation_id, now.task_id, now.revision, number, now.ground_truth, final)
            )
    if appended:
        revisions.add_revisions(connection, project.project_id, appended)
    set_marks(connection, marks)
    return changes


def fitting(
    connection: Connection, project: Project, decisions: Sequence[Decision]
) -> tuple[list[Decision], NoRoom]:
    """The decisions that keep every task within the overlap, in turn, and where the others are.

    Only those take room that put back what was withdrawn, of people who have no other annotation of
    the task that counts. Raises NotFound where the project has no such annotation.
    """
    there = load(connection, project, [each.annotation_id for each in decisions])
    settings = projects.get_project(connection, project.project_id).settings
    back = {
        each.annotation_id: each.again
        for each in decisions
        if each.again is not None and there[each.annotation_id].status == "deleted"
    }
    if not back or not settings.overlap:
        return list(decisions), NOWHERE
    past = list_past_states(connection, list(back))
    finals = list_final_rankings(
        connection, project.project_id, {there[each].task_id for each in back}
    )
    states = get_task_states(connection, {there[each].task_id for each in back})
    now, kept, full = utc_now(), [], set()
    for decision in decisions:
        annotation = there[decision.annotation_id]
        task_id, person = annotation.task_id, annotation.annotator.annotator_id
        if decision.annotation_id in back and decision.annotation_id not in finals:
            said = next(
                each for each in past[decision.annotation_id] if each.revision == decision.again
            )
            statuses = states[task_id].work.get(person, frozenset()) | {said.status}
            after = replace(states[task_id], work={**states[task_id].work, person: statuses})
            takes_a_slot = person in working(after, settings)
            if takes_a_slot and not has_room(states[task_id], settings, person, now):
                full.add(task_id)
                continue
            states[task_id] = after
        kept.append(decision)
    numbers = list_task_numbers(connection, full) if full else {}
    return kept, NoRoom(tuple(sorted(numbers.values())), settings.overlap)


def keep(
    connection: Connection, project: Project, actor_id: UUID, kind: Kind, changes: Sequence[Change]
) -> UUID | None:
    """Keep what was changed, for the history and for an undo; nothing where nothing was."""
    if not changes:
        return None
    return bulk_actions.add_action(connection, project.project_id, actor_id, kind, changes)


def load(
    connection: Connection, project: Project, annotation_ids: Sequence[UUID]
) -> dict[UUID, Annotation]:
    """Annotations of the project as they stand. Raises NotFound for one that it does not have."""
    found = {
        each.annotation_id: each for each in annotations.get_annotations(connection, annotation_ids)
    }
    if len(found) < len(set(annotation_ids)):
        raise NotFound("There is no such annotation; it may have been removed. Reload the page.")
    tasks = get_tasks(connection, {each.task_id for each in found.values()})
    if any(task.project_id != project.project_id for task in tasks.values()):
        raise NotFound(f"“{project.name}” has no such annotation; another project has it.")
    return found


def _state(
    project: Project,
    task: Task,
    now: Annotation,
    decision: Decision,
    past: Sequence[PastState],
    actor_id: UUID,
) -> Revision | None:
    """The revision that a decision adds, None where it adds none."""
    if decision.withdrawn and now.status != "deleted":
        return state_of(project, task, "deleted", now.result, actor_id, lead_time=now.lead_time)
    if decision.again is not None and decision.again != now.revision:
        earlier = next(each for each in past if each.revision == decision.again)
        return state_again(project, task, earlier, actor_id)
    return None

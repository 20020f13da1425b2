"""What a sync could not decide by itself: annotations changed on both sides, things kept aside."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from lib.domain.annotation import Annotation, Status
from lib.domain.label_studio import Conflict, KeptAside, Resolution
from lib.domain.project import Project
from lib.errors import InvalidInput, NotFound
from lib.services.access import requires
from lib.services.revising import append, state_of
from lib.store import (
    annotations,
    annotators,
    gone_tasks,
    kept_aside,
    linked_annotations,
    projects,
    sync_conflicts,
)
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.revision_history import PastState, list_past_states
from lib.store.task_lookup import get_tasks
from lib.store.writer import Connection


@dataclass(frozen=True)
class Theirs:
    """What Label Studio holds of an annotation in conflict; `status` may be deleted."""

    status: Status
    result: list[Any]
    lead_time: float | None
    who: str
    created_at: datetime


@dataclass(frozen=True)
class OpenConflict:
    """An annotation changed on both sides: `annotation` is ours, which counts until then."""

    conflict: Conflict
    task_number: int
    annotation: Annotation
    theirs: Theirs


@requires("reviewer")
def list_open_conflicts(database: Database, project_id: UUID) -> list[OpenConflict]:
    """The conflicts of a project that nobody has decided, by task."""

    def query(connection: Connection) -> list[OpenConflict]:
        found = sync_conflicts.list_open_conflicts(connection, project_id)
        ids = [each.annotation_id for each in found]
        ours = {a.annotation_id: a for a in annotations.get_annotations(connection, ids)}
        past = list_past_states(connection, ids)
        held = get_tasks(connection, {each.task_id for each in ours.values()})
        opened = [
            OpenConflict(
                conflict=each,
                task_number=held[ours[each.annotation_id].task_id].number,
                annotation=ours[each.annotation_id],
                theirs=_theirs(connection, _state(past[each.annotation_id], each)),
            )
            for each in found
        ]
        return sorted(opened, key=lambda each: (each.task_number, each.annotation.number))

    return database.read(query)


@requires("reviewer")
def resolve_conflict(
    database: Database,
    project: Project,
    annotation_id: UUID,
    resolution: Resolution,
    actor_id: UUID,
) -> None:
    """Decide a conflict: the next push sends ours to Label Studio, or theirs counts from now on.

    Either state stays in the annotation's history. Raises NotFound where it is decided already.
    """
    if resolution not in ("ours", "theirs"):
        raise InvalidInput(f"“{resolution}” decides nothing. Choose ours or theirs.")

    def change(connection: Connection) -> None:
        conflict = sync_conflicts.get_open_conflicts(connection, [annotation_id]).get(annotation_id)
        if conflict is None:
            raise NotFound("There is no such conflict any more; somebody has decided it.")
        ours = annotations.get_annotations(connection, [annotation_id])[0]
        base = linked_annotations.list_linked_annotations(connection, [ours.task_id])[annotation_id]
        # Known as changed here since their state, so that the next push sends ours.
        agreed_at = conflict.their_revision
        if resolution == "theirs":
            past = list_past_states(connection, [annotation_id])[annotation_id]
            agreed_at = _append(connection, project, ours, _state(past, conflict), actor_id)
            ground_truth = conflict.their_ground_truth
            annotations.set_ground_truth(connection, annotation_id, ground_truth)
            base = replace(base, ground_truth=ground_truth)
        linked_annotations.put_linked_annotations(
            connection,
            project.project_id,
            [replace(base, revision=agreed_at, remote_hash=conflict.remote_hash)],
        )
        sync_conflicts.resolve(connection, annotation_id, resolution, utc_now())
        # Where its task is gone there meanwhile, the annotation has no counterpart any more.
        gone_tasks.forget_contents(connection, [ours.task_id])

    database.write(change)


@requires("reviewer")
def count_undecided(database: Database, project_id: UUID) -> tuple[int, int]:
    """How many conflicts nobody has decided, and how much is kept aside."""
    return database.read(
        lambda c: (
            sync_conflicts.count_open_conflicts(c, project_id),
            kept_aside.count_kept_aside(c, project_id),
        )
    )


@requires("reviewer")
def list_kept_aside(database: Database, project_id: UUID) -> list[KeptAside]:
    """What there is in Label Studio that does not fit, with the reasons."""
    return database.read(lambda c: kept_aside.list_kept_aside(c, project_id))


def _append(
    connection: Connection, project: Project, ours: Annotation, theirs: PastState, actor_id: UUID
) -> int:
    """Their state becomes the current one; gives its revision."""
    project = projects.get_project(connection, project.project_id)
    task = get_tasks(connection, [ours.task_id])[ours.task_id]
    state = state_of(
        project, task, theirs.status, theirs.result, actor_id, lead_time=theirs.lead_time
    )
    return append(connection, project.project_id, ours, state)


def _state(past: list[PastState], conflict: Conflict) -> PastState:
    return next(each for each in past if each.revision == conflict.their_revision)


def _theirs(connection: Connection, state: PastState) -> Theirs:
    return Theirs(
        status=state.status,
        result=state.result,
        lead_time=state.lead_time,
        who=annotators.get_annotator(connection, state.actor_id).name,
        created_at=state.created_at,
    )

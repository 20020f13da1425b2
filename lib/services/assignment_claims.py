"""Claims: a task is a person's own while they are at it, and somebody else's where they stop."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from lib.domain.annotation import Annotator, Revision
from lib.domain.project import Project, ProjectSettings
from lib.domain.task import Task
from lib.errors import TaskTaken
from lib.services.access import requires
from lib.services.assignment_choice import list_available, list_candidates, own_progress
from lib.services.assignment_slots import has_room, may_get
from lib.store import annotations, claims, drafts, next_task, postponed, projects, tasks
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.writer import Connection

CANDIDATES = 20
"""So many are looked at in one write; the first that is free is the person's."""

ATTEMPTS = 20


@dataclass(frozen=True)
class ClaimedTask:
    """A task that is a person's own by now, and how far they are (see `count_own_work`)."""

    task: Task
    progress: tuple[int, int]


@requires("annotator")
def claim_next_task(
    database: Database,
    project: Project,
    person: Annotator,
    after: int = 0,
    *,
    with_postponed: bool = True,
) -> ClaimedTask | None:
    """Give a person their next task, None where none is free for them.

    First comes what they have begun, newest first, where it can still be had; then the project's
    order. With `after`, the order goes on behind that task.
    """
    begun = [] if after else _begun(database, project, person)
    for attempt in range(ATTEMPTS):
        available = list_available(database, project, person, afresh=attempt > 0)
        numbers = list_candidates(database, project, person, available, after)
        if not with_postponed:
            numbers = numbers[: len(numbers) - _n_postponed(numbers, available.postponed)]
        best = numbers[:CANDIDATES].tolist()
        candidates = [*begun, *_ids_of(database, project, best)]
        if not candidates:
            return None
        task_id = _claim_first(database, project, person, candidates)
        if task_id is not None:
            return ClaimedTask(_task(database, task_id), own_progress(project, available))
        begun = []
    return None


@requires("annotator")
def claim_task(
    database: Database, project: Project, person: Annotator, task: Task, *, is_check: bool = False
) -> bool:
    """Give a person the task that they ask for; False where it was taken out of the project.

    What they have annotated is open to them in any case, and claimed where it can be. Raises
    TaskTaken where enough others have it, and where somebody has withdrawn their annotation.

    Nobody asks for a gold task unless it is theirs already or, `is_check`, due: it is refused like
    any task that enough others have, so that a number never tells which tasks are gold.
    """
    ids, person_id = [task.task_id], person.annotator_id
    seen = database.read(lambda c: claims.get_task_states(c, ids))[task.task_id]
    if "submitted" in seen.work.get(person_id, frozenset()):
        return True

    def change(connection: Connection) -> bool:
        settings = projects.get_project(connection, project.project_id).settings
        state = claims.get_task_states(connection, ids)[task.task_id]
        is_theirs = person_id in state.work
        check_not_withdrawn(connection, task, person_id)
        if state.is_archived:
            return is_theirs
        is_offered = is_check or not (state.is_gold and settings.overlap) or is_theirs
        if has_room(state, settings, person_id, utc_now()) and (
            is_offered or _is_begun_by(connection, state, task.task_id, person_id)
        ):
            _put_claim(
                *(connection, settings, project.project_id, task.task_id, person),
                stays_postponed=state.is_gold,
            )
        elif not is_theirs:
            raise TaskTaken(
                f"Task {task.number} cannot be opened: enough other people have it, or have "
                "annotated it."
            )
        return True

    return database.write(change)


def keep_claim(connection: Connection, project: Project, task_id: UUID, annotator_id: UUID) -> None:
    """Prolong a person's claim with what they do; one that has lapsed is had again if it can be."""
    settings, now = project.settings, utc_now()
    expires_at = _end(settings, now)
    if claims.renew_claim(connection, task_id, annotator_id, now, expires_at):
        return
    state = claims.get_task_states(connection, [task_id]).get(task_id)
    if state is None or state.is_archived:
        return
    if "submitted" not in state.work.get(annotator_id, frozenset()):
        settings = projects.get_project(connection, project.project_id).settings
        if has_room(state, settings, annotator_id, now):
            claims.put_claim(connection, project.project_id, task_id, annotator_id, now, expires_at)


def check_room(
    connection: Connection,
    settings: ProjectSettings,
    task: Task,
    annotator_id: UUID,
    revision: Revision,
) -> None:
    """Raises TaskTaken where one more annotation of the task would be one too many."""
    state = claims.get_task_states(connection, [task.task_id])[task.task_id]
    if not has_room(state, settings, annotator_id, utc_now()):
        raise TaskTaken(
            f"Task {task.number} was not {revision.status}: your time for it had run out, and "
            "enough other people have it by now. What you did is kept as a draft."
        )


def check_not_archived(connection: Connection, task: Task, what_failed: str) -> None:
    """Raises TaskTaken where the task was taken out of the project: `what_failed`, as “skipped”."""
    state = claims.get_task_states(connection, [task.task_id]).get(task.task_id)
    if state is None or state.is_archived:
        raise TaskTaken(
            f"Task {task.number} was not {what_failed}: it has been taken out of the project. "
            "What you did is kept as a draft."
        )


def check_not_withdrawn(connection: Connection, task: Task, annotator_id: UUID) -> None:
    """Raises TaskTaken where somebody else has withdrawn the person's annotation of the task."""
    if annotations.is_withdrawn_by_others(connection, task.task_id, annotator_id):
        raise TaskTaken(
            f"A reviewer has withdrawn your annotation of task {task.number}, and only a reviewer "
            "can restore it. What you did since is kept as a draft."
        )


def _is_begun_by(
    connection: Connection, state: claims.TaskState, task_id: UUID, person_id: UUID
) -> bool:
    """Whether the person has the task by a claim, a draft or their having postponed it."""
    ends = state.claims.get(person_id)
    has_claim = person_id in state.claims and (ends is None or ends > utc_now())
    return (
        has_claim
        or drafts.get_draft(connection, task_id, person_id) is not None
        or postponed.is_postponed(connection, task_id, person_id)
    )


def _begun(database: Database, project: Project, person: Annotator) -> list[UUID]:
    found = database.read(
        lambda c: next_task.list_begun(c, project.project_id, person.annotator_id)
    )
    return found[:CANDIDATES]


def _ids_of(database: Database, project: Project, numbers: list[int]) -> list[UUID]:
    found = database.read(lambda c: claims.find_task_ids(c, project.project_id, numbers))
    return [found[number] for number in numbers if number in found]


def _task(database: Database, task_id: UUID) -> Task:
    return database.read(lambda c: tasks.get_task(c, task_id))


def _n_postponed(numbers: Iterable[int], put_off: tuple[int, ...]) -> int:
    """How many of the numbers are postponed; those come last."""
    there = set(put_off)
    return sum(number in there for number in numbers) if there else 0


def _claim_first(
    database: Database, project: Project, person: Annotator, candidates: list[UUID]
) -> UUID | None:
    def change(connection: Connection) -> UUID | None:
        settings = projects.get_project(connection, project.project_id).settings
        states, now = claims.get_task_states(connection, candidates), utc_now()
        for task_id in candidates:
            if may_get(states[task_id], settings, person.annotator_id, now):
                _put_claim(connection, settings, project.project_id, task_id, person)
                return task_id
        return None

    return database.write(change)


def _put_claim(
    connection: Connection,
    settings: ProjectSettings,
    project_id: UUID,
    task_id: UUID,
    person: Annotator,
    *,
    stays_postponed: bool = False,
) -> None:
    """A postponed check stays one until it is done, since it stands for one that is due."""
    now = utc_now()
    expires_at = _end(settings, now)
    claims.put_claim(connection, project_id, task_id, person.annotator_id, now, expires_at)
    if not stays_postponed:
        postponed.remove_postponed(connection, task_id, person.annotator_id)


def _end(settings: ProjectSettings, now: datetime) -> datetime:
    return now + timedelta(minutes=settings.claim_minutes)

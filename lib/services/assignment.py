"""Assign tasks to people, take them back, and put one's own task off."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.domain.draft import Draft
from lib.domain.project import Project
from lib.errors import InvalidInput
from lib.services.access import requires
from lib.services.assignment_claims import check_not_archived, check_not_withdrawn
from lib.services.assignment_numbers import named
from lib.services.assignment_slots import holders
from lib.services.labeling import OpenTask, save_draft
from lib.store import annotators, claims, memberships, postponed, projects
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.slices import get_task_state
from lib.store.writer import Connection


@dataclass(frozen=True)
class AssignedWork:
    """What is assigned to a person, by task number: what they have submitted, and what is left."""

    annotator: Annotator
    done: tuple[int, ...]
    left: tuple[int, ...]

    @property
    def n(self) -> int:
        return len(self.done) + len(self.left)


@requires("reviewer")
def assign_tasks(
    database: Database,
    project: Project,
    actor_id: UUID,
    task_numbers: Collection[int],
    annotator_ids: Collection[UUID],
) -> int:
    """Assign each of the tasks to each of the people; how many assignments are new.

    A task is not assigned to somebody who has an annotation of it, whatever became of that. Raises
    InvalidInput, and assigns nothing, where a task is not in the project or is a gold task, where a
    person is not in the project, and where more people would have a task than its overlap allows.
    """
    if not task_numbers or not annotator_ids:
        raise InvalidInput("Nothing was chosen. Choose tasks and people.")

    def change(connection: Connection) -> int:
        settings = projects.get_project(connection, project.project_id).settings
        _check_people(connection, project, annotator_ids)
        task_ids = _task_ids(connection, project, task_numbers)
        states, now = claims.get_task_states(connection, task_ids.values()), utc_now()
        gold = [number for number, task_id in task_ids.items() if states[task_id].is_gold]
        if gold:
            raise InvalidInput(
                f"Gold tasks are given to everybody in turn and cannot be assigned: "
                f"{named(gold)}. Leave them out."
            )
        pairs: list[tuple[UUID, UUID]] = []
        too_many: list[int] = []
        for number, task_id in task_ids.items():
            state = states[task_id]
            has_it = {person for person, ends in state.claims.items() if ends is None}
            new = [each for each in annotator_ids if each not in state.work.keys() | has_it]
            together = holders(state, settings, now) | set(new)
            if settings.overlap and new and len(together) > settings.overlap:
                too_many.append(number)
            pairs += [(task_id, each) for each in new]
        if too_many:
            raise InvalidInput(
                f"At most {settings.overlap} people may have a task, and with these there would be "
                f"more at {named(too_many)}. Choose fewer people or other tasks, or raise the "
                "number of people per task in the project's settings."
            )
        claims.put_assignments(connection, project.project_id, pairs, actor_id, now)
        return len(pairs)

    return database.write(change)


@requires("reviewer")
def unassign_tasks(
    database: Database,
    project: Project,
    actor_id: UUID,  # noqa: ARG001 - who does it, for the check of who may
    task_numbers: Collection[int],
    annotator_ids: Collection[UUID],
) -> int:
    """Take tasks back from people to whom they were assigned; how many. Work and drafts stay."""

    def change(connection: Connection) -> int:
        task_ids = _task_ids(connection, project, task_numbers)
        return claims.remove_assignments(connection, list(task_ids.values()), annotator_ids)

    return database.write(change)


@requires("reviewer")
def list_assignments(database: Database, project: Project) -> list[AssignedWork]:
    """Who was assigned what, by the people's numbers; people who are archived are left out."""
    assigned = database.read(lambda c: claims.list_assignments(c, project.project_id))
    return [
        AssignedWork(
            person,
            tuple(each.task_number for each in theirs if each.is_done),
            tuple(each.task_number for each in theirs if not each.is_done),
        )
        for person, group in groupby(assigned, key=lambda each: each.annotator)
        for theirs in [list(group)]
    ]


@requires("reviewer")
def list_assignable_people(database: Database, project: Project) -> list[Annotator]:
    """The members of a project, by number; where it has none, as in local mode, everybody."""
    return database.read(
        lambda c: (
            [
                annotators.get_annotator(c, annotator_id)
                for annotator_id in memberships.list_members(c, project.project_id)
            ]
            or claims.list_everybody(c)
        )
    )


@requires("annotator")
def postpone_task(database: Database, opened: OpenTask, draft: Draft) -> None:
    """Put a task off: its draft is kept, others may have it, and it comes after one's other tasks.

    What was assigned stays assigned. Raises TaskTaken where the task was taken out of the project,
    or somebody has withdrawn the person's annotation of it: their draft is kept.
    """
    save_draft(database, opened, draft)
    ids = (opened.task.task_id, opened.person.annotator_id)

    def change(connection: Connection) -> None:
        check_not_archived(connection, opened.task, "postponed")
        check_not_withdrawn(connection, opened.task, opened.person.annotator_id)
        claims.remove_claim(connection, *ids)
        postponed.put_postponed(connection, opened.project.project_id, *ids, utc_now())

    database.write(change)


@requires("annotator")
def list_postponed(database: Database, project: Project, person: Annotator) -> list[int]:
    """The numbers of the tasks that a person has postponed, in the order in which they did."""
    return database.read(
        lambda c: postponed.list_postponed(c, project.project_id, person.annotator_id)
    )


@requires("annotator")
def has_tasks(database: Database, project: Project) -> bool:
    """Whether there is any task in the project, whoever may have it."""
    return database.read(lambda c: get_task_state(c, project.project_id))[0] > 0


@requires("annotator")
def leave_task(database: Database, opened: OpenTask) -> None:
    """Give up a task on which nothing was done, so that somebody else can have it."""
    ids = (opened.task.task_id, opened.person.annotator_id)
    database.write(lambda c: claims.remove_claim_without_draft(c, *ids))


def _task_ids(
    connection: Connection, project: Project, numbers: Collection[int]
) -> dict[int, UUID]:
    found = claims.find_task_ids(connection, project.project_id, numbers)
    if missing := sorted(set(numbers) - found.keys()):
        raise InvalidInput(
            f"There is no task {named(missing)} in this project. Look up the numbers on the "
            "Progress or the Review page."
        )
    return found


def _check_people(
    connection: Connection, project: Project, annotator_ids: Collection[UUID]
) -> None:
    """In a project without members, as in local mode, everybody who is not archived may label."""
    members = memberships.list_members(connection, project.project_id)
    for annotator_id in annotator_ids:
        person = annotators.get_annotator(connection, annotator_id)
        if annotators.is_archived(connection, annotator_id):
            raise InvalidInput(f"{person.name} is archived. An admin can restore them.")
        is_admin, roles = memberships.get_roles(connection, annotator_id)
        if members and not is_admin and project.project_id not in roles:
            raise InvalidInput(
                "Somebody of those is not in this project. An admin can add them on the Team page."
            )

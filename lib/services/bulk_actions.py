"""Decisions on many tasks at once; each is one action, which can be undone as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from lib.domain.annotation import Annotation
from lib.domain.project import Project
from lib.errors import InvalidInput
from lib.services.access import requires
from lib.services.adjudication import accept
from lib.services.decisions import NOWHERE, Decision, NoRoom, carry_out, keep
from lib.services.panel import says_the_same
from lib.services.projects import labeling_config_of
from lib.services.withdrawal import restore, withdraw
from lib.store import annotations
from lib.store.bulk_actions import Change, Kind
from lib.store.database import Database
from lib.store.final_answers import list_final_rankings, list_marked
from lib.store.gold_tasks import list_gold_tasks
from lib.store.review import list_task_ids, list_task_numbers
from lib.store.writer import Connection

MOST = 200
"""So many tasks or annotations at once: everybody else's work waits while they are stored."""


@dataclass(frozen=True)
class Done:
    """What an action did: the tasks that it changed and those that it left, by number.

    `no_room` names those on which annotations stay withdrawn, since enough others have them; it may
    have changed others there.
    """

    action_id: UUID | None
    changed: tuple[int, ...]
    left: tuple[int, ...]
    n_annotations: int
    no_room: NoRoom = NOWHERE


@requires("reviewer")
def accept_agreed(
    database: Database, project: Project, actor_id: UUID, task_numbers: Sequence[int]
) -> Done:
    """Accept the answer of the tasks on which all agree.

    A task counts where at least two people submitted, all in the same buckets and the same order
    and with the same written answers, where nothing is final yet, and which is no gold task. The
    annotation with the smallest number becomes the final answer. The other tasks are left as they
    are.
    """
    _check(len(task_numbers), "tasks")
    config = labeling_config_of(project.labeling_config)

    def change(connection: Connection) -> Done:
        numbers = list_task_ids(connection, project.project_id, task_numbers)
        held = annotations.list_annotations(connection, numbers)
        marked = list_marked(connection, numbers)
        own = list_final_rankings(connection, project.project_id, list(numbers))
        gold = {each.task_id for each in list_gold_tasks(connection, project.project_id)}
        chosen: list[Annotation] = []
        for task_id in (each for each in numbers if each not in gold):
            given = [
                each
                for each in held.get(task_id, ())
                if each.status == "submitted" and each.annotation_id not in own
            ]
            people = {each.annotator.annotator_id for each in given}
            is_final = any(
                each.annotation_id in marked.get(task_id, ()) for each in held.get(task_id, ())
            )
            if len(people) > 1 and not is_final and says_the_same(config, given):
                chosen.append(given[0])
        changes = accept(connection, project, actor_id, chosen)
        return done(connection, project, actor_id, "agree", changes, task_numbers)

    return database.write(change)


@requires("reviewer")
def clear_finals(
    database: Database, project: Project, actor_id: UUID, task_numbers: Sequence[int]
) -> Done:
    """Take the mark of the final answer from whatever carries it in the tasks."""
    _check(len(task_numbers), "tasks")

    def change(connection: Connection) -> Done:
        numbers = list_task_ids(connection, project.project_id, task_numbers)
        marked = list_marked(connection, numbers)
        cleared = [Decision(each, final=False) for found in marked.values() for each in found]
        changes = carry_out(connection, project, actor_id, cleared)
        return done(connection, project, actor_id, "clear", changes, task_numbers)

    return database.write(change)


@requires("reviewer")
def withdraw_annotations(
    database: Database, project: Project, actor_id: UUID, annotation_ids: Sequence[UUID]
) -> Done:
    """Withdraw those of the annotations that stand. Raises NotFound (see withdraw_annotation)."""
    _check(len(annotation_ids), "annotations")

    def change(connection: Connection) -> Done:
        changes = withdraw(connection, project, actor_id, annotation_ids)
        return done(connection, project, actor_id, "withdraw", changes)

    return database.write(change)


@requires("reviewer")
def restore_annotations(
    database: Database, project: Project, actor_id: UUID, annotation_ids: Sequence[UUID]
) -> Done:
    """Restore those of the annotations that are withdrawn and have room. Raises NotFound."""
    _check(len(annotation_ids), "annotations")

    def change(connection: Connection) -> Done:
        changes, no_room = restore(connection, project, actor_id, annotation_ids)
        return done(connection, project, actor_id, "restore", changes, no_room=no_room)

    return database.write(change)


def done(
    connection: Connection,
    project: Project,
    actor_id: UUID,
    kind: Kind,
    changes: Sequence[Change],
    asked: Sequence[int] = (),
    no_room: NoRoom = NOWHERE,
) -> Done:
    """Keep the action, and say which of the tasks that were asked for it did not change."""
    action_id = keep(connection, project, actor_id, kind, changes)
    numbers = list_task_numbers(connection, {each.task_id for each in changes})
    changed = tuple(sorted(set(numbers.values())))
    left = tuple(sorted({*asked} - {*changed} - {*no_room.tasks}))
    return Done(action_id, changed, left, len(changes), no_room)


def _check(n: int, what: Literal["tasks", "annotations"]) -> None:
    if n > MOST:
        raise InvalidInput(
            f"These are {n:,} {what}, and at most {MOST:,} can be changed at once, since nobody "
            "else can store anything meanwhile. Nothing was changed. Choose fewer tasks, with the "
            "filters for instance, and go on with the others afterwards."
        )

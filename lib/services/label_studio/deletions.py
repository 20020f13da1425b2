"""Tasks that were deleted in Label Studio: archived here, and brought back on request."""

from collections.abc import Sequence
from uuid import UUID

from lib.domain.annotation import Annotation
from lib.domain.label_studio import LinkedAnnotation, LinkedTask
from lib.services.access import requires
from lib.services.label_studio.exchange import Exchange
from lib.services.label_studio.linked_index import LinkedIndex
from lib.services.label_studio.turns import only_one_at
from lib.store import (
    annotations,
    drafts,
    gone_tasks,
    kept_aside,
    linked_annotations,
    linked_tasks,
    sync_conflicts,
    tasks,
)
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.task_lookup import get_tasks
from lib.store.writer import Connection


def take_deletions(
    exchange: Exchange, index: LinkedIndex, missing: Sequence[LinkedTask]
) -> list[UUID]:
    """Note that tasks were deleted there; those without work that is only here are archived.

    Gives the ids of the tasks that stay, because they hold such work.
    """
    if not missing:
        return []
    project_id = exchange.project.project_id
    now = utc_now()
    task_ids = [each.task_id for each in missing]
    ls_task_ids = [each.ls_task_id for each in missing if each.ls_task_id is not None]

    def change(connection: Connection) -> list[UUID]:
        staying = _with_work_only_here(connection, task_ids)
        linked_tasks.set_gone(connection, project_id, ls_task_ids, now)
        gone_tasks.forget_contents(connection, task_ids)
        kept_aside.put_of_tasks(connection, project_id, ls_task_ids, [])
        tasks.archive_tasks(connection, [each for each in task_ids if each not in staying], now)
        return staying

    staying = exchange.database.write(change)
    index.mark_gone(missing, now)
    return staying


def tell_deletions(exchange: Exchange, staying: Sequence[UUID]) -> None:
    if staying:
        held = exchange.database.read(lambda c: get_tasks(c, staying))
        numbers = sorted(task.number for task in held.values())
        exchange.tally.tell(
            "Deleted in Label Studio, and kept here for the work that is only here: "
            f"task {', '.join(map(str, numbers))}."
        )


@requires("reviewer")
def count_deleted_there(database: Database, project_id: UUID) -> int:
    """How many of a project's tasks were deleted in Label Studio since they were linked."""
    return database.read(lambda c: gone_tasks.count_gone(c, project_id))


@requires("reviewer")
def bring_back(database: Database, project_id: UUID) -> int:
    """Take the tasks that were deleted there out of the archive; the next push sends them again.

    Gives how many. Raises SyncIsRunning while a sync is at it.
    """
    with only_one_at(database, project_id):
        return database.write(lambda c: gone_tasks.bring_back(c, project_id))


def _with_work_only_here(connection: Connection, task_ids: Sequence[UUID]) -> list[UUID]:
    base = linked_annotations.list_linked_annotations(connection, task_ids)
    held = annotations.list_all_annotations(connection, task_ids)
    disputed = sync_conflicts.get_open_conflicts(
        connection, [each.annotation_id for some in held.values() for each in some]
    )
    begun = drafts.list_tasks_begun(connection, task_ids)
    return [
        task_id
        for task_id in task_ids
        if task_id in begun
        or any(
            each.annotation_id in disputed or _is_only_here(each, base.get(each.annotation_id))
            for each in held.get(task_id, ())
        )
    ]


def _is_only_here(annotation: Annotation, base: LinkedAnnotation | None) -> bool:
    """Whether it says what Label Studio never had."""
    if annotation.status == "deleted":
        return False
    return base is None or base.revision != annotation.revision

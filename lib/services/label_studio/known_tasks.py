"""Which of our tasks the tasks of a Label Studio are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from lib.domain.label_studio import LinkedTask
from lib.domain.task import Task
from lib.formats.label_studio_payloads import sent_task_id
from lib.formats.task_rows import content_key
from lib.services.label_studio.linked_index import LinkedIndex
from lib.store.task_lookup import find_task_ids, get_tasks
from lib.store.writer import Connection


def tasks_here(
    connection: Connection,
    project_id: UUID,
    index: LinkedIndex,
    rows: Sequence[Mapping[str, Any]],
) -> dict[int, Task]:
    """Our tasks by the ids there: those linked, and those that are the same and free."""
    by_ls_id = index.by_ls_id
    linked = {row["id"]: by_ls_id[row["id"]].task_id for row in rows if row["id"] in by_ls_id}
    others = [row for row in rows if row["id"] not in linked]
    sources = {row["id"]: sent_task_id(data_of(row).get("source_id")) for row in others}
    keys = {row["id"]: content_key(data_of(row)) for row in others}
    found = find_task_ids(connection, project_id, keys.values())
    wanted = {*linked.values(), *found.values(), *(each for each in sources.values() if each)}
    held = {
        task_id: task
        for task_id, task in get_tasks(connection, wanted).items()
        if task.project_id == project_id
    }
    here = {ls_id: held[task_id] for ls_id, task_id in linked.items() if task_id in held}
    claimed: set[UUID] = set()
    for row in others:
        for task_id in (sources[row["id"]], found.get(keys[row["id"]])):
            if task_id in held and task_id not in claimed and index.is_free(task_id):
                here[row["id"]] = held[task_id]
                claimed.add(task_id)
                break
    return here


def copies_of_ours(
    connection: Connection,
    project_id: UUID,
    rows: Sequence[Mapping[str, Any]],
    here: Mapping[int, Task],
) -> set[int]:
    """Those that name a task of this project which is another one there already.

    One that names a task of another project, or of another Podium, is new like any other.
    """
    sources = {
        row["id"]: sent_task_id(data_of(row).get("source_id"))
        for row in rows
        if row["id"] not in here
    }
    named = get_tasks(connection, {each for each in sources.values() if each})
    ours = {task_id for task_id, task in named.items() if task.project_id == project_id}
    return {ls_task_id for ls_task_id, task_id in sources.items() if task_id in ours}


def linked_elsewhere(
    connection: Connection,
    project_id: UUID,
    index: LinkedIndex,
    rows: Sequence[Mapping[str, Any]],
) -> list[LinkedTask]:
    """What those of our tasks that `rows` name or equal are linked with, where not with these."""
    keys = {row["id"]: content_key(data_of(row)) for row in rows}
    equal = find_task_ids(connection, project_id, keys.values())
    found: dict[UUID, LinkedTask] = {}
    for row in rows:
        for task_id in (sent_task_id(data_of(row).get("source_id")), equal.get(keys[row["id"]])):
            known = index.linked(task_id) if task_id else None
            if known and known.gone_at is None and known.ls_task_id not in (None, row["id"]):
                found[known.task_id] = known
    return list(found.values())


def replaced(index: LinkedIndex, rows: Iterable[Mapping[str, Any]]) -> list[LinkedTask]:
    """Linked tasks under whose ids there other ones stand: made after these were read.

    A Label Studio on SQLite gives the ids of the latest tasks once more where they were deleted.
    """
    known = ((index.by_ls_id.get(row["id"]), row.get("created_at")) for row in rows)
    return [
        each
        for each, made_at in known
        if each and each.stamp and made_at and _moment(made_at) > _moment(each.stamp)
    ]


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


def data_of(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The data of an exported task; empty where it has none."""
    data = row.get("data")
    return data if isinstance(data, dict) else {}

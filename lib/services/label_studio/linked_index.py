"""A project's linked tasks, held in memory for the length of one sync."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from lib.domain.label_studio import LinkedTask, TaskStamp


class LinkedIndex:
    """Linked tasks by their ids there and by ours.

    Those being sent have no id there yet, and those that were deleted there have none any more: a
    Label Studio on SQLite gives the latest ids once more.
    """

    def __init__(self, linked: Iterable[LinkedTask], opaque_key: str | None = None) -> None:
        self._opaque_key = opaque_key
        self.by_ls_id: dict[int, LinkedTask] = {}
        self._by_task: dict[UUID, LinkedTask] = {}
        self.add(linked)

    def add(self, linked: Iterable[LinkedTask]) -> None:
        for each in linked:
            self._by_task[each.task_id] = each
            if each.ls_task_id is None:
                continue
            if each.gone_at is None:
                self.by_ls_id[each.ls_task_id] = each
            elif (known := self.by_ls_id.get(each.ls_task_id)) and known.task_id == each.task_id:
                del self.by_ls_id[each.ls_task_id]

    def is_free(self, task_id: UUID) -> bool:
        """Whether no task there is known as this one; one that was deleted there may come again."""
        known = self._by_task.get(task_id)
        return known is None or known.ls_task_id is None or known.gone_at is not None

    def are_gone(self, linked: Iterable[LinkedTask]) -> list[LinkedTask]:
        """Those that are known to be gone, and were not linked again."""
        return [each for each in linked if self._by_task[each.task_id].gone_at is not None]

    def is_known(self, task_id: UUID) -> bool:
        """Whether the task is linked, was, or is being sent."""
        return task_id in self._by_task

    def opaque_key(self, task_id: UUID) -> str | None:
        """The key under which the task's items got other ids there; None where they have ours."""
        known = self._by_task.get(task_id)
        return self._opaque_key if known and known.is_opaque else None

    def linked(self, task_id: UUID) -> LinkedTask | None:
        return self._by_task.get(task_id)

    def ls_task_id(self, task_id: UUID) -> int | None:
        """The task's id there; None where it has none, or was deleted there."""
        known = self._by_task.get(task_id)
        return known.ls_task_id if known and known.gone_at is None else None

    def is_as_read(self, stamp: TaskStamp) -> bool:
        """Whether the task has not changed there since it was read."""
        known = self.by_ls_id.get(stamp.ls_task_id)
        return known is not None and known.stamp == stamp.updated_at

    def missing_from(self, ls_task_ids: set[int]) -> list[LinkedTask]:
        """Linked tasks that are not among those there, and not known to be gone."""
        return [each for ls_task_id, each in self.by_ls_id.items() if ls_task_id not in ls_task_ids]

    def n_there(self) -> int:
        """How many tasks there are known and not known to be gone."""
        return len(self.by_ls_id)

    def mark_gone(self, gone: Iterable[LinkedTask], when: datetime) -> None:
        self.add([replace(each, gone_at=when) for each in gone])

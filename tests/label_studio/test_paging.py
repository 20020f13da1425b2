"""How the tasks of a project are walked through, against a list of tasks in memory."""

from collections.abc import Callable, Sequence
from functools import partial
from operator import eq, ge, gt

from hypothesis import given
from hypothesis import strategies as st

from lib.domain.label_studio import TaskStamp
from lib.label_studio.paging import Filter, walk_stamps

OPERATORS: dict[str, Callable[[object, object], bool]] = {
    "equal": eq,
    "greater": gt,
    "greater_or_equal": ge,
}
FIELDS = {"filter:tasks:id": "ls_task_id", "filter:tasks:updated_at": "updated_at"}


class Tasks:
    """A server's list of tasks, which gives `page_size` at once and does `between` after each."""

    def __init__(self, tasks: dict[int, str], page_size: int) -> None:
        self.tasks = tasks
        self.page_size = page_size
        self.between: list[Callable[[], object]] = []

    def page(self, ordering: str, filters: Sequence[Filter]) -> tuple[list[TaskStamp], int]:
        field = FIELDS[f"filter:{ordering}"]
        stamps = [
            stamp
            for stamp in (TaskStamp(*task) for task in self.tasks.items())
            if all(
                OPERATORS[f["operator"]](getattr(stamp, FIELDS[f["filter"]]), f["value"])
                for f in filters
            )
        ]
        stamps.sort(key=lambda stamp: str(getattr(stamp, field)).zfill(9))
        if self.between:
            self.between.pop(0)()
        return stamps[: self.page_size], len(stamps)


tasks = st.dictionaries(st.integers(1, 999), st.sampled_from("abcde"), max_size=30)
sizes = st.integers(1, 7)


@given(tasks, sizes, st.none() | st.sampled_from("abcdef"))
def test_each_task_comes_once_in_order_of_its_moment_however_many_share_one(
    tasks: dict[int, str], page_size: int, since: str | None
) -> None:
    found = list(walk_stamps(Tasks(tasks, page_size).page, since))
    assert len(found) == len(set(found))
    assert {stamp.ls_task_id: stamp.updated_at for stamp in found} == {
        task_id: moment for task_id, moment in tasks.items() if moment >= (since or "")
    }
    assert [stamp.updated_at for stamp in found] == sorted(stamp.updated_at for stamp in found)


@given(tasks, sizes, st.lists(st.integers(1, 999), max_size=20))
def test_tasks_that_change_or_go_between_two_pages_hide_no_others(
    tasks: dict[int, str], page_size: int, touched: list[int]
) -> None:
    before = dict(tasks)
    server = Tasks(tasks, page_size)
    n_changes = 0

    def change(task_id: int) -> None:
        nonlocal n_changes
        n_changes += 1
        if task_id % 2:
            tasks.pop(task_id, None)
        else:
            tasks[task_id] = f"f{n_changes:03}"

    server.between = [partial(change, task_id) for task_id in touched]
    found = set(walk_stamps(server.page, None))
    untouched = {TaskStamp(*task) for task in before.items() if task[0] not in touched}
    assert untouched <= found


def test_a_task_that_changes_after_it_came_comes_again_with_its_newer_moment() -> None:
    tasks = {1: "a", 2: "b", 3: "c"}
    server = Tasks(tasks, page_size=2)
    walk = walk_stamps(server.page, None)
    assert next(walk) == TaskStamp(1, "a")
    tasks[1] = "d"
    assert list(walk) == [TaskStamp(2, "b"), TaskStamp(3, "c"), TaskStamp(1, "d")]

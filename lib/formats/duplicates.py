"""Tasks that stand in one file more than once."""

from dataclasses import dataclass, field, replace

from lib.domain.imported import ImportedTask
from lib.errors import InvalidInput
from lib.formats.repeats import first_repeated


@dataclass
class DistinctTasks:
    """Collects the tasks of a file, each once; `notes` says which rows repeat others.

    Rows that are two tasks in Label Studio (their `id` differs) are both kept, even with equal
    content: the later one's keys get the id appended.
    """

    notes: list[str] = field(default_factory=list)
    _tasks: dict[str, ImportedTask] = field(default_factory=dict)
    _unique_ids: dict[str, int] = field(default_factory=dict)

    @property
    def tasks(self) -> tuple[ImportedTask, ...]:
        return tuple(self._tasks.values())

    def add(self, task: ImportedTask) -> None:
        """Raise InvalidInput for an id that is taken by other content."""
        known = self._tasks.get(task.content_key)
        if known is not None and _are_two_in_label_studio(known, task):
            task = _with_own_keys(task)
            known = self._tasks.get(task.content_key)
        if known is None:
            self._remember_unique_ids(task)
            self._tasks[task.content_key] = task
        elif known.content_hash == task.content_hash:
            self._tasks[task.content_key] = _merged(known, task)
            self.notes.append(f"Line {task.line} repeats line {known.line} and is taken once.")
        else:
            raise InvalidInput(
                f"It has the id of line {known.line}, {task.content_key.removeprefix('id:')!r}, "
                "but other content. Give it an id of its own."
            )

    def _remember_unique_ids(self, task: ImportedTask) -> None:
        keys = [each.key for each in task.annotations if each.key.startswith("uid:")]
        taken = next((key for key in keys if key in self._unique_ids), first_repeated(keys))
        if taken:
            raise InvalidInput(
                f"An annotation has the unique_id {taken.removeprefix('uid:')!r}, which is that "
                f"of another one on line {self._unique_ids.get(taken, task.line)}."
            )
        self._unique_ids.update(dict.fromkeys(keys, task.line))


def _are_two_in_label_studio(known: ImportedTask, task: ImportedTask) -> bool:
    ids = known.extra.get("id"), task.extra.get("id")
    return None not in ids and ids[0] != ids[1]


def _with_own_keys(task: ImportedTask) -> ImportedTask:
    suffix = f"#{task.extra['id']}"
    return replace(
        task,
        content_key=task.content_key + suffix,
        annotations=tuple(
            each if each.key.startswith("uid:") else replace(each, key=each.key + suffix)
            for each in task.annotations
        ),
    )


def _merged(known: ImportedTask, task: ImportedTask) -> ImportedTask:
    """The task that came first, with what only the later row knows of it."""
    keys = {each.key for each in known.annotations}
    return replace(
        known,
        predictions=known.predictions
        + tuple(each for each in task.predictions if each not in known.predictions),
        annotations=known.annotations
        + tuple(each for each in task.annotations if each.key not in keys),
    )

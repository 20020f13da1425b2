"""Tasks that stand more than once in a file, or in the files of one import."""

from dataclasses import dataclass, field, replace

from lib.domain.imported import ImportedAnnotation, ImportedTask
from lib.errors import InvalidInput
from lib.formats.repeats import first_repeated


@dataclass
class DistinctTasks:
    """Collects tasks, each once.

    Rows that are two tasks in Label Studio (their `id` differs) are both kept, even with equal
    content: the later one's keys get the id appended.
    """

    _tasks: dict[str, ImportedTask] = field(default_factory=dict)
    _unique_ids: dict[str, ImportedTask] = field(default_factory=dict)

    @property
    def tasks(self) -> tuple[ImportedTask, ...]:
        return tuple(self._tasks.values())

    def add(self, task: ImportedTask) -> tuple[str, ...]:
        """Take a task in, and tell what it repeats, a sentence each.

        Of a known task only what the row adds to it is taken; further votes on a battle repeat
        nothing. Raises InvalidInput for an id, of the task or of an annotation, that is taken by
        something else.
        """
        known = self._tasks.get(task.content_key)
        if known is not None and _are_two_in_label_studio(known, task):
            task = _with_own_keys(task)
            known = self._tasks.get(task.content_key)
        if known is not None and known.content_hash != task.content_hash:
            raise InvalidInput(
                f"It has the id of {_place_seen_from(task, known)}, "
                f"{task.content_key.removeprefix('id:')!r}, but other content. "
                "Give it an id of its own."
            )
        self._remember_unique_ids(task)
        if known is None:
            self._tasks[task.content_key] = task
            return ()
        self._tasks[task.content_key] = _merged(known, task)
        if known.is_battle and task.is_battle:
            return ()
        here, there = task.place.capitalize(), _place_seen_from(task, known)
        return (
            f"{here} repeats {there} and is taken once.",
            *(
                f"{here} has {annotation.label} with another result than {there}, "
                "whose result is taken."
                for annotation in _changed(known, task)
            ),
        )

    def _remember_unique_ids(self, task: ImportedTask) -> None:
        keys = [each.key for each in task.annotations if each.key.startswith("uid:")]
        owners = {key: self._unique_ids.get(key, task) for key in keys}
        elsewhere = (key for key in keys if owners[key].content_key != task.content_key)
        taken = next(elsewhere, None) or first_repeated(keys)
        if taken:
            raise InvalidInput(
                f"An annotation has the unique_id {taken.removeprefix('uid:')!r}, which is that "
                f"of another one on {_place_seen_from(task, owners[taken])}."
            )
        self._unique_ids.update(owners)


def _place_seen_from(task: ImportedTask, known: ImportedTask) -> str:
    return known.place if known.file == task.file else f"{known.place} of {known.file}"


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


def _changed(known: ImportedTask, task: ImportedTask) -> list[ImportedAnnotation]:
    """The row's annotations that the task has already, with another result or skipped or not."""
    there = {each.key: (each.result, each.skipped) for each in known.annotations}
    return [
        each
        for each in task.annotations
        if there.get(each.key, (each.result, each.skipped)) != (each.result, each.skipped)
    ]


def _merged(known: ImportedTask, task: ImportedTask) -> ImportedTask:
    """The task that came first, with what only the later row knows of it."""
    keys = {each.key for each in known.annotations}
    return replace(
        known,
        predictions=known.predictions
        + tuple(
            each
            for each in task.predictions
            if not any(each.says_the_same_as(other) for other in known.predictions)
        ),
        annotations=known.annotations
        + tuple(each for each in task.annotations if each.key not in keys),
    )

"""What an import would do: files compared with each other and with what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from lib.domain.imported import (
    BadRow,
    ImportedAnnotation,
    ImportedPrediction,
    ImportedTask,
    ImportFile,
)
from lib.domain.project import Project
from lib.domain.task import Prediction
from lib.errors import InvalidInput
from lib.formats.duplicates import DistinctTasks
from lib.store import annotations, tasks
from lib.store.annotations import KnownAnnotation
from lib.store.tasks import KnownTask
from lib.store.writer import Connection


@dataclass(frozen=True)
class ImportPlan:
    """What is new. `additions` are known tasks' ids, each with what the files add to the task.

    `known` counts the tasks that are there already; `bad_rows` and `notes` come with their files.
    """

    new_tasks: tuple[ImportedTask, ...]
    additions: tuple[tuple[UUID, ImportedTask], ...]
    known: int
    bad_rows: tuple[tuple[str, BadRow], ...]
    notes: tuple[str, ...]

    @property
    def new_predictions(self) -> int:
        return sum(len(task.predictions) for task in self._all_tasks)

    @property
    def new_annotations(self) -> int:
        return sum(len(task.annotations) for task in self._all_tasks)

    @property
    def _all_tasks(self) -> tuple[ImportedTask, ...]:
        return (*self.new_tasks, *(task for _, task in self.additions))


def plan_import(
    connection: Connection, project: Project, files: tuple[ImportFile, ...]
) -> ImportPlan:
    """Compare what was read with what is stored. Nothing that is stored is ever overwritten."""
    bad_rows = [(file.name, row) for file in files for row in file.bad_rows]
    notes = [f"{file.name}: {note}" for file in files for note in file.notes]
    distinct = DistinctTasks()
    for file in files:
        for task in file.tasks:
            try:
                notes += [f"{file.name}: {note}" for note in distinct.add(task)]
            except InvalidInput as error:
                bad_rows.append((file.name, BadRow.of(task, str(error))))
    stored = _Stored(connection, project, distinct.tasks)
    new_tasks: list[ImportedTask] = []
    additions: list[tuple[UUID, ImportedTask]] = []
    for task in distinct.tasks:
        try:
            notes += [f"{task.file}: {note}" for note in stored.check(task)]
        except InvalidInput as error:
            bad_rows.append((task.file, BadRow.of(task, str(error))))
            continue
        if known := stored.tasks.get(task.content_key):
            additions.append((known.task_id, stored.added_by(task)))
        else:
            new_tasks.append(task)
    return ImportPlan(
        tuple(new_tasks), tuple(additions), len(additions), tuple(bad_rows), tuple(notes)
    )


def idempotency_key(project: Project, annotation: ImportedAnnotation) -> str:
    """The key that keeps an imported annotation from being stored twice."""
    return f"import:{project.project_id}:{annotation.key}"


class _Stored:
    """What a project holds of the tasks of an import."""

    def __init__(
        self, connection: Connection, project: Project, imported: tuple[ImportedTask, ...]
    ) -> None:
        self.project = project
        self.tasks: Mapping[str, KnownTask] = tasks.list_known_tasks(connection, project.project_id)
        found = (self.tasks.get(task.content_key) for task in imported)
        self.predictions: Mapping[UUID, tuple[Prediction, ...]] = tasks.list_predictions(
            connection, [known.task_id for known in found if known]
        )
        keys = {key for task in imported for each in task.annotations for key in self._keys(each)}
        self.annotations: Mapping[str, KnownAnnotation] = annotations.list_known_annotations(
            connection, project.project_id, keys
        )

    def check(self, task: ImportedTask) -> tuple[str, ...]:
        """What is worth knowing; raises InvalidInput where an id is taken by something else."""
        known = self.tasks.get(task.content_key)
        if known and known.content_hash != task.content_hash:
            raise InvalidInput(
                f"The id “{task.content_key.removeprefix('id:')}” is known with other content, "
                "which is not overwritten. Give the row an id of its own, or leave it out."
            )
        there = [(each, self._annotation(each)) for each in task.annotations]
        if any(state and (not known or state.task_id != known.task_id) for _, state in there):
            raise InvalidInput(
                "One of its annotations is known under another task already. Take that annotation "
                "out, or give it a unique_id of its own."
            )
        return tuple(
            f"{task.place.capitalize()} has {each.label} with another result than the one that is "
            "stored, which is kept."
            for each, state in there
            if state
            and ("skipped" if each.skipped else "submitted", each.result) not in state.states
        )

    def added_by(self, task: ImportedTask) -> ImportedTask:
        """A known task with no more than what is not stored yet."""
        known = self.predictions.get(self.tasks[task.content_key].task_id, ())
        return replace(
            task,
            predictions=tuple(each for each in task.predictions if not _is_among(known, each)),
            annotations=tuple(each for each in task.annotations if not self._annotation(each)),
        )

    def _annotation(self, annotation: ImportedAnnotation) -> KnownAnnotation | None:
        found = (self.annotations.get(key) for key in self._keys(annotation))
        return next((known for known in found if known), None)

    def _keys(self, annotation: ImportedAnnotation) -> tuple[str, str]:
        return annotation.key, idempotency_key(self.project, annotation)


def _is_among(known: tuple[Prediction, ...], prediction: ImportedPrediction) -> bool:
    return any(prediction.says_the_same_as(each) for each in known)

"""Bring files in: first a preview of what they hold, then all of it in one transaction."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event
from uuid import UUID

from lib.domain.annotation import NewAnnotation, RankedItem, Revision
from lib.domain.imported import (
    BadRow,
    ImportedAnnotation,
    ImportedPrediction,
    ImportedTask,
    ImportFile,
)
from lib.domain.labeling_config import LabelingConfig
from lib.domain.project import Project
from lib.errors import InvalidInput
from lib.formats.results import ranked_items
from lib.formats.task_files import read_task_file
from lib.services.projects import labeling_config_of
from lib.store import annotations, annotators, tasks
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.writer import Connection

CHUNK = 200
UPDATE_SECONDS = 0.2


@dataclass(frozen=True)
class ImportPreview:
    """What an import would do. Nothing of it is stored yet.

    `known` counts the rows that are there already; `bad_rows` holds, by file, what cannot be taken,
    rows included whose id is known under other content, which is never overwritten.
    """

    files: tuple[ImportFile, ...]
    new_tasks: int
    known: int
    new_predictions: int
    new_annotations: int
    bad_rows: tuple[tuple[str, BadRow], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ImportOutcome:
    """What an import has stored."""

    tasks: int
    predictions: int
    annotations: int
    skipped_rows: int


def read_files(project: Project, files: Iterable[tuple[str, bytes]]) -> tuple[ImportFile, ...]:
    """Read and check files, each a name and its bytes. Raises UnreadableFile."""
    config = labeling_config_of(project.labeling_config)
    return tuple(read_task_file(name, content, config) for name, content in files)


def preview_import(
    database: Database, project: Project, files: tuple[ImportFile, ...]
) -> ImportPreview:
    """Compare what was read with what is stored."""
    plan = database.read(lambda c: _plan(c, project, files))
    return ImportPreview(
        files=files,
        new_tasks=len(plan.new_tasks),
        known=plan.known,
        new_predictions=sum(len(task.predictions) for task in plan.new_tasks),
        new_annotations=sum(len(task.annotations) for task in plan.new_tasks) + len(plan.additions),
        bad_rows=plan.bad_rows,
        notes=tuple(f"{file.name}: {note}" for file in files for note in file.notes),
    )


def store_import(
    database: Database,
    project: Project,
    files: tuple[ImportFile, ...],
    *,
    actor_id: UUID | None = None,
    skip_bad_rows: bool = False,
    on_progress: Callable[[float], object] = bool,
) -> ImportOutcome:
    """Store all that is new in one transaction; `on_progress` is told the share done (0 to 1).

    Raises InvalidInput where rows are bad and the person has not chosen to skip them.
    """
    done = [0.0]

    def change(connection: Connection) -> ImportOutcome:
        plan = _plan(connection, project, files)
        if plan.bad_rows and not skip_bad_rows:
            name, row = plan.bad_rows[0]
            raise InvalidInput(
                f"Nothing was imported: {len(plan.bad_rows)} bad row(s). The first: {name}, "
                f"line {row.line}: {row.reason} Mend the file, or choose to skip bad rows."
            )
        return _Storing(connection, project, actor_id).store(plan, done)

    finished = Event()
    with ThreadPoolExecutor(max_workers=1) as thread:
        outcome = thread.submit(database.write, change)
        outcome.add_done_callback(lambda _: finished.set())
        while not finished.wait(UPDATE_SECONDS):
            on_progress(done[0])
    stored = outcome.result()
    on_progress(1.0)
    return stored


@dataclass(frozen=True)
class _Plan:
    new_tasks: tuple[ImportedTask, ...]
    additions: tuple[tuple[UUID, ImportedTask, ImportedAnnotation], ...]
    known: int
    bad_rows: tuple[tuple[str, BadRow], ...]


def _plan(connection: Connection, project: Project, files: tuple[ImportFile, ...]) -> _Plan:
    known_tasks = tasks.list_known_tasks(connection, project.project_id)
    known_keys = annotations.list_known_keys(connection, project.project_id)
    new: dict[str, ImportedTask] = {}
    additions: list[tuple[UUID, ImportedTask, ImportedAnnotation]] = []
    bad_rows = [(file.name, row) for file in files for row in file.bad_rows]
    known = 0
    for file in files:
        for task in file.tasks:
            there = known_tasks.get(task.content_key) or new.get(task.content_key)
            fresh = tuple(
                annotation
                for annotation in task.annotations
                if not known_keys & {annotation.key, _idempotency_key(project, annotation)}
            )
            if there is None and len(fresh) < len(task.annotations):
                bad_rows.append((file.name, _known_annotation(task)))
                continue
            if there is not None and there.content_hash != task.content_hash:
                bad_rows.append((file.name, _changed_content(task)))
                continue
            known_keys |= {annotation.key for annotation in fresh}
            if there is None:
                new[task.content_key] = task
                continue
            known += 1
            if isinstance(there, ImportedTask):
                more = there.annotations + fresh
                new[task.content_key] = replace(there, annotations=more)
            else:
                additions += [(there.task_id, task, annotation) for annotation in fresh]
    return _Plan(tuple(new.values()), tuple(additions), known, tuple(bad_rows))


def _changed_content(task: ImportedTask) -> BadRow:
    return BadRow(
        task.line,
        f"The id “{task.content_key.removeprefix('id:')}” is known with other content, which is "
        "not overwritten. Give the row an id of its own, or leave it out.",
    )


def _known_annotation(task: ImportedTask) -> BadRow:
    return BadRow(
        task.line,
        "One of its annotations is known under another task already. Take that annotation out, or "
        "give it a unique_id of its own.",
    )


def _idempotency_key(project: Project, annotation: ImportedAnnotation) -> str:
    return f"import:{project.project_id}:{annotation.key}"


class _Storing:
    """One import's way into the tables, chunk by chunk inside its transaction."""

    def __init__(self, connection: Connection, project: Project, actor_id: UUID | None) -> None:
        self.connection = connection
        self.project = project
        self.actor_id = actor_id
        self.config: LabelingConfig = labeling_config_of(project.labeling_config)
        self.people: dict[tuple[str, str | None], UUID] = {}

    def store(self, plan: _Plan, done: list[float]) -> ImportOutcome:
        predictions: list[tuple[UUID, ImportedPrediction]] = []
        work = list(plan.additions)
        for start in range(0, len(plan.new_tasks), CHUNK):
            chunk = plan.new_tasks[start : start + CHUNK]
            task_ids = tasks.add_tasks(self.connection, self.project.project_id, chunk)
            for task_id, task in zip(task_ids, chunk, strict=True):
                predictions += [(task_id, prediction) for prediction in task.predictions]
                work += [(task_id, task, annotation) for annotation in task.annotations]
            done[0] = start / len(plan.new_tasks) / 2
        tasks.add_predictions(self.connection, self.project.project_id, predictions)
        for start in range(0, len(work), CHUNK):
            annotations.add_annotations(
                self.connection,
                self.project.project_id,
                [self._new_annotation(*each) for each in work[start : start + CHUNK]],
            )
            done[0] = 0.5 + start / len(work) / 2
        return ImportOutcome(len(plan.new_tasks), len(predictions), len(work), len(plan.bad_rows))

    def _new_annotation(
        self, task_id: UUID, task: ImportedTask, annotation: ImportedAnnotation
    ) -> NewAnnotation:
        annotator_id = self._annotator_id(annotation)
        return NewAnnotation(
            task_id=task_id,
            annotator_id=annotator_id,
            origin="import",
            idempotency_key=_idempotency_key(self.project, annotation),
            number=annotation.number,
            ground_truth=annotation.ground_truth,
            unique_id=annotation.unique_id,
            extra=annotation.extra,
            first_revision=Revision(
                status="skipped" if annotation.skipped else "submitted",
                result=annotation.result,
                ranked=self._ranked(task, annotation),
                actor_id=self.actor_id or annotator_id,
                config_version=self.project.config_version,
                created_at=annotation.updated_at or annotation.created_at or utc_now(),
                lead_time=annotation.lead_time,
            ),
        )

    def _ranked(self, task: ImportedTask, annotation: ImportedAnnotation) -> tuple[RankedItem, ...]:
        return ranked_items(
            self.config, task.data, annotation.result, self.project.settings.model_field
        )

    def _annotator_id(self, annotation: ImportedAnnotation) -> UUID:
        who = (annotation.annotator_name, annotation.annotator_email)
        if who not in self.people:
            person = annotators.find_or_add_annotator(self.connection, *who)
            self.people[who] = person.annotator_id
        return self.people[who]

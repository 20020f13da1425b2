"""Bring files in: first a preview of what they hold, then all of it in one transaction."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event
from uuid import UUID

from lib.domain.annotation import NewAnnotation, Revision
from lib.domain.imported import BadRow, ImportedAnnotation, ImportedTask, ImportFile
from lib.domain.project import Project
from lib.errors import InvalidInput
from lib.formats.regions import ranked_items
from lib.formats.task_files import check_size as check_size
from lib.formats.task_files import read_task_file
from lib.services.access import requires
from lib.services.import_plan import ImportPlan, idempotency_key, plan_import
from lib.services.projects import labeling_config_of
from lib.store import annotations, annotators, projects, tasks
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.writer import Connection

CHUNK = 200
UPDATE_SECONDS = 0.2


@dataclass(frozen=True)
class ImportPreview:
    """What an import would do. Nothing of it is stored yet.

    `known` counts the tasks that are there already; `bad_rows` holds, by file, what cannot be
    taken, rows included whose id is known under other content, which is never overwritten. What is
    known and said differently of a known annotation is in the notes.
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


@requires("reviewer")
def preview_import(
    database: Database, project: Project, files: tuple[ImportFile, ...]
) -> ImportPreview:
    """Compare what was read with what is stored."""
    plan = database.read(lambda c: plan_import(c, project, files))
    return ImportPreview(
        files=files,
        new_tasks=len(plan.new_tasks),
        known=plan.known,
        new_predictions=plan.new_predictions,
        new_annotations=plan.new_annotations,
        bad_rows=plan.bad_rows,
        notes=plan.notes,
    )


@requires("reviewer")
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
        return store_files(
            connection, project, files, actor_id=actor_id, skip_bad_rows=skip_bad_rows, done=done
        )

    finished = Event()
    with ThreadPoolExecutor(max_workers=1) as thread:
        outcome = thread.submit(database.write, change)
        outcome.add_done_callback(lambda _: finished.set())
        while not finished.wait(UPDATE_SECONDS):
            on_progress(done[0])
    stored = outcome.result()
    on_progress(1.0)
    return stored


def store_files(
    connection: Connection,
    project: Project,
    files: tuple[ImportFile, ...],
    *,
    actor_id: UUID | None = None,
    skip_bad_rows: bool = False,
    done: list[float] | None = None,
) -> ImportOutcome:
    """`store_import` as a part of somebody's transaction; `done[0]` becomes the share done."""
    plan = plan_import(connection, project, files)
    if plan.bad_rows and not skip_bad_rows:
        name, row = plan.bad_rows[0]
        raise InvalidInput(
            f"Nothing was imported: {len(plan.bad_rows)} bad row(s). The first: {name}, "
            f"line {row.line}: {row.reason} Mend the file, or choose to skip bad rows."
        )
    return _Storing(connection, project, actor_id).store(plan, done or [0.0])


class _Storing:
    """One import's way into the tables, chunk by chunk inside its transaction."""

    def __init__(self, connection: Connection, project: Project, actor_id: UUID | None) -> None:
        self.connection = connection
        # As it is now: its settings may have changed since the files were read.
        self.project = projects.get_project(connection, project.project_id)
        self.actor_id = actor_id
        self.config = labeling_config_of(project.labeling_config)
        self.people: dict[tuple[str, str | None], UUID] = {}

    def store(self, plan: ImportPlan, done: list[float]) -> ImportOutcome:
        work = list(plan.additions)
        for start in range(0, len(plan.new_tasks), CHUNK):
            chunk = plan.new_tasks[start : start + CHUNK]
            task_ids = tasks.add_tasks(self.connection, self.project.project_id, chunk)
            work += zip(task_ids, chunk, strict=True)
            done[0] = start / len(plan.new_tasks) / 2
        tasks.add_predictions(
            self.connection,
            self.project.project_id,
            [(task_id, prediction) for task_id, task in work for prediction in task.predictions],
        )
        self._store_annotations(
            [(task_id, task, each) for task_id, task in work for each in task.annotations], done
        )
        return ImportOutcome(
            len(plan.new_tasks), plan.new_predictions, plan.new_annotations, len(plan.bad_rows)
        )

    def _store_annotations(
        self, work: list[tuple[UUID, ImportedTask, ImportedAnnotation]], done: list[float]
    ) -> None:
        # Those who bring a number come first, so that nobody else is given it.
        for _, _, annotation in sorted(work, key=lambda each: each[2].ls_completed_by is None):
            self._annotator_id(annotation)
        for start in range(0, len(work), CHUNK):
            annotations.add_annotations(
                self.connection,
                self.project.project_id,
                [self._new_annotation(*each) for each in work[start : start + CHUNK]],
            )
            done[0] = 0.5 + start / len(work) / 2

    def _new_annotation(
        self, task_id: UUID, task: ImportedTask, annotation: ImportedAnnotation
    ) -> NewAnnotation:
        annotator_id = self._annotator_id(annotation)
        return NewAnnotation(
            task_id=task_id,
            annotator_id=annotator_id,
            origin="import",
            idempotency_key=idempotency_key(self.project, annotation),
            number=annotation.number,
            ground_truth=annotation.ground_truth,
            unique_id=annotation.unique_id,
            ls_completed_by=annotation.ls_completed_by,
            created_at=annotation.created_at,
            extra=annotation.extra,
            first_revision=Revision(
                status="skipped" if annotation.skipped else "submitted",
                result=annotation.result,
                ranked=ranked_items(
                    self.config, task.data, annotation.result, self.project.settings.model_field
                ),
                actor_id=self.actor_id or annotator_id,
                config_version=self.project.config_version,
                created_at=annotation.updated_at or annotation.created_at or utc_now(),
                lead_time=annotation.lead_time,
                display_order=annotation.display_order,
            ),
        )

    def _annotator_id(self, annotation: ImportedAnnotation) -> UUID:
        who = (annotation.annotator_name, annotation.annotator_email)
        if who not in self.people:
            person = annotators.find_or_add_annotator(
                self.connection, *who, annotation.ls_completed_by
            )
            self.people[who] = person.annotator_id
        return self.people[who]

"""Syncs and previews in threads of this process, so that leaving a page does not end them."""

import threading
from collections.abc import Callable
from functools import partial
from uuid import UUID

from lib.domain.label_studio import Direction, Progress, SyncOutcome
from lib.domain.project import Project
from lib.errors import PodiumError, SyncIsRunning, SyncStopped
from lib.services.access import requires
from lib.services.label_studio.request import OnProgress, SyncRequest, carry_out
from lib.services.label_studio.sync import preview_sync, sync_project
from lib.services.projects import find_project
from lib.store.database import Database

STARTING = Progress("Starting")
STOPPED = "It was stopped. What was moved until then is stored; run it again to go on."
UNEXPECTED = (
    "It ended with an error that Podium does not know; the details are in its log. What was moved "
    "until then is stored, and it is safe to run it again."
)

_jobs: dict[UUID, "SyncJob"] = {}
_lock = threading.Lock()


class SyncJob:
    """One sync or preview of a project: how far it is, and how it ended.

    Once it runs no more, it has either an `outcome` or a `failure`, a sentence to show.
    """

    def __init__(self, project: Project, work: Callable[[OnProgress], SyncOutcome]) -> None:
        self.project = project
        self.progress = STARTING
        self.outcome: SyncOutcome | None = None
        self.failure: str | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(work,), name=f"podium-sync-{project.number}", daemon=True
        )

    @property
    def is_running(self) -> bool:
        return self.outcome is None and self.failure is None

    @property
    def is_stopping(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Have it end at its next step, which is safe; it does nothing to one that has ended."""
        self._stop.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for its end, at most so long; tells whether it has ended."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def _run(self, work: Callable[[OnProgress], SyncOutcome]) -> None:
        try:
            self.outcome = work(self._tell)
        except PodiumError as error:
            self.failure = str(error)
        finally:
            # Anything else ends the thread, and Python writes it to the log.
            if self.is_running:
                self.failure = UNEXPECTED

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
        if self._stop.is_set():
            raise SyncStopped(STOPPED)


@requires("reviewer")
def start_job(
    database: Database,
    project: Project,
    direction: Direction,
    *,
    preview: bool = False,
    archives: bool = True,
) -> SyncJob:
    """Sync, or only preview, in a thread. Raises SyncIsRunning while another job of it runs.

    Without `archives`, tasks that were deleted there are only told.
    """

    def work(on_progress: OnProgress) -> SyncOutcome:
        if preview:
            return preview_sync(database, project, direction, on_progress=on_progress)
        return sync_project(
            database, project, direction, on_progress=on_progress, archives=archives
        )

    return _started(SyncJob(project, work))


@requires("operator")
def start_requested(database: Database, asked: SyncRequest) -> SyncJob:
    """The same for what the command line asks. Raises NotFound for an unknown project."""
    project = find_project(database, asked.project)
    return _started(SyncJob(project, partial(carry_out, database, asked)))


def running_job(project_id: UUID) -> SyncJob | None:
    """The project's job that runs now."""
    job = last_job(project_id)
    return job if job is not None and job.is_running else None


def last_job(project_id: UUID) -> SyncJob | None:
    """The job that was started last for the project since Podium started."""
    return _jobs.get(project_id)


def stop_jobs(seconds: float) -> None:
    """Stop all that run and wait for their ends, at most so long each; before the database closes.

    One that waits for a slow server is left behind: it can store nothing any more, which is safe.
    """
    with _lock:
        jobs = list(_jobs.values())
    for job in jobs:
        job.stop()
    for job in jobs:
        job.wait(seconds)


def _started(job: SyncJob) -> SyncJob:
    project = job.project
    with _lock:
        if running_job(project.project_id):
            raise SyncIsRunning(
                f"“{project.name}” is being synced already. Wait until that is over, or stop it."
            )
        _jobs[project.project_id] = job
        job.start()
    return job

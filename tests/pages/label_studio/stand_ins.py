"""In place of the jobs of this process."""

from dataclasses import dataclass
from typing import Any

from lib.domain.label_studio import Progress, SyncOutcome
from lib.domain.project import Project
from lib.store.database import Database

READING = Progress("Reading tasks", 250, 1000)


@dataclass
class FakeJob:
    """A job that runs until the test says how it ended."""

    progress: Progress = READING
    outcome: SyncOutcome | None = None
    failure: str | None = None
    stopped: bool = False

    @property
    def is_running(self) -> bool:
        return self.outcome is None and self.failure is None

    def stop(self) -> None:
        self.stopped = True


class Jobs:
    """In place of the jobs of this process."""

    def __init__(self) -> None:
        self.job: FakeJob | None = None
        self.started: list[tuple[str, bool]] = []

    def start(self, database: Database, project: Project, direction: str, *, preview: bool) -> Any:
        self.started.append((direction, preview))
        self.job = FakeJob()
        return self.job

    def running(self, project_id: object) -> FakeJob | None:
        return self.job if self.job and self.job.is_running else None

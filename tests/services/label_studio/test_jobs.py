"""Syncs in threads: one a project at a time, an end that can be told, and stopping."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lib.domain.label_studio import Progress, SyncCounts, SyncOutcome
from lib.domain.project import Project
from lib.errors import NotFound, SyncIsRunning, Unreachable
from lib.services.label_studio import jobs
from lib.services.label_studio.jobs import (
    STOPPED,
    UNEXPECTED,
    last_job,
    running_job,
    start_job,
    start_requested,
    stop_jobs,
)
from lib.services.label_studio.request import SyncRequest
from lib.store.database import Database
from tests.factories import add_project

OUTCOME = SyncOutcome("pull", pulled=SyncCounts(new_annotations=3))


class Scripted:
    """Stands for `sync_project`: goes on when told, and calls `on_progress` at each step."""

    def __init__(self) -> None:
        self.steps = threading.Semaphore(0)
        self.told = threading.Semaphore(0)
        self.calls: list[tuple[Any, ...]] = []
        self.ending: Callable[[], SyncOutcome] | None = None

    def __call__(
        self, database: Database, project: Project, direction: str, **options: Any
    ) -> SyncOutcome:
        on_progress = options.pop("on_progress")
        self.calls.append((project.number, direction, options))
        done = 0
        while True:
            on_progress(Progress("Reading", done, 5))
            self.told.release()
            assert self.steps.acquire(timeout=30)
            if self.ending:
                return self.ending()
            done += 1

    def step(self) -> None:
        self.steps.release()
        assert self.told.acquire(timeout=30)

    def end(self, ending: Callable[[], SyncOutcome] = lambda: OUTCOME) -> None:
        self.ending = ending
        self.steps.release(10)


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    script = Scripted()
    monkeypatch.setattr(jobs, "sync_project", script)
    yield script
    script.end()
    stop_jobs(30)


@pytest.fixture
def project(database: Database) -> Project:
    return add_project(database, "Mine")


def raising(error: BaseException) -> Callable[[], SyncOutcome]:
    def ending() -> SyncOutcome:
        raise error

    return ending


def test_a_job_tells_how_far_it_is_and_then_its_outcome(
    database: Database, project: Project, scripted: Scripted
) -> None:
    assert last_job(project.project_id) is None
    job = start_job(database, project, "pull", archives=False)
    assert scripted.told.acquire(timeout=30)
    scripted.step()
    assert (job.progress, job.is_running) == (Progress("Reading", 1, 5), True)
    assert running_job(project.project_id) is job
    scripted.end()
    assert job.wait(30)
    assert (job.outcome, job.failure, job.is_running) == (OUTCOME, None, False)
    assert running_job(project.project_id) is None
    assert last_job(project.project_id) is job
    assert scripted.calls == [(1, "pull", {"archives": False})]


def test_a_preview_is_a_job_that_moves_nothing(
    database: Database, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "sync_project", None)
    monkeypatch.setattr(jobs, "preview_sync", lambda *_, **__: OUTCOME)
    job = start_job(database, project, "pull", preview=True)
    assert job.wait(30)
    assert job.outcome == OUTCOME


def test_a_project_has_one_job_at_a_time_and_other_projects_their_own(
    database: Database, project: Project, scripted: Scripted
) -> None:
    first = start_job(database, project, "pull")
    with pytest.raises(SyncIsRunning, match=r"^“Mine” is being synced already\. "):
        start_job(database, project, "push")
    with pytest.raises(SyncIsRunning):
        start_job(database, project, "pull", preview=True)
    other = start_job(database, add_project(database, "Other"), "push")
    scripted.end()
    assert first.wait(30)
    assert other.wait(30)
    again = start_job(database, project, "both")
    assert again.wait(30)
    assert sorted(scripted.calls) == [
        (1, "both", {"archives": True}),
        (1, "pull", {"archives": True}),
        (2, "push", {"archives": True}),
    ]


def test_a_stopped_job_ends_at_its_next_step(
    database: Database, project: Project, scripted: Scripted
) -> None:
    job = start_job(database, project, "pull")
    assert scripted.told.acquire(timeout=30)
    job.stop()
    assert job.is_stopping
    scripted.steps.release()
    assert job.wait(30)
    assert (job.outcome, job.failure) == (None, STOPPED)
    job.stop()
    assert job.failure == STOPPED


def test_what_podium_raises_is_told_as_it_is(
    database: Database, project: Project, scripted: Scripted
) -> None:
    job = start_job(database, project, "pull")
    scripted.end(raising(Unreachable("Nothing answers at http://labels.example.")))
    assert job.wait(30)
    assert (job.outcome, job.failure) == (None, "Nothing answers at http://labels.example.")


def test_anything_else_is_logged_and_told_as_one_sentence(
    database: Database,
    project: Project,
    scripted: Scripted,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    logged: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", logged.append)
    job = start_job(database, project, "pull")
    scripted.end(raising(ZeroDivisionError("division by zero")))
    assert job.wait(30)
    assert (job.outcome, job.failure) == (None, UNEXPECTED)
    assert [each.exc_type for each in logged] == [ZeroDivisionError]
    assert not running_job(project.project_id)


def test_all_jobs_are_stopped_at_the_end(
    database: Database, project: Project, scripted: Scripted
) -> None:
    jobs = [start_job(database, project, "pull")]
    jobs.append(start_job(database, add_project(database, "Other"), "pull"))
    for _ in jobs:
        assert scripted.told.acquire(timeout=30)
    stop_jobs(0)
    scripted.steps.release(2)
    stop_jobs(30)
    assert [job.failure for job in jobs] == [STOPPED, STOPPED]


def test_what_the_command_line_asks_for_is_a_job_of_the_project(
    database: Database, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = SyncRequest("mine", "pull")
    monkeypatch.setattr(jobs, "carry_out", lambda *given: SyncOutcome(given[1].direction))
    job = start_requested(database, asked)
    assert job.wait(30)
    assert last_job(project.project_id) is job
    assert job.outcome == SyncOutcome("pull")
    with pytest.raises(NotFound, match="There is no project “Other”"):
        start_requested(database, SyncRequest("Other", "pull"))

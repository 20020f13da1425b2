"""When a linked project is pulled by itself. Times are a made clock's, in seconds."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from lib.domain.label_studio import Link
from lib.domain.project import Project
from lib.errors import StorageError, SyncIsRunning
from lib.services.label_studio import schedule
from lib.services.label_studio.schedule import AT_ONCE, Schedule
from lib.store import links
from lib.store.database import Database
from tests.factories import add_project, make_id

START = datetime(2026, 1, 1, tzinfo=UTC)


class World:
    """A schedule with a clock to be moved, and the pulls that it starts."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.database = database
        self.moment = 1000.0
        self.busy: set[str] = set()
        self.jobs: list[Any] = []
        self.schedule = Schedule(
            database,
            clock=lambda: self.moment,
            now=lambda: START + timedelta(seconds=self.moment),
        )
        monkeypatch.setattr(schedule, "start_job", self.start_job)

    def start_job(
        self, database: Database, project: Project, direction: str, *, archives: bool
    ) -> Any:
        if project.name in self.busy:
            raise SyncIsRunning("It is being synced.")
        assert (direction, archives) == ("pull", False), "nobody asked for it"
        job = SimpleNamespace(name=project.name, is_running=True, failure=None)
        self.jobs.append(job)
        return job

    def linked(
        self, name: str, minutes: int | None = None, synced: float | None = None, **changes: Any
    ) -> Project:
        project = add_project(self.database, name)
        fields: dict[str, Any] = {
            "project_id": project.project_id,
            "url": "http://labels.example",
            "ls_project_id": project.number,
            "ls_title": name,
            "interval_minutes": minutes,
            "synced_at": None if synced is None else START + timedelta(seconds=synced),
        }
        link = Link(**{**fields, **changes})
        self.database.write(lambda c: links.put_link(c, link))
        return project

    def synced(self, project: Project) -> None:
        """The last pull of the project ends well now."""
        self.jobs[-1].is_running = False
        now = START + timedelta(seconds=self.moment)
        self.database.write(lambda c: links.set_watermark(c, project.project_id, "w", now))

    def failed(self) -> None:
        """The last pull ends with a failure now."""
        self.jobs[-1].is_running, self.jobs[-1].failure = False, "Nothing answers."

    def pulls_after(self, seconds: float) -> list[str]:
        """What the schedule starts when it looks that much later."""
        self.moment += seconds
        before = len(self.jobs)
        self.schedule.look()
        return [job.name for job in self.jobs[before:]]


@pytest.fixture
def world(database: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(database, monkeypatch)


def test_a_project_is_pulled_when_its_interval_is_over_since_the_last_sync(world: World) -> None:
    project = world.linked("Mine", minutes=5, synced=1000)
    assert world.pulls_after(299) == []
    assert world.pulls_after(1) == ["Mine"]
    assert world.pulls_after(600) == []  # it runs still
    world.synced(project)
    assert world.pulls_after(0) == []
    assert world.pulls_after(300) == ["Mine"]


def test_a_project_that_was_never_synced_is_due_at_once(world: World) -> None:
    world.linked("Mine", minutes=60)
    assert world.pulls_after(0) == ["Mine"]


def test_without_an_interval_nothing_is_pulled_by_itself(world: World) -> None:
    world.linked("Linked")
    add_project(world.database, "Not linked")
    assert world.pulls_after(100_000) == []


def test_a_link_whose_project_there_is_not_made_yet_waits(world: World) -> None:
    world.linked("Mine", minutes=1, ls_project_id=None)
    assert world.pulls_after(100_000) == []


def test_a_burst_of_hints_makes_one_pull_five_seconds_after_the_last(world: World) -> None:
    project = world.linked("Mine")
    for _ in range(3):
        world.schedule.hint(project.project_id)
        assert world.pulls_after(4) == []
    assert world.pulls_after(1) == ["Mine"]
    world.synced(project)
    assert world.pulls_after(100) == []


def test_hints_that_do_not_cease_put_a_pull_off_for_half_a_minute_at_most(world: World) -> None:
    project = world.linked("Mine")
    started = []
    for _ in range(10):  # hints at 0, 4, …, 28 and a look at 32
        world.schedule.hint(project.project_id)
        started.append(world.pulls_after(4))
    assert started.index(["Mine"]) == 7


def test_a_hint_during_a_pull_makes_another_one_after_it(world: World) -> None:
    project = world.linked("Mine")
    world.schedule.hint(project.project_id)
    assert world.pulls_after(5) == ["Mine"]
    world.schedule.hint(project.project_id)
    assert world.pulls_after(60) == []
    world.synced(project)
    assert world.pulls_after(0) == ["Mine"]


def test_a_hint_for_what_is_not_linked_is_forgotten(world: World) -> None:
    unlinked = add_project(world.database, "Not linked")
    world.schedule.hint(unlinked.project_id)
    world.schedule.hint(make_id("unknown"))
    assert world.pulls_after(10) == []
    assert not world.schedule._hints


def test_while_somebody_else_syncs_the_project_it_is_tried_again_later(world: World) -> None:
    project = world.linked("Mine")
    world.schedule.hint(project.project_id)
    world.busy.add("Mine")
    assert world.pulls_after(5) == []
    world.busy.clear()
    assert world.pulls_after(2) == ["Mine"]


def test_failures_put_the_next_pull_off_ever_longer_up_to_an_hour(world: World) -> None:
    world.linked("Mine", minutes=15, synced=0)
    assert world.pulls_after(0) == ["Mine"]
    # 15 minutes, then 30, then 60, and no more than 60
    for seconds in (900, 1800, 3600, 3600):
        world.failed()
        assert world.pulls_after(0) == []
        assert world.pulls_after(seconds - 1) == []
        assert world.pulls_after(1) == ["Mine"]


def test_a_hint_does_not_shorten_the_wait_after_a_failure(world: World) -> None:
    project = world.linked("Mine")
    world.schedule.hint(project.project_id)
    assert world.pulls_after(5) == ["Mine"]
    world.failed()
    world.schedule.hint(project.project_id)
    assert world.pulls_after(0) == []
    assert world.pulls_after(59) == []
    assert world.pulls_after(1) == ["Mine"]


def test_a_success_ends_the_backing_off(world: World) -> None:
    project = world.linked("Mine", minutes=1, synced=0)
    world.pulls_after(0)
    world.failed()
    assert world.pulls_after(0) == []
    assert world.pulls_after(60) == ["Mine"]
    world.synced(project)
    assert world.pulls_after(60) == ["Mine"]
    world.failed()
    assert world.pulls_after(0) == []
    assert world.pulls_after(60) == ["Mine"]  # the first failure again, not the second


def test_only_a_few_projects_are_pulled_at_once_and_the_others_after_them(world: World) -> None:
    projects = [world.linked(f"P{n}", minutes=60) for n in range(AT_ONCE + 2)]
    assert len(world.pulls_after(0)) == AT_ONCE
    assert world.pulls_after(2) == []
    done = world.jobs[-1]
    world.synced(next(each for each in projects if each.name == done.name))
    assert len(world.pulls_after(2)) == 1


def test_the_thread_survives_a_database_that_fails_and_ends_when_told(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("lib.services.label_studio.schedule.LOOK_SECONDS", 0.01)
    schedule.start_schedule(database)
    (running,) = schedule._running
    schedule.hint(make_id("unknown"))

    def fail() -> None:
        running._end.set()
        raise StorageError("The disk is gone.")

    monkeypatch.setattr(running, "look", fail)
    running._thread.join(30)
    assert "The disk is gone." in caplog.text
    schedule.stop_schedule(30)
    assert not schedule._running
    schedule.hint(make_id("unknown"))

"""Pulls linked projects by themselves: at their interval, or soon after a webhook's hint."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from lib.domain.label_studio import Link
from lib.domain.project import Project
from lib.errors import PodiumError, SyncIsRunning
from lib.services.access import requires
from lib.services.label_studio.jobs import SyncJob, start_job
from lib.services.label_studio.links import list_links
from lib.services.projects import list_projects
from lib.store.columns import utc_now
from lib.store.database import Database

LOOK_SECONDS = 2.0
QUIET_SECONDS = 5.0
"""How long after the last hint a pull starts, so that a burst of them makes one pull."""
LONGEST_QUIET = 30.0
"""How long hints that do not cease can put it off."""
FIRST_BACKOFF, LONGEST_BACKOFF = 60.0, 3600.0
AT_ONCE = 3

_log = logging.getLogger(__name__)
_running: list["Schedule"] = []


@dataclass
class _Hints:
    first: float
    last: float


@dataclass
class _State:
    """What the schedule knows of a project: its pull, the failures in a row, when not to try."""

    job: SyncJob | None = None
    failures: int = 0
    not_before: float = 0.0


class Schedule:
    """The thread that looks every few seconds which projects are due."""

    def __init__(
        self,
        database: Database,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._database = database
        self._clock = clock
        self._now = now
        self._hints: dict[UUID, _Hints] = {}
        self._states: dict[UUID, _State] = {}
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="podium-schedule", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """End the thread, and wait for it at most so long. Pulls that run are not its business."""
        self._end.set()
        self._thread.join(seconds)

    def hint(self, project_id: UUID) -> None:
        """Something has changed there, so pull the project soon."""
        moment = self._clock()
        with self._lock:
            known = self._hints.get(project_id)
            self._hints[project_id] = _Hints(known.first if known else moment, moment)

    def look(self) -> None:
        """Start the pulls that are due, as many as may run at once."""
        projects = {project.project_id: project for project in list_projects(self._database)}
        links = {
            link.project_id: link
            for link in list_links(self._database)
            if link.ls_project_id is not None and link.project_id in projects
        }
        with self._lock:
            for project_id in self._hints.keys() - links.keys():
                del self._hints[project_id]
        for project_id, state in self._states.items():
            self._take_note(state, links.get(project_id))
        due = [link for link in links.values() if self._is_due(link)]
        free = AT_ONCE - sum(state.job is not None for state in self._states.values())
        for link in due[: max(free, 0)]:
            self._pull(projects[link.project_id])

    def _run(self) -> None:
        while not self._end.wait(LOOK_SECONDS):
            try:
                self.look()
            except PodiumError as error:
                _log.warning("No project could be pulled by itself: %s", error)

    def _is_due(self, link: Link) -> bool:
        state = self._states.setdefault(link.project_id, _State())
        moment = self._clock()
        if state.job is not None or moment < state.not_before:
            return False
        with self._lock:
            hints = self._hints.get(link.project_id)
        if hints is not None:
            return moment - hints.last >= QUIET_SECONDS or moment - hints.first >= LONGEST_QUIET
        if link.interval_minutes is None:
            return False
        interval = timedelta(minutes=link.interval_minutes)
        return link.synced_at is None or self._now() - link.synced_at >= interval

    def _pull(self, project: Project) -> None:
        try:
            job = start_job(self._database, project, "pull", archives=False)
        except SyncIsRunning:
            return
        self._states[project.project_id].job = job
        with self._lock:
            self._hints.pop(project.project_id, None)

    def _take_note(self, state: _State, link: Link | None) -> None:
        """Where its pull is over, say when the next one may be: after failures ever later."""
        if state.job is None or state.job.is_running:
            return
        failed, state.job = state.job.failure is not None, None
        state.failures = state.failures + 1 if failed else 0
        if failed:
            minutes = link.interval_minutes if link else None
            first = minutes * 60.0 if minutes else FIRST_BACKOFF
            doubled = first * 2.0 ** min(state.failures - 1, 10)
            state.not_before = self._clock() + max(first, min(doubled, LONGEST_BACKOFF))


@requires("operator")
def start_schedule(database: Database) -> None:
    """Start pulling by itself, until `stop_schedule`."""
    _running.append(Schedule(database))
    _running[-1].start()


def stop_schedule(seconds: float) -> None:
    """Stop pulling by itself; waits at most so long."""
    while _running:
        _running.pop().stop(seconds)


def hint(project_id: UUID) -> None:
    """Pull the project soon. Where no schedule runs, nothing happens."""
    for schedule in _running:
        schedule.hint(project_id)

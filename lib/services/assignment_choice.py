"""Which tasks a person may get next, the best first, and how far they are.

Counting the people of each task takes 0.1 s at a million annotations, so the counts are kept for a
while where that is slow. Who claims a task counts those of that one task again (assignment_claims),
so what is kept here only has to be nearly right.
"""

import hashlib
import threading
import time
from collections.abc import Hashable
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakKeyDictionary

import numpy as np

from lib.analytics.arrays import BoolArray, IntArray
from lib.analytics.task_order import (
    at_random,
    by_number,
    draws,
    given_order,
    least_labelled,
    most_open,
)
from lib.domain.annotation import Annotator
from lib.domain.project import Project
from lib.services.access import requires
from lib.services.assignment_openness import openness_of
from lib.store import next_task, postponed
from lib.store.database import Database
from lib.store.next_task import Checks, PeopleCounts
from lib.store.writer import Connection

CHEAP_SECONDS = 0.03
KEPT_TIMES = 20
"""Counts that took a second to make would be kept for twenty."""


@dataclass(frozen=True, eq=False)
class Available:
    """The tasks that a person may get, by number: the people of each, what is assigned to them.

    `postponed` names those that they have put behind the others, in that order. `done` counts what
    they have submitted or skipped, `gold_done` gold tasks among that; repeats come on top.
    """

    numbers: IntArray
    people: IntArray
    assigned: BoolArray
    postponed: tuple[int, ...]
    done: int
    gold_done: int
    checks: Checks


@dataclass(frozen=True, eq=False)
class _Counts:
    counts: PeopleCounts
    state: Hashable
    made_at: float
    seconds: float

    @property
    def is_recent(self) -> bool:
        """Whether it is too early to spend that time again."""
        age = time.monotonic() - self.made_at
        return self.seconds > CHEAP_SECONDS and age < KEPT_TIMES * self.seconds


@dataclass(eq=False)
class _Known:
    lock: threading.Lock = field(default_factory=threading.Lock)
    counts: _Counts | None = None


_known_in: WeakKeyDictionary[object, dict[UUID, _Known]] = WeakKeyDictionary()


@requires("annotator")
def list_available(
    database: Database, project: Project, person: Annotator, *, afresh: bool = False
) -> Available:
    """The tasks that are free for a person, or theirs already; `afresh` counts people again."""
    counts = _counts(database, project, afresh=afresh)
    ids = (project.project_id, person.annotator_id)

    def query(connection: Connection) -> Available:
        own = next_task.get_own_work(connection, *ids)
        claims = next_task.get_claims(connection, *ids)
        people, assigned = counts.people.copy(), np.zeros(len(counts.numbers), dtype=bool)
        at = np.searchsorted(counts.numbers, claims.numbers)
        there = at < len(counts.numbers)
        there[there] = counts.numbers[at[there]] == claims.numbers[there]
        people[at[there]] += claims.people[there]
        assigned[at[there]] = claims.assigned[there]
        free = ~np.isin(counts.numbers, own.numbers)
        if project.settings.overlap:
            free &= people < project.settings.overlap
        return Available(
            counts.numbers[free],
            people[free],
            assigned[free],
            tuple(postponed.list_postponed(connection, *ids)),
            int(own.is_done.sum()),
            int((own.is_done & own.is_gold).sum()),
            next_task.get_checks(connection, *ids),
        )

    return database.read(query)


@requires("annotator")
def list_candidates(
    database: Database,
    project: Project,
    person: Annotator,
    available: Available,
    after: int = 0,
) -> IntArray:
    """The numbers of the available tasks in the order in which this person gets them.

    Of the order "informative", a share is drawn at random instead: it is drawn anew for each task
    that a person has done, so that a reload changes nothing.
    """
    settings, numbers = project.settings, available.numbers
    ids = f"{project.project_id}:{person.annotator_id}"
    if settings.order == "random":
        order = at_random(numbers, _seed(ids))
    elif settings.order == "least-labelled":
        order = least_labelled(numbers, available.people)
    elif settings.order == "informative" and is_random_turn(
        settings.random_percent, ids, available
    ):
        order = at_random(numbers, _seed(ids, available.done))
    elif settings.order == "informative":
        order = most_open(numbers, available.people, openness_of(database, project, numbers))
    else:
        order = by_number(numbers)
    return given_order(numbers, order, available.assigned, available.postponed, after)


@requires("annotator")
def count_own_work(database: Database, project: Project, person: Annotator) -> tuple[int, int]:
    """How many tasks the person has done, and how many that will be if they get all they can.

    Skipped ones are done, withdrawn ones are not. Hidden checks are counted like other tasks: those
    still to come as often as the settings ask for them, as long as there is anything else to do.
    """
    return own_progress(project, list_available(database, project, person))


def own_progress(project: Project, available: Available) -> tuple[int, int]:
    """The same, where it is known what is available."""
    done, left = available.done + available.checks.repeats, len(available.numbers)
    if not left:
        return done, done
    normal = available.done - available.gold_done + left
    every_gold, every_repeat = project.settings.gold_every, project.settings.repeat_every
    total = normal
    for _ in range(3):
        gold = min(available.checks.gold, total // every_gold) if every_gold else 0
        total = normal + gold + (total // every_repeat if every_repeat else 0)
    return done, max(total, done + left)


def is_random_turn(percent: int, ids: str, available: Available) -> bool:
    """Whether a person's next task is one of the share that is drawn at random."""
    turn = draws(_seed(ids, "turn"), np.asarray([available.done]))[0]
    return int(turn) % 100 < percent


def _seed(*parts: object) -> int:
    text = ":".join(map(str, parts))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _counts(database: Database, project: Project, *, afresh: bool) -> PeopleCounts:
    """The people of each task; at once where that is cheap or where nothing has changed."""
    known = _known_in.setdefault(database.file, {}).setdefault(project.project_id, _Known())
    settings = project.settings
    skipped_count = settings.skipped_go_to == "review"
    if not settings.overlap and settings.order in ("imported", "random"):
        return database.read(lambda c: next_task.list_open_numbers(c, project.project_id))
    with known.lock:
        found = database.read(lambda c: next_task.get_counts_state(c, project.project_id))
        state = (*found, skipped_count)
        there = known.counts
        if there and (there.state == state or (there.is_recent and not afresh)):
            return there.counts
        began = time.perf_counter()
        counts = database.read(
            lambda c: next_task.get_people_counts(
                c, project.project_id, skipped_count=skipped_count
            )
        )
        seconds = time.perf_counter() - began
        known.counts = _Counts(counts, state, time.monotonic(), seconds)
        return counts

"""The tasks that a reviewer looks through: found by what was done on them, in a useful order."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal
from uuid import UUID

import numpy as np

from lib.analytics.arrays import BoolArray, FloatArray, IntArray
from lib.domain.annotation import Annotator, Origin, Status
from lib.domain.project import Project
from lib.services.access import requires
from lib.services.compared import state_of
from lib.services.disagreements import Disagreements, list_disagreements
from lib.services.projects import labeling_config_of
from lib.store import review
from lib.store.database import Database
from lib.store.review import AnnotationFilter, TaskCounts

PAGE = 20
Order = Literal["disagreement", "newest", "number"]
Standing = Literal["submitted", "skipped", "withdrawn", "flagged", "unfinished", "final"]
"""`unfinished` has no final answer."""

_STATUS: dict[Standing, Status] = {
    "submitted": "submitted",
    "skipped": "skipped",
    "withdrawn": "deleted",
}


@dataclass(frozen=True)
class ReviewFilter:
    """Which tasks are looked for: those with an annotation by `person` (a number), of `origin`,
    last changed between two days in UTC, and with `at_least` so many submitted annotations.
    """

    person: int | None = None
    standing: Standing | None = None
    origin: Origin | None = None
    since: date | None = None
    until: date | None = None
    at_least: int = 0

    @property
    def of_annotations(self) -> AnnotationFilter:
        """What it says of single annotations."""
        status = _STATUS.get(self.standing) if self.standing else None
        return AnnotationFilter(self.person, status, self.origin, self.since, self.until)


@dataclass(frozen=True)
class Disagreement:
    """From 0, all agree, to 1, over `pairs` of responses that at least two of `people` ranked."""

    value: float
    people: int
    pairs: int


@dataclass(frozen=True)
class ReviewTask:
    """A task with what was done on it; `disagreement` is None where fewer than two ranked it."""

    number: int
    prompt: str
    submitted: int
    skipped: int
    withdrawn: int
    flags: int
    is_final: bool
    disagreement: Disagreement | None


@dataclass(frozen=True)
class ReviewList:
    """One page of the tasks that fit, and how many there are in all."""

    total: int
    tasks: tuple[ReviewTask, ...]


@requires("reviewer")
def list_review_tasks(
    database: Database,
    project: Project,
    chosen: ReviewFilter,
    order: Order = "disagreement",
    offset: int = 0,
    limit: int = PAGE,
) -> ReviewList:
    """The tasks with an annotation that fits; archived tasks are left out.

    Equal ones come by number. By disagreement those that have none come last.
    """
    found = _found(database, project, chosen)
    rows = found.ordered(order)
    shown = rows[offset : offset + limit].tolist()
    numbers = found.counts.number[shown].tolist()
    variable = labeling_config_of(project.labeling_config).prompt_variable
    prompts = database.read(lambda c: review.list_prompts(c, project.project_id, numbers, variable))
    return ReviewList(len(rows), tuple(found.task(row, prompts) for row in shown))


@requires("reviewer")
def list_review_numbers(
    database: Database, project: Project, chosen: ReviewFilter, order: Order, limit: int
) -> list[int]:
    """The numbers of the tasks that fit, `limit` at most."""
    found = _found(database, project, chosen)
    numbers: list[int] = found.counts.number[found.ordered(order)[:limit]].tolist()
    return numbers


@requires("reviewer")
def next_review_task(
    database: Database, project: Project, chosen: ReviewFilter, order: Order, number: int
) -> int | None:
    """The task that follows one in the list; its first one where that is not in it, None at its
    end.
    """
    found = _found(database, project, chosen)
    numbers = found.counts.number[found.ordered(order)]
    [at] = np.flatnonzero(numbers == number) if number in numbers else [-1]
    return int(numbers[at + 1]) if at + 1 < len(numbers) else None


@requires("reviewer")
def disagreement_on(database: Database, project: Project, number: int) -> Disagreement | None:
    """How far people disagree on one task; None where fewer than two ranked it."""
    known = list_disagreements(database, project)
    [at] = known.at(np.array([number]))
    return _disagreement(known, int(at))


@requires("reviewer")
def find_annotations(
    database: Database, project: Project, task_numbers: Collection[int], chosen: ReviewFilter
) -> list[UUID]:
    """The annotations of some tasks that fit, by number."""
    return database.read(
        lambda c: review.list_fitting(c, project.project_id, task_numbers, chosen.of_annotations)
    )


@requires("reviewer")
def list_reviewed_people(database: Database, project: Project) -> list[Annotator]:
    """Everybody who ever annotated here, by number."""
    return database.read(lambda c: review.list_people(c, project.project_id))


@requires("reviewer")
def list_review_origins(database: Database, project: Project) -> list[Origin]:
    """Where the annotations come from."""
    return database.read(lambda c: review.list_origins(c, project.project_id))


@dataclass(frozen=True, eq=False)
class _Found:
    """The tasks that fit, by number, and where the disagreement on each stands (-1 for none)."""

    counts: TaskCounts
    known: Disagreements
    rows: IntArray

    def ordered(self, order: Order) -> IntArray:
        """The rows of the tasks in this order."""
        rows, number = self.rows, self.counts.number[self.rows]
        if order == "number":
            return rows
        if order == "newest":
            return np.asarray(rows[np.lexsort((number, -self.counts.newest[rows]))])
        at = self.known.at(number)
        value, pairs = _filled(self.known.value, at, -1.0), _filled(self.known.pairs, at, 0)
        return np.asarray(rows[np.lexsort((number, -pairs, -value))])

    def task(self, row: int, prompts: dict[int, str]) -> ReviewTask:
        counts = self.counts
        number = int(counts.number[row])
        [at] = self.known.at(np.array([number]))
        return ReviewTask(
            number=number,
            prompt=prompts.get(number, ""),
            submitted=int(counts.submitted[row]),
            skipped=int(counts.skipped[row]),
            withdrawn=int(counts.withdrawn[row]),
            flags=int(counts.flags[row]),
            is_final=bool(counts.final[row]),
            disagreement=_disagreement(self.known, int(at)),
        )


def _found(database: Database, project: Project, chosen: ReviewFilter) -> _Found:
    state = (
        state_of(database, project),
        database.read(lambda c: review.get_flag_state(c, project.project_id)),
    )
    counts = _counted(database, project.project_id, chosen.of_annotations, state)
    rows = np.flatnonzero(_fits(counts, chosen))
    return _Found(counts, list_disagreements(database, project), rows)


@lru_cache(maxsize=4)
def _counted(
    database: Database, project_id: UUID, chosen: AnnotationFilter, _state: object
) -> TaskCounts:
    return database.read(lambda c: review.count_tasks(c, project_id, chosen))


def _fits(counts: TaskCounts, chosen: ReviewFilter) -> BoolArray:
    fits: BoolArray = counts.submitted >= chosen.at_least
    match chosen.standing:
        case "flagged":
            fits &= counts.flags > 0
        case "final":
            fits &= counts.final
        case "unfinished":
            fits &= ~counts.final
    return fits


def _filled(values: FloatArray | IntArray, at: IntArray, missing: float) -> FloatArray:
    if not len(values):
        return np.full(len(at), missing)
    return np.where(at < 0, missing, values[at])


def _disagreement(known: Disagreements, at: int) -> Disagreement | None:
    if at < 0:
        return None
    return Disagreement(float(known.value[at]), int(known.people[at]), int(known.pairs[at]))

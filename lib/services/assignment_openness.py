"""How open the verdicts are that each task could help to settle, worked out once a minute."""

import threading
import time
from collections.abc import Hashable
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakKeyDictionary

import numpy as np

from lib.analytics.arrays import FloatArray, IntArray
from lib.analytics.openness import pair_openness, task_openness
from lib.domain.project import Project, model_fields
from lib.errors import TooManyModels
from lib.services.access import requires
from lib.services.compared import MOST_MODELS, state_of
from lib.services.leaderboard import study_leaderboard
from lib.services.projects import labeling_config_of
from lib.store.database import Database
from lib.store.next_task_models import list_task_models
from lib.store.slices import get_task_state

KEPT_SECONDS = 60.0
"""At a million annotations the verdicts take two seconds."""


@dataclass(frozen=True, eq=False)
class _Scores:
    """The openness of each task (N), by number, ascending."""

    numbers: IntArray
    openness: FloatArray
    tasks: Hashable
    work: Hashable
    made_at: float


@dataclass(eq=False)
class _Known:
    lock: threading.Lock = field(default_factory=threading.Lock)
    scores: _Scores | None = None


_known_in: WeakKeyDictionary[object, dict[UUID, _Known]] = WeakKeyDictionary()


@requires("annotator")
def openness_of(database: Database, project: Project, numbers: IntArray) -> FloatArray:
    """The openness of the project's tasks of these numbers (see `lib.analytics.openness`).

    While somebody works them out anew, the others get the ones from before.
    """
    known = _known_in.setdefault(database.file, {}).setdefault(project.project_id, _Known())
    tasks = (
        database.read(lambda c: get_task_state(c, project.project_id)),
        project.labeling_config,
        project.settings.model_field,
    )
    scores = known.scores
    if scores is None or scores.tasks != tasks:
        with known.lock:
            if known.scores is None or known.scores.tasks != tasks:
                known.scores = _scores(database, project, tasks)
            scores = known.scores
    elif time.monotonic() - scores.made_at > KEPT_SECONDS and known.lock.acquire(blocking=False):
        try:
            if scores.work != _work(database, project):
                known.scores = scores = _scores(database, project, tasks)
        finally:
            known.lock.release()
    at = np.searchsorted(scores.numbers, numbers)
    at = np.minimum(at, max(len(scores.numbers) - 1, 0))
    if not len(scores.numbers):
        return np.ones(len(numbers))
    return np.where(scores.numbers[at] == numbers, scores.openness[at], 1.0)


def _work(database: Database, project: Project) -> Hashable:
    return (
        state_of(database, project),
        project.settings.ordered_buckets,
        project.settings.unplaced_is_worst,
        project.settings.no_difference_points,
    )


def _scores(database: Database, project: Project, tasks: Hashable) -> _Scores:
    work = _work(database, project)
    names, task, model = _task_models(database, project)
    different, code = np.unique(task, return_inverse=True)
    if len(names) > MOST_MODELS:
        # Passages rather than models: no pair of them is ever settled.
        return _Scores(different, np.ones(len(different)), tasks, work, time.monotonic())
    openness = task_openness(_between(database, project, names), code, model, len(different))
    return _Scores(different, openness, tasks, work, time.monotonic())


def _task_models(
    database: Database, project: Project
) -> tuple[tuple[str, ...], IntArray, IntArray]:
    """The models' names, and the tasks' numbers beside the codes of the models that they compare.

    A model that several Rankers of a task show stands there once.
    """
    config = labeling_config_of(project.labeling_config)
    variables = sorted({config.list_of(each).value.removeprefix("$") for each in config.rankers})
    fields = model_fields(project.settings.model_field)
    found = database.read(
        lambda c: [list_task_models(c, project.project_id, each, fields) for each in variables]
    )
    names = sorted({name for these, _, _ in found for name in these})
    place = {name: index for index, name in enumerate(names)}
    rows = [
        np.stack([numbers, np.asarray([place[name] for name in these], dtype=np.int64)[code]])
        for these, numbers, code in found
        if len(numbers)
    ]
    if not rows:
        return tuple(names), np.empty(0, np.int64), np.empty(0, np.int64)
    task, model = rows[0] if len(rows) == 1 else np.unique(np.concatenate(rows, axis=1), axis=1)
    return tuple(names), task, model


def _between(database: Database, project: Project, names: tuple[str, ...]) -> FloatArray:
    """The openness of every two models, by these names; 1 where nothing is known of a pair."""
    found = np.ones((len(names), len(names)))
    np.fill_diagonal(found, 0.0)
    try:
        study = study_leaderboard(database, project)
        pairs = study.pairs if study.comparisons.models else ()
    except TooManyModels:
        return found
    judged = study.comparisons.models
    openness = pair_openness(
        [each.verdict for each in pairs], len(judged), project.settings.no_difference_points / 100
    )
    there = [(names.index(name), code) for code, name in enumerate(judged) if name in set(names)]
    if there:
        at, code = np.array(there).T
        found[np.ix_(at, at)] = openness[np.ix_(code, code)]
    return found

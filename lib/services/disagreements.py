"""How far people disagree on every task of a project, kept up to date task by task.

Over a million rankings of four responses all of it took 2.5 s; after that only the tasks on which
something was stored since are worked out anew.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from lib.analytics.arrays import FloatArray, IntArray
from lib.analytics.ranking_distance import ranking_distances
from lib.analytics.rankings import Rankings
from lib.domain.project import Project
from lib.services.access import requires
from lib.services.projects import labeling_config_of
from lib.store import panels, review, slices
from lib.store.database import Database

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Disagreements:
    """Of the T tasks that at least two people ranked, by number: see `RankingDistances`."""

    number: IntArray
    value: FloatArray
    people: IntArray
    pairs: IntArray

    def at(self, numbers: IntArray) -> IntArray:
        """Where each of some tasks stands here, -1 for one that has no disagreement."""
        if not len(self.number):
            return np.full(len(numbers), -1)
        at = np.minimum(np.searchsorted(self.number, numbers), len(self.number) - 1)
        return np.where(self.number[at] == numbers, at, -1)


@dataclass
class _Known:
    """What is known of a project: as of which commit, of how many revisions, tasks and config."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    found: Disagreements | None = None
    commit: int = 0
    n_revisions: int = 0
    basis: object = None


_known_in: WeakKeyDictionary[object, dict[UUID, _Known]] = WeakKeyDictionary()


@requires("reviewer")
def list_disagreements(database: Database, project: Project) -> Disagreements:
    """The disagreements as they stand now, reviewers' final rankings left out."""
    project_id = project.project_id
    known = _known_in.setdefault(database.file, {}).setdefault(project_id, _Known())
    with known.lock:
        # Read first: what is stored meanwhile is worked out once more the next time.
        n, commit = database.read(lambda c: review.get_revision_state(c, project_id))
        state = database.read(lambda c: slices.get_task_state(c, project_id))
        basis = (state, project.config_version, project.labeling_config)
        n_new, changed = database.read(
            lambda c: review.list_changed_tasks(c, project_id, known.commit, commit)
        )
        # Revisions are only ever added, but for a person's or a project's erasure.
        erased = known.n_revisions + n_new != n
        if known.found is None or known.basis != basis or erased:
            known.found = _worked_out(database, project, None)
        elif changed:
            known.found = _updated(database, project, known.found, changed)
        known.commit, known.n_revisions, known.basis = commit, n, basis
        return known.found


def _updated(
    database: Database, project: Project, before: Disagreements, changed: Collection[UUID]
) -> Disagreements:
    """With some tasks worked out anew."""
    numbers = database.read(lambda c: review.list_task_numbers(c, changed))
    anew = _worked_out(database, project, changed)
    stays = ~np.isin(before.number, list(numbers.values()))
    number = np.concatenate([before.number[stays], anew.number])
    order = np.argsort(number)

    def joined(old: Array, new: Array) -> Array:
        both: Array = np.concatenate([old[stays], new])[order]
        return both

    return Disagreements(
        number=number[order],
        value=joined(before.value, anew.value),
        people=joined(before.people, anew.people),
        pairs=joined(before.pairs, anew.pairs),
    )


def _worked_out(
    database: Database, project: Project, task_ids: Collection[UUID] | None
) -> Disagreements:
    controls = [each.name for each in labeling_config_of(project.labeling_config).rankers]
    stored = database.read(
        lambda c: panels.list_panel_rankings(c, project.project_id, controls, task_ids)
    )
    n = len(stored.starts) - 1
    rankings = Rankings(
        models=(),
        starts=stored.starts,
        model=np.full(len(stored.item), -1, dtype=np.int32),
        bucket=stored.bucket,
        place=stored.place,
        control=stored.control,
        prompt=stored.task,
        annotator=stored.annotator,
        count=np.ones(n, dtype=np.int64),
    )
    found = ranking_distances(rankings, stored.item, stored.task)
    return Disagreements(stored.task_numbers[found.task], found.value, found.people, found.pairs)

"""Slices: the values of a field of the task data, and which ranking belongs to which."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

import numpy as np

from lib.analytics.arrays import IntArray
from lib.domain.project import Project
from lib.services.access import requires
from lib.services.compared import Compared
from lib.store.database import Database
from lib.store.slices import State, get_task_state
from lib.store.task_fields import list_field_values


@dataclass(frozen=True, eq=False)
class Slices:
    """The values of a field; `task_numbers` and `code` (T) say which one each task has, -1 none."""

    field: str
    names: tuple[str, ...]
    task_numbers: IntArray
    code: IntArray

    def of_rankings(self, compared: Compared) -> IntArray:
        """(N,) the slice of each ranking."""
        place = np.searchsorted(self.task_numbers, compared.task_numbers)
        return self.code[place][compared.task_of]

    def of_comparisons(self, compared: Compared) -> IntArray:
        """(P,) the slice of each comparison."""
        return self.of_rankings(compared)[compared.each_comparison.ranking]


@requires("reviewer")
def load_slices(database: Database, project: Project, field: str) -> Slices:
    """The slices that a field makes, read anew only when tasks have come."""
    state = database.read(lambda c: get_task_state(c, project.project_id))
    return _loaded(database, project.project_id, field, state)


@lru_cache(maxsize=4)
def _loaded(database: Database, project_id: UUID, field: str, _state: State) -> Slices:
    return Slices(field, *database.read(lambda c: list_field_values(c, project_id, field)))

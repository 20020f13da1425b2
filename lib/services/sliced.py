"""Slices: the values of a field of the task data, and which ranking belongs to which."""

from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import IntArray
from lib.domain.project import Project
from lib.services.compared import Compared
from lib.store.database import Database
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


def load_slices(database: Database, project: Project, field: str) -> Slices:
    """The slices that a field makes."""
    values = database.read(lambda c: list_field_values(c, project.project_id, field))
    return Slices(field, *values)

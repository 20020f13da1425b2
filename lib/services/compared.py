"""The comparisons of a selection, loaded once for all figures of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

import numpy as np

from lib.analytics.arrays import IntArray
from lib.analytics.comparisons import Comparisons, compare
from lib.analytics.members import told_once
from lib.analytics.rankings import Rankings
from lib.domain.project import Project
from lib.domain.selection import Selection
from lib.errors import TooManyModels
from lib.services.access import requires
from lib.services.counting import Counting, counting_in
from lib.services.projects import labeling_config_of
from lib.store import rankings, revisions, slices
from lib.store.database import Database

State: TypeAlias = tuple[int, int, int, int]

KEPT = 2
"""How many selections' rankings stay in memory here; each study keeps as many with their figures.

A million rankings of four take 200 MB.
"""

MOST_MODELS = 500


@dataclass(frozen=True, eq=False)
class Compared:
    """The rankings of a selection, and on demand their comparisons.

    `annotators` holds the people's numbers by their code in the rankings. Of each ranking (N),
    `task_of` is the task's code in `task_numbers`, `day_of` its day in UTC (days since 1970).
    Where equal rankings were `grouped` as they were read, none of this is known.
    """

    rankings: Rankings
    counting: Counting
    annotators: tuple[int, ...]
    task_numbers: IntArray
    task_of: IntArray
    day_of: IntArray
    grouped: bool

    @cached_property
    def comparisons(self) -> Comparisons:
        """Equal rankings told once: what figures of the whole selection need."""
        once, members = told_once(self.rankings)
        return compare(once, self.counting.rule, members=members)

    @cached_property
    def each_comparison(self) -> Comparisons:
        """Ranking by ranking: what figures by slice or by day need."""
        if self.comparisons.members is None:
            return self.comparisons
        return compare(self.rankings, self.counting.rule)

    @property
    def n_annotations(self) -> int:
        return int(self.rankings.count.sum())

    @property
    def n_prompts(self) -> int:
        return len(np.unique(self.rankings.prompt))

    @property
    def counted(self) -> int:
        return int(self.comparisons.count.sum())

    @property
    def possible(self) -> int:
        return int(np.triu(self.comparisons.possible).sum())


@requires("reviewer")
def load_comparisons(
    database: Database, project: Project, selection: Selection, *, grouped: bool = False
) -> Compared:
    """The rankings as they stand now; asked again, they are read anew only if work has come.

    `grouped` joins equal rankings, which is faster where neither prompts nor people matter.
    Raises TooManyModels where the items name more models than can be compared.
    """
    return _loaded(database, project, selection, grouped, state_of(database, project))


@requires("reviewer")
def state_of(database: Database, project: Project) -> State:
    """What changes whenever a project's revisions, tasks or final answers do."""
    project_id = project.project_id
    return database.read(
        lambda c: (
            revisions.get_last_commit(c, project_id),
            *slices.get_task_state(c, project_id),
            slices.get_truth_state(c, project_id),
        )
    )


@lru_cache(maxsize=KEPT)
def _loaded(
    database: Database, project: Project, selection: Selection, grouped: bool, _state: State
) -> Compared:
    counting = counting_in(database, project)
    prompt_variable = labeling_config_of(project.labeling_config).prompt_variable
    stored = database.read(
        lambda c: rankings.list_rankings(
            c,
            project.project_id,
            selection,
            counting.controls,
            prompt_variable=prompt_variable,
            grouped=grouped,
        )
    )
    check_models(stored.models)
    return Compared(
        rankings=rankings_of(stored),
        counting=counting,
        annotators=stored.annotators,
        task_numbers=stored.task_numbers,
        task_of=stored.task,
        day_of=stored.day,
        grouped=grouped,
    )


def check_models(models: Sequence[str]) -> None:
    """Raises TooManyModels; a table of all pairs of models must fit into memory and eyes."""
    if len(models) > MOST_MODELS:
        raise TooManyModels(
            f"The ranked items name {len(models):,} different models, and {MOST_MODELS} at most "
            "can be compared. If the items are passages or search results, they have no models: "
            "choose the field “model” as the model's name in the project's settings."
        )


def rankings_of(stored: rankings.StoredRankings) -> Rankings:
    """The stored rankings as the analytics take them."""
    return Rankings(
        models=stored.models,
        starts=stored.starts,
        model=stored.model,
        bucket=stored.bucket,
        place=stored.place,
        control=stored.control,
        prompt=stored.prompt,
        annotator=stored.annotator,
        count=stored.count,
    )

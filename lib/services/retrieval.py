"""Retrieval: how well the order of a source puts first what people put first.

The sources are the order in which the data list the items, and each model's predictions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from lib.analytics.arrays import IntArray
from lib.analytics.retrieval import JudgedOrder, RetrievalFigures, retrieval_figures
from lib.domain.labeling_config import LabelingConfig, Ranker
from lib.domain.project import Project
from lib.domain.selection import Selection
from lib.services.access import requires
from lib.services.compared import state_of
from lib.services.item_gains import ItemGains, item_gains
from lib.services.listed_items import item_variables, listed_rows
from lib.services.projects import labeling_config_of
from lib.services.ranked_entries import read_entries
from lib.services.source_orders import DATA_ORDER, Predicted, predicted_orders, source_orders
from lib.store import item_orders, rankings
from lib.store.database import Database

CUT = 10
"""nDCG and MRR look at so many first items of a source."""

METHOD = (
    f"nDCG@{CUT}: the discounted gain of a source's first {CUT} items over that of the best order. "
    f"MRR@{CUT}: the mean of 1 / the rank of the first item that the person valued most, 0 where "
    f"it is not among the first {CUT}. Items that the person did not judge are skipped. Means over "
    "prompts, with 95 % t intervals."
)


@dataclass(frozen=True)
class RankerRetrieval:
    """The sources of one Ranker's items, the best first; none where undefined, with the reason.

    `gains` says in words what an item is worth.
    """

    control: str
    gains: str
    figures: tuple[RetrievalFigures, ...]
    reason: str | None


@dataclass(frozen=True, eq=False)
class RetrievalStudy:
    """All figures of a selection, worked out when they are first asked for."""

    project: Project
    entries: rankings.RankedEntries
    listed: item_orders.ListedItems
    predicted: Predicted

    @property
    def n_annotations(self) -> int:
        return len(self.entries.starts) - 1

    @property
    def has_predictions(self) -> bool:
        return bool(self.predicted)

    @cached_property
    def rankers(self) -> tuple[RankerRetrieval, ...]:
        return tuple(self._of(code, each) for code, each in enumerate(self._config.rankers))

    def _of(self, code: int, ranker: Ranker) -> RankerRetrieval:
        gains = item_gains(ranker, self.project.settings)
        if gains.reason:
            return RankerRetrieval(ranker.name, gains.words, (), gains.reason)
        found = retrieval_figures(self._judged(code, ranker, gains), CUT)
        reason = None if found else "Nobody has ranked any of these items yet."
        return RankerRetrieval(ranker.name, gains.words, found, reason)

    def _judged(self, code: int, ranker: Ranker, gains: ItemGains) -> Iterator[JudgedOrder]:
        """What every annotation makes of every source's order, by positions in the data."""
        orders = source_orders(self.listed, self._config, ranker, self.predicted)
        entries = self.entries
        rows = np.flatnonzero((entries.control == code) & (self._position >= 0))
        bounds = np.searchsorted(rows, entries.starts).tolist()
        bucket, place = entries.bucket[rows].tolist(), entries.place[rows].tolist()
        position = self._position[rows].tolist()
        numbers = entries.task_numbers[entries.task].tolist()
        for ranking, prompt in enumerate(entries.prompt.tolist()):
            part = slice(bounds[ranking], bounds[ranking + 1])
            if not position[part]:
                continue
            sources = orders[numbers[ranking]]
            worth: list[float | None] = [None] * len(sources[DATA_ORDER])
            judged = gains.of(bucket[part], place[part])
            for at, gain in zip(position[part], judged, strict=True):
                worth[at] = gain
            for source, order in sources.items():
                yield JudgedOrder(source, prompt, order, tuple(worth))

    @property
    def _config(self) -> LabelingConfig:
        return labeling_config_of(self.project.labeling_config)

    @cached_property
    def _position(self) -> IntArray:
        """Each ranked item's position in the data, -1 where its task does not list it."""
        row = listed_rows(self.entries, self.listed, self._config)
        found = row >= 0
        position = np.full(len(row), -1, dtype=np.int64)
        position[found] = self.listed.position[row[found]]
        return position[self.entries.item]


@requires("reviewer")
def study_retrieval(
    database: Database, project: Project, selection: Selection | None = None
) -> RetrievalStudy:
    """Retrieval over a selection's current submissions, read anew only if something has come."""
    state = (
        state_of(database, project),
        database.read(lambda c: item_orders.get_prediction_state(c, project.project_id)),
    )
    return _studied(database, project, selection or Selection(), state)


@lru_cache(maxsize=2)
def _studied(
    database: Database, project: Project, selection: Selection, _state: object
) -> RetrievalStudy:
    config = labeling_config_of(project.labeling_config)
    project_id = project.project_id
    entries = read_entries(database, project, selection, with_models=False)
    listed = database.read(
        lambda c: item_orders.list_item_orders(c, project_id, item_variables(config))
    )
    predicted = database.read(
        lambda c: predicted_orders(
            config, project.settings, item_orders.list_predicted_results(c, project_id)
        )
    )
    return RetrievalStudy(project, entries, listed, predicted)

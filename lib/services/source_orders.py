"""The orders in which sources list the items of each task: the data's own, and predictions'."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import numpy as np

from lib.domain.labeling_config import LabelingConfig, Ranker
from lib.domain.project import ProjectSettings
from lib.formats.regions import ranking_of
from lib.services.listed_items import item_variables, variable_of
from lib.store.item_orders import ListedItems, PredictedResult

DATA_ORDER = "Order of the data"
UNNAMED = "Prediction without a model version"

Predicted: TypeAlias = Mapping[tuple[str, int], Mapping[str, tuple[str, ...]]]
"""By Ranker and task number: each source's items by id, best first."""

Orders: TypeAlias = Mapping[int, Mapping[str, tuple[int, ...]]]
"""By task number: each source's items by their positions in the data, best first."""


def predicted_orders(
    config: LabelingConfig, settings: ProjectSettings, predictions: Iterable[PredictedResult]
) -> Predicted:
    """The predictions' orders; of one model version's several for a task the last one counts.

    Buckets come in the project's order; what is in none of the ordered ones is not listed.
    """
    found: dict[tuple[str, int], dict[str, tuple[str, ...]]] = defaultdict(dict)
    columns = {ranker.name: (ranker, _columns(ranker, settings)) for ranker in config.rankers}
    for each in predictions:
        for region in each.result:
            if region["from_name"] not in columns:
                continue
            ranker, names = columns[region["from_name"]]
            listed = dict(ranking_of(ranker, region).columns)
            order = tuple(item for name in names for item in listed[name])
            found[ranker.name, each.task_number][each.model_version or UNNAMED] = order
    return found


def source_orders(
    listed: ListedItems, config: LabelingConfig, ranker: Ranker, predicted: Predicted
) -> Orders:
    """Every source's order of every task, for one Ranker."""
    variable = item_variables(config).index(variable_of(config, ranker))
    rows = np.flatnonzero(listed.variable == variable)
    rows = rows[np.lexsort((listed.position[rows], listed.task_number[rows]))]
    numbers, starts = np.unique(listed.task_number[rows], return_index=True)
    ids = listed.item_id[rows].tolist()
    bounds = [*starts.tolist(), len(rows)]
    orders: dict[int, Mapping[str, tuple[int, ...]]] = {}
    for at, number in enumerate(numbers.tolist()):
        start, end = bounds[at], bounds[at + 1]
        sources = {}
        if predictions := predicted.get((ranker.name, number)):
            place = {listed.item_ids[code]: each for each, code in enumerate(ids[start:end])}
            sources = {
                source: tuple(place[item] for item in items)
                for source, items in predictions.items()
            }
        orders[number] = {**sources, DATA_ORDER: tuple(range(end - start))}
    return orders


def _columns(ranker: Ranker, settings: ProjectSettings) -> tuple[str, ...]:
    """The columns of a Ranker that have an order, best first."""
    if not ranker.buckets:
        return ranker.columns
    return tuple(name for name in settings.ordered_buckets if name in ranker.columns)

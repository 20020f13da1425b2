"""Ranked items found again among those that the tasks list."""

import numpy as np

from lib.analytics.arrays import IntArray
from lib.domain.labeling_config import LabelingConfig, Ranker
from lib.store.item_orders import ListedItems
from lib.store.rankings import RankedEntries


def item_variables(config: LabelingConfig) -> tuple[str, ...]:
    """The fields of the task data that list what is ranked, each once."""
    return tuple(dict.fromkeys(variable_of(config, ranker) for ranker in config.rankers))


def variable_of(config: LabelingConfig, ranker: Ranker) -> str:
    """The field of the task data that lists what a Ranker ranks."""
    return config.list_of(ranker).value.removeprefix("$")


def listed_rows(entries: RankedEntries, listed: ListedItems, config: LabelingConfig) -> IntArray:
    """The row in `listed` of every item by its code in `entries.item`; -1 where there is none.

    An item is known by its task, the field that lists it, and its id there. `listed` was read for
    `item_variables`.
    """
    items = int(entries.item.max(initial=-1)) + 1
    found_in = np.full(items, -1, dtype=np.int64)
    if not items:
        return found_in
    variables = item_variables(config)
    variable = np.array([variables.index(variable_of(config, each)) for each in config.rankers])
    size = (len(variables), len(entries.item_ids))

    example = np.zeros(items, dtype=np.int64)
    example[entries.item] = np.arange(len(entries.item))
    task = np.repeat(entries.task, np.diff(entries.starts))[example]
    wanted = _key(task, variable[entries.control[example]], entries.item_id[example], size)

    code_of = {item_id: code for code, item_id in enumerate(entries.item_ids)}
    item_id = np.array([code_of.get(each, -1) for each in listed.item_ids])[listed.item_id]
    task = np.searchsorted(entries.task_numbers, listed.task_number)
    task = np.minimum(task, len(entries.task_numbers) - 1)
    ranked = (item_id >= 0) & (entries.task_numbers[task] == listed.task_number)
    rows = np.flatnonzero(ranked)
    there = _key(task[rows], listed.variable[rows], item_id[rows], size)
    order = np.argsort(there)
    rows, there = rows[order], there[order]

    at = np.searchsorted(there, wanted)
    inside = np.flatnonzero(at < len(there))
    same = inside[there[at[inside]] == wanted[inside]]
    found_in[same] = rows[at[same]]
    return found_in


def _key(task: IntArray, variable: IntArray, item_id: IntArray, size: tuple[int, int]) -> IntArray:
    """One number for codes of a task, a field and an id."""
    variables, ids = size
    return np.asarray((task.astype(np.int64) * variables + variable) * ids + item_id)

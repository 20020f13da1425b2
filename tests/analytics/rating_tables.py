"""Small tables of ratings and rankings for the tests of agreement."""

from collections.abc import Sequence

import numpy as np

from lib.analytics.pair_ratings import PairRatings, make_pair_ratings
from lib.analytics.rankings import Rankings
from lib.analytics.unit_ratings import UnitRatings

Battle = tuple[int, int, int, int, int]
"""Item, item, 1 where the first won or -1 or 0, annotator, prompt."""


def unit_ratings(rows: Sequence[Sequence[int | None]], n_values: int) -> UnitRatings:
    """One row a person, one column a unit, None where not rated; every unit a prompt."""
    found = [
        (unit, person, value)
        for person, row in enumerate(rows)
        for unit, value in enumerate(row)
        if value is not None
    ]
    unit, person, value = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return UnitRatings(unit, person, unit, value, n_values)


def battles(rows: Sequence[Battle]) -> PairRatings:
    first, second, value, annotator, prompt = np.array(rows, dtype=np.int64).reshape(-1, 5).T
    return make_pair_ratings(first, second, value, annotator=annotator, prompt=prompt)


def place_lists(
    rows: Sequence[tuple[int, int, Sequence[tuple[int, int]]]],
) -> tuple[Rankings, np.ndarray, np.ndarray]:
    """Rankings without buckets from (annotator, task, [(item, place), …]), place 0 unplaced.

    Also each entry's item and each ranking's task; every task is a prompt.
    """
    lengths = [len(entries) for _, _, entries in rows]
    flat = [entry for _, _, entries in rows for entry in entries]
    item, place = np.array(flat, dtype=np.int64).reshape(-1, 2).T
    task = np.array([task for _, task, _ in rows], dtype=np.int64)
    rankings = Rankings(
        models=("m",),
        starts=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]),
        model=np.zeros(len(flat), dtype=np.int64),
        bucket=np.where(place > 0, 0, -1),
        place=place,
        control=np.zeros(len(flat), dtype=np.int64),
        prompt=task,
        annotator=np.array([person for person, _, _ in rows], dtype=np.int64),
        count=np.ones(len(rows), dtype=np.int64),
    )
    return rankings, item, task

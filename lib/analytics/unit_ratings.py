"""Ratings of units by people: what the coefficients of agreement on categories start from.

A unit is whatever several people put into a category: an item that they put into buckets, or a pair
of items of which they say which one is better. All of a person's ratings of a unit count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lib.analytics.arrays import BoolArray, IntArray
from lib.analytics.rankings import Rankings


@dataclass(frozen=True, eq=False)
class UnitRatings:
    """P ratings; `unit`, `annotator`, `prompt` (P) are codes from 0, a unit has one prompt.

    `value` (P) is the category, from 0 to `n_values` - 1; where categories have an order, in it.
    """

    unit: IntArray
    annotator: IntArray
    prompt: IntArray
    value: IntArray
    n_values: int

    def __len__(self) -> int:
        return len(self.unit)

    @cached_property
    def counts(self) -> IntArray:
        """(U, n_values): how often each unit was put into each category."""
        cell = self.value.astype(np.int64) * self.n_units
        cell += self.unit
        counted = np.bincount(cell, minlength=self.n_units * self.n_values)
        # Stored by category, since a category's column is what is read.
        return counted.reshape(self.n_values, self.n_units).T

    @cached_property
    def n_units(self) -> int:
        return int(self.unit.max()) + 1 if len(self.unit) else 0

    @cached_property
    def prompt_of(self) -> IntArray:
        """(U,): each unit's prompt; 0 for a code that no rating has."""
        prompt = np.zeros(self.n_units, dtype=np.int64)
        prompt[self.unit] = self.prompt
        return prompt

    @cached_property
    def shared(self) -> BoolArray:
        """(U,): whether at least two people rated the unit."""
        one = np.zeros(self.n_units, dtype=self.annotator.dtype)
        one[self.unit] = self.annotator
        found = np.zeros(self.n_units, dtype=bool)
        found[self.unit[one[self.unit] != self.annotator]] = True
        return found


def bucket_ratings(
    rankings: Rankings, item: IntArray, categories: Sequence[tuple[int, int]]
) -> UnitRatings:
    """Into which bucket people put items: `item` (M) is the code of each entry's item.

    `categories` lists (Ranker code, bucket index), in their order if they have one; the index -1
    stands for unplaced. Entries in none of them are left out.
    """
    buckets = 2 + max((index for _, index in categories), default=-1)
    controls = 1 + max((control for control, _ in categories), default=-1)
    value_of = np.full((controls + 1, buckets + 1), -1)
    for value, (control, index) in enumerate(categories):
        value_of[control, index + 1] = value
    # One row and one column more take whatever no category names.
    value = value_of[
        np.minimum(rankings.control, controls), np.minimum(rankings.bucket + 1, buckets)
    ]
    keep = np.flatnonzero(value >= 0)
    ranking = np.repeat(np.arange(len(rankings)), np.diff(rankings.starts))[keep]
    return UnitRatings(
        unit=item[keep],
        annotator=rankings.annotator[ranking],
        prompt=rankings.prompt[ranking],
        value=value[keep],
        n_values=len(categories),
    )

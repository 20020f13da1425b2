"""In which order tasks are given to a person."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lib.analytics.arrays import BoolArray, FloatArray, IntArray

Draws = NDArray[np.uint64]


def draws(seed: int, numbers: IntArray) -> Draws:
    """A pseudo-random number for each task, the same whenever seed and task are the same.

    SplitMix64 (Steele, Lea, Flood 2014) of the task's number, begun at the seed: a task keeps its
    draw whatever other tasks there are, so that a random order stays as it is when some are done.
    """
    mixed = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= np.uint64(seed % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def by_number(numbers: IntArray) -> IntArray:
    """Indices of the tasks, the lowest number first."""
    return np.argsort(numbers, kind="stable")


def at_random(numbers: IntArray, seed: int) -> IntArray:
    """Indices of the tasks, shuffled by the seed."""
    return np.argsort(draws(seed, numbers), kind="stable")


def least_labelled(numbers: IntArray, people: IntArray) -> IntArray:
    """Indices of the tasks, that of the fewest people first, ties by number."""
    order: IntArray = np.lexsort((numbers, people))
    return order


def most_open(numbers: IntArray, people: IntArray, openness: FloatArray) -> IntArray:
    """Indices of the tasks, the most open one first, ties by the fewest people, then by number."""
    order: IntArray = np.lexsort((numbers, people, -openness))
    return order


def given_order(
    numbers: IntArray,
    order: IntArray,
    assigned: BoolArray,
    postponed: Sequence[int] = (),
    after: int = 0,
) -> IntArray:
    """Task numbers in the order in which a person gets them.

    Assigned ones come before all others, and postponed ones after them, as they were postponed.
    `after` names the task that the person comes from: the ones that follow it there come first, and
    those before it last. Where it is not among them, the first one is that of the next number.
    """
    is_assigned = assigned[order]
    ordered = numbers[np.concatenate([order[is_assigned], order[~is_assigned]])]
    put_off = np.asarray(postponed, dtype=ordered.dtype)
    later = put_off[np.isin(put_off, ordered)]
    ordered = ordered[~np.isin(ordered, later)]
    return np.concatenate([_from(ordered, after) if after else ordered, later])


def _from(ordered: IntArray, after: int) -> IntArray:
    at = np.flatnonzero(ordered == after)
    if not len(at):
        at = np.flatnonzero(ordered == ordered[ordered < after].max(initial=-1))
    return np.roll(ordered, -(int(at[0]) + 1)) if len(at) else ordered

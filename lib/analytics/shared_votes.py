"""Plain agreement of two sets of voters on battles, as MT-bench reports it.

Every vote of the one set meets every vote of the other on the same pair of items; within one set
every two votes of different people meet. The figure is the share of meetings in which both say the
same; n counts the meetings. A tie is a third outcome (setup S1), or meetings with a tie on either
side are left out (S2). Not corrected for chance: two who guess agree on a third of S1, half of S2.

Intervals over prompts; at 0 and 100 % and with few prompts Wilson's on their number.
Undefined where no two votes meet. Source: Zheng et al. (2023), arXiv 2306.05685, tables 5 and 6.
"""

import numpy as np

from lib.analytics.agreement import Agreement, estimates, undefined
from lib.analytics.arrays import BoolArray, FloatArray, IntArray
from lib.analytics.bootstrap import divided, prompt_groups
from lib.analytics.pair_ratings import PairRatings
from lib.analytics.people_pairs import rating_pairs

NO_MEETING = "No two votes were given on the same pair of items."


def shared_votes(
    ratings: PairRatings, first: BoolArray, second: BoolArray | None = None, *, ties: bool = True
) -> Agreement:
    """The agreement of the votes in `first` (P) with those in `second`, or among themselves.

    No vote may be in both. `ties` False is setup S2.
    """
    used = np.ones(len(ratings), dtype=bool) if ties else ratings.value != 0
    one, two = first & used, first & used
    if second is not None:
        two = second & used
        if np.any(one & two):
            raise ValueError("The two sets of votes overlap, so a vote would meet itself.")
    equal, met = _meetings(ratings, one, two, within=second is None)
    unit = np.flatnonzero(met)
    if not len(unit):
        return undefined(NO_MEETING)
    prompt = ratings.as_units.prompt_of[unit]
    groups = prompt_groups(prompt)
    return estimates(
        groups.sums(prompt, equal[unit], met[unit]),
        _share,
        n=[int(met.sum())],
        prompts=[groups.prompts],
        no_value=NO_MEETING,
        are_shares=True,
    )[0]


def _meetings(
    ratings: PairRatings, one: BoolArray, two: BoolArray, within: bool
) -> tuple[IntArray, IntArray]:
    """Of each unit (U,): how many meetings agree, and how many there are."""
    size = ratings.as_units.n_units
    equal, met = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    if within:
        chosen = np.flatnonzero(one)
        unit, value = ratings.unit[chosen], ratings.value[chosen]
        for a, b in rating_pairs(unit, ratings.annotator[chosen]):
            met += np.bincount(unit[a], minlength=size)
            equal += np.bincount(unit[a][value[a] == value[b]], minlength=size)
        return equal, met
    mine, theirs = (_counts(ratings, each, size) for each in (one, two))
    return (mine * theirs).sum(axis=1), mine.sum(axis=1) * theirs.sum(axis=1)


def _counts(ratings: PairRatings, chosen: BoolArray, size: int) -> IntArray:
    """(U, 3): the chosen votes by outcome."""
    at = np.flatnonzero(chosen)
    cell = ratings.unit[at].astype(np.int64) * 3 + ratings.value[at] + 1
    return np.bincount(cell, minlength=3 * size).reshape(size, 3)


def _share(sums: FloatArray) -> FloatArray:
    return divided(sums[:, 0], sums[:, 1])

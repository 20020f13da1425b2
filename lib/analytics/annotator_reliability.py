"""Reliability of every annotator, beside the speed and the care that the submits tell of.

- consensus: leave-one-out agreement. Of the person's ratings of pairs of items that others rated
  too, the share that say what most of the others say; where several outcomes lead among the others,
  each is right by its part (with two in the lead, a half). All of the person's own ratings stay out
  of the consensus.
- gold: the same against ground-truth annotations made by others; the person's own ground-truth
  annotations are not judged.
- itself: of every two ratings that the person gave to one pair of items in several annotations of
  a task, the share that are equal.
- median lead time in seconds, and the share of submits in which nothing was touched.

Plain shares, not corrected for chance; n counts ratings (itself: pairs of ratings). Intervals over
prompts; at 0 and 100 % and with few prompts Wilson's on their number. Undefined figures are None
with a reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lib.analytics.agreement import Agreement, estimates, undefined
from lib.analytics.arrays import BoolArray, FloatArray, IntArray
from lib.analytics.bootstrap import divided, prompt_groups
from lib.analytics.pair_ratings import PairRatings
from lib.analytics.people_pairs import equal_pairs

NOBODY_ELSE = "Nobody else compared the same items."
NO_GOLD = "There is no ground truth by somebody else on what this person compared."
NO_REPEAT = "This person has not compared the same items twice."


@dataclass(frozen=True, eq=False)
class Submissions:
    """S submitted annotations: whose, how long they took (s, nan unknown), whether untouched."""

    annotator: IntArray
    lead_time: FloatArray
    untouched: BoolArray


@dataclass(frozen=True)
class AnnotatorReliability:
    """One annotator, by code, with `n` annotations; `median_lead_time` is None where unknown."""

    annotator: int
    n: int
    consensus: Agreement
    gold: Agreement
    itself: Agreement
    median_lead_time: float | None
    untouched_share: float


def annotator_reliability(
    submissions: Submissions, ratings: PairRatings, gold: BoolArray
) -> tuple[AnnotatorReliability, ...]:
    """Everybody with a submission, by code; `gold` (P) marks ratings that are ground truth."""
    n = np.bincount(submissions.annotator)
    untouched = np.bincount(submissions.annotator, submissions.untouched, len(n))
    people = np.flatnonzero(n)
    everything = np.ones(len(ratings), dtype=bool)
    consensus = _by_annotator(ratings, *_scores(ratings, everything), len(n), NOBODY_ELSE)
    score, judged = _scores(ratings, gold)
    against_gold = _by_annotator(ratings, score, judged & ~gold, len(n), NO_GOLD)
    itself = _by_annotator(ratings, *_repeats(ratings), len(n), NO_REPEAT)
    times = _median_times(submissions, len(n))
    return tuple(
        AnnotatorReliability(
            annotator=int(code),
            n=int(n[code]),
            consensus=consensus[code],
            gold=against_gold[code],
            itself=itself[code],
            median_lead_time=times[code],
            untouched_share=float(untouched[code] / n[code]),
        )
        for code in people
    )


def _scores(ratings: PairRatings, judges: BoolArray) -> tuple[FloatArray, BoolArray]:
    """(P,) each: how right a rating is by the other people among `judges`, and whether any are."""
    if not judges.any():
        return np.zeros(len(ratings)), judges
    size = ratings.as_units.n_units
    at = np.flatnonzero(judges)
    cell = ratings.unit[at].astype(np.int64) * 3 + ratings.value[at] + 1
    counts = np.bincount(cell, minlength=3 * size).reshape(size, 3).astype(np.int32)
    others, every = counts[ratings.unit], np.arange(len(ratings))
    others[every, ratings.value + 1] -= judges
    for one, two in _own_pairs(ratings):
        for mine, again in ((one, two), (two, one)):
            np.subtract.at(others, (mine, ratings.value[again] + 1), judges[again])
    most = np.maximum(np.maximum(others[:, 0], others[:, 1]), others[:, 2])
    leading = sum((column == most).astype(np.float64) for column in others.T)
    right = others[every, ratings.value + 1] == most
    return np.where(right, 1 / leading, 0.0), most > 0


def _repeats(ratings: PairRatings) -> tuple[FloatArray, FloatArray]:
    """(P,) each: how many other ratings of the pair by the same person equal it, and of how many.

    Every two ratings are told of once, at one of them.
    """
    equal, met = np.zeros(len(ratings)), np.zeros(len(ratings))
    for one, two in _own_pairs(ratings):
        np.add.at(met, one, 1)
        np.add.at(equal, one, ratings.value[one] == ratings.value[two])
    return equal, met


def _own_pairs(ratings: PairRatings) -> Iterator[tuple[IntArray, IntArray]]:
    """Every two ratings of one pair of items by the same person, as positions, in blocks."""
    if not len(ratings):
        return
    people = int(ratings.annotator.max()) + 1
    # Only who has several rankings of a task can have rated a pair twice: few have.
    turn_of = np.full(int(ratings.ranking.max()) + 1, -1, dtype=np.int64)
    turn_of[ratings.ranking] = ratings.task.astype(np.int64) * people + ratings.annotator
    turn, times = np.unique(turn_of, return_counts=True)
    again = np.isin(turn_of, turn[(times > 1) & (turn >= 0)])
    at = np.flatnonzero(again[ratings.ranking])
    key = ratings.unit[at].astype(np.int64) * people + ratings.annotator[at]
    for one, two in equal_pairs(key):
        yield at[one], at[two]


def _by_annotator(
    ratings: PairRatings,
    score: FloatArray,
    weight: FloatArray | BoolArray,
    people: int,
    nothing: str,
) -> tuple[Agreement, ...]:
    """For each annotator code the summed score over the summed weight, with its interval."""
    at = np.flatnonzero(weight)
    if not len(at):
        return (undefined(nothing),) * people
    prompt, annotator = ratings.prompt[at], ratings.annotator[at]
    groups = prompt_groups(prompt, 2 * people)
    sums = np.concatenate(
        [groups.table(prompt, annotator, each[at], people) for each in (score, weight)], axis=1
    )
    return estimates(
        sums,
        lambda rows: divided(rows[:, :people], rows[:, people:]),
        n=np.rint(sums[:, people:].sum(axis=0)).astype(int).tolist(),
        prompts=(sums[:, people:] > 0).sum(axis=0).tolist(),
        no_value=nothing,
        are_shares=True,
    )


def _median_times(submissions: Submissions, people: int) -> list[float | None]:
    known = np.flatnonzero(~np.isnan(submissions.lead_time))
    who, time = submissions.annotator[known], submissions.lead_time[known]
    order = np.lexsort((time, who))
    starts = np.searchsorted(who[order], np.arange(people + 1))
    return [
        float(np.median(time[order[start:end]])) if end > start else None
        for start, end in pairwise(starts)
    ]

"""What can be said of each annotator."""

import numpy as np
import pytest

from lib.analytics.annotator_reliability import (
    NO_GOLD,
    NO_REPEAT,
    NOBODY_ELSE,
    Submissions,
    annotator_reliability,
)
from tests.analytics.rating_tables import battles

# Pair 0-1: persons 0, 1, 2 say before, before, after. Pair 2-3: before, after, tied.
ROWS = [(0, 1, 1, 0, 0), (1, 0, -1, 1, 0), (0, 1, -1, 2, 0),
        (2, 3, 1, 0, 1), (2, 3, -1, 1, 1), (2, 3, 0, 2, 1)]  # fmt: skip


def reliability(rows, gold=None, times=None, untouched=None):
    ratings = battles(rows)
    annotator = np.array([row[3] for row in rows], dtype=np.int64)
    submissions = Submissions(
        annotator,
        np.array(times if times is not None else [np.nan] * len(rows), dtype=float),
        np.array(untouched if untouched is not None else [False] * len(rows), dtype=bool),
    )
    marks = np.array(gold if gold is not None else [False] * len(rows), dtype=bool)
    return {each.annotator: each for each in annotator_reliability(submissions, ratings, marks)}


def test_the_consensus_leaves_the_person_out_and_splits_its_ties():
    found = reliability(ROWS)
    # Person 0: on 0-1 the others are split before/after: 1/2; on 2-3 after/tied: 0. 1/4.
    # Person 1: likewise 1/2 and 0. Person 2: the others say before: 0; before/after, not tied: 0.
    assert {code: each.consensus.value for code, each in found.items()} == {0: 0.25, 1: 0.25, 2: 0}
    assert {(each.consensus.n, each.consensus.prompts) for each in found.values()} == {(2, 2)}
    assert found[2].consensus.low == 0
    assert found[2].consensus.high > 0.5


def test_none_of_a_persons_own_ratings_is_in_the_consensus():
    # Person 0 says before three times, person 1 after: each is alone against the other.
    rows = [(0, 1, 1, 0, 0), (0, 1, 1, 0, 0), (0, 1, 1, 0, 0), (0, 1, -1, 1, 0)]
    found = reliability(rows)
    assert (found[0].consensus.value, found[0].consensus.n) == (0, 3)
    assert (found[1].consensus.value, found[1].consensus.n) == (0, 1)


def test_a_persons_repeats_are_compared_with_each_other():
    # Three ratings of 0-1, before, before, after: one of three pairs is equal; 2-3 twice: equal.
    rows = [(0, 1, 1, 0, 0), (0, 1, 1, 0, 0), (1, 0, 1, 0, 0), (2, 3, 0, 0, 1), (3, 2, 0, 0, 1),
            (0, 1, 1, 1, 0)]  # fmt: skip
    found = reliability(rows)
    assert (found[0].itself.value, found[0].itself.n) == (2 / 4, 4)
    assert (found[1].itself.value, found[1].itself.reason) == (None, NO_REPEAT)


def test_gold_is_what_somebody_else_marked_as_ground_truth():
    # Person 0's ratings are gold. Person 1 is right on 0-1 and wrong on 2-3; person 2 on neither.
    found = reliability(ROWS, gold=[True, False, False] * 2)
    assert (found[1].gold.value, found[1].gold.n) == (0.5, 2)
    assert found[2].gold.value == 0
    assert (found[0].gold.value, found[0].gold.reason) == (None, NO_GOLD)


def test_lead_times_untouched_submits_and_numbers():
    found = reliability(
        ROWS,
        times=[10, np.nan, 7, 20, np.nan, 9],
        untouched=[True, False, True, False, False, True],
    )
    assert {code: each.median_lead_time for code, each in found.items()} == {0: 15, 1: None, 2: 8}
    assert {code: each.untouched_share for code, each in found.items()} == {0: 0.5, 1: 0, 2: 1}
    assert {each.n for each in found.values()} == {2}


def test_one_annotator_has_reasons_instead_of_figures():
    (found,) = reliability(ROWS[:1]).values()
    for figure, reason in (
        (found.consensus, NOBODY_ELSE), (found.gold, NO_GOLD), (found.itself, NO_REPEAT)
    ):  # fmt: skip
        assert (figure.value, figure.low, figure.high, figure.reason) == (None, None, None, reason)


def test_who_only_skipped_pairs_is_still_listed():
    submissions = Submissions(np.array([1]), np.array([3.0]), np.array([True]))
    (found,) = annotator_reliability(submissions, battles([]), np.zeros(0, dtype=bool))
    assert (found.annotator, found.n, found.consensus.reason) == (1, 1, NOBODY_ELSE)


def test_nobody_gives_an_empty_table():
    assert reliability([]) == {}


@pytest.mark.parametrize("swap", [False, True])
def test_the_same_people_are_as_reliable_by_other_names(swap):
    names = [2, 1, 0] if swap else [0, 1, 2]
    found = reliability([(b, a, -v, names[who], p) for a, b, v, who, p in ROWS])
    assert [found[names[who]].consensus.value for who in range(3)] == [0.25, 0.25, 0]

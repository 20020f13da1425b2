"""How far the rankings of one task lie apart."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.disagreement import hardest_tasks
from lib.analytics.item_pairs import CountingRule
from lib.analytics.pair_ratings import pair_ratings
from lib.analytics.ranking_distance import ranking_distances
from tests.analytics.made_rankings import make_rankings


def distances(*rankings, annotators=None, tasks=None):
    """Each task's value, people and pairs; by default one task, everybody a person of their own."""
    n = len(rankings)
    tasks = np.array(tasks if tasks is not None else [0] * n)
    made = make_rankings(
        *rankings, annotators=annotators if annotators is not None else range(n), prompts=tasks
    )
    task_of = np.repeat(tasks, np.diff(made.starts))
    item = task_of * len(made.models) + made.model
    found = ranking_distances(made, item, tasks)
    return {
        int(task): (pytest.approx(float(value)), int(people), int(pairs))
        for task, value, people, pairs in zip(
            found.task, found.value, found.people, found.pairs, strict=True
        )
    }


def test_two_people_differ_on_the_share_of_pairs_that_they_order_otherwise():
    # a-b is turned round, a-c and b-c are not: 1 of 3.
    assert distances("a b c", "b a c") == {0: (1 / 3, 2, 3)}
    # All three pairs are turned round.
    assert distances("a b c", "c b a") == {0: (1.0, 2, 3)}
    assert distances("a b c", "a b c") == {0: (0.0, 2, 3)}


def test_of_three_people_the_pairs_of_people_count():
    # a-b: 2 say a, 1 says b: of the 3 pairs of people 2 differ. The same for a-c. b-c: all agree.
    # So the mean of 2/3, 2/3 and 0.
    assert distances("a b c", "a b c", "b c a") == {0: (4 / 9, 3, 3)}


def test_a_tie_differs_from_an_order():
    # a-b: a tie and a before b. a-c and b-c are the same.
    assert distances("a=b c", "a b c") == {0: (1 / 3, 2, 3)}
    assert distances("a=b", "b=a") == {0: (0.0, 2, 1)}


def test_a_response_in_another_bucket_differs_in_all_its_pairs():
    # c is in the first bucket for one and in the second one for the other: a-c and b-c differ.
    assert distances("a b c", "a b | c") == {0: (2 / 3, 2, 3)}
    # The same order in other buckets: everything differs.
    assert distances("a b |", "| a b") == {0: (1.0, 2, 1)}


def test_what_is_not_placed_has_no_order_and_is_a_bucket_of_its_own():
    assert distances("a / b c", "a / c b") == {0: (0.0, 2, 3)}
    # b is placed by one of them: a-b and b-c differ, a-c does not.
    assert distances("a b / c", "a / b c") == {0: (2 / 3, 2, 3)}


def test_only_what_at_least_two_people_ranked_counts():
    assert distances("a b c") == {}
    # c was ranked by one of the two.
    assert distances("a b c", "b a") == {0: (1.0, 2, 1)}
    assert distances("a b c", "c b a", annotators=[5, 5]) == {}
    assert distances() == {}
    assert distances("a", "a") == {}


def test_a_person_s_several_rankings_of_a_task_all_count():
    # a-b: twice a before b, once the other way; 2 of 3 pairs of rankings differ.
    assert distances("a b", "a b", "b a", annotators=[0, 1, 1]) == {0: (2 / 3, 2, 1)}


def test_tasks_are_told_apart():
    found = distances("a b", "b a", "a b", "a b", "a b", tasks=[1, 1, 4, 4, 7])
    found_four = {task: found[task] for task in (1, 4)}
    # Task 7 has one person only.
    assert found_four == {1: (1.0, 2, 1), 4: (0.0, 2, 1)}
    assert set(found) == {1, 4}


orders = st.lists(st.permutations("abcd").map(" ".join), min_size=2, max_size=6)


@given(orders)
def test_without_buckets_it_is_the_disagreement_of_the_agreement_page(rankings):
    made = make_rankings(*rankings, annotators=range(len(rankings)), prompts=[0] * len(rankings))
    task = np.zeros(len(rankings), dtype=np.int64)
    ratings = pair_ratings(made, made.model, task, CountingRule())
    [worst] = hardest_tasks(ratings)
    assert distances(*rankings) == {0: (worst.value, len(rankings), worst.n)}


@given(st.lists(st.sampled_from(["a b | c", "a | b c", "c / a b", "a=b=c", "b a c"]), max_size=5))
def test_it_lies_between_0_and_1_and_does_not_depend_on_who_came_first(rankings):
    found = distances(*rankings)
    assert found == distances(*reversed(rankings))
    assert all(0 <= value.expected <= 1 for value, *_ in found.values())

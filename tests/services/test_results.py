"""What is counted from stored rankings, with the arithmetic beside it.

Unless said otherwise the items a, b, c come from the models A, B, C, and the buckets are
relevant_results (index 0) and biased_results (index 1).
"""

import pytest

from lib.analytics.bucket_distribution import BucketShare
from lib.formats.templates import TEMPLATES
from lib.services.labeling import open_next_task, open_task
from lib.services.projects import change_settings
from lib.services.results import compare_models, distribute_buckets
from lib.services.submission import skip_task, submit_annotation
from tests.factories import (
    DEFAULT_BUCKET,
    add_person,
    add_project,
    add_rows,
    make_data,
    ranked,
    submit,
)

ORDERED = ("relevant_results", "biased_results")
TWO_RANKERS = """\
<View>
  <Text name="prompt" value="$prompt"/>
  <List name="answers" value="$items" title="Answers"/>
  <Ranker name="help" toName="answers"><Bucket name="good" title="Good"/></Ranker>
  <List name="again" value="$items"/>
  <Ranker name="harm" toName="again">
    <Bucket name="safe" title="Safe"/><Bucket name="unsafe" title="Unsafe"/>
  </Ranker>
</View>
"""


@pytest.fixture
def project(database):
    return add_project(database, n_tasks=3)


@pytest.fixture
def person(database):
    return add_person(database)


def outcomes(database, project) -> dict[str, tuple[int, int, int]]:
    """Wins, losses and ties by model."""
    rates = compare_models(database, project).rates
    return {each.model: (each.wins, each.losses, each.ties) for each in rates}


def pairs(database, project) -> tuple[int, int]:
    compared = compare_models(database, project)
    return compared.pairs_counted, compared.pairs_possible


def test_without_an_order_of_buckets_only_pairs_inside_a_bucket_count(database, project, person):
    submit(database, project, person, {"relevant_results": "ab", "biased_results": "c"})
    # Of the pairs ab, ac and bc only ab lies inside a bucket.
    assert outcomes(database, project) == {"A": (1, 0, 0), "B": (0, 1, 0), "C": (0, 0, 0)}
    assert pairs(database, project) == (1, 3)
    compared = compare_models(database, project)
    assert [each.rate for each in compared.rates] == [1.0, 0.0, None]
    assert "only inside a bucket" in compared.counting


def test_with_ordered_buckets_a_better_bucket_wins(database, project, person):
    submit(database, project, person, {"relevant_results": "ab", "biased_results": "c"})
    ordered = change_settings(database, project.project_id, ordered_buckets=ORDERED)
    # a > b inside the bucket; a > c and b > c across the buckets.
    assert outcomes(database, ordered) == {"A": (2, 0, 0), "B": (1, 1, 0), "C": (0, 2, 0)}
    assert pairs(database, ordered) == (3, 3)
    turned = change_settings(database, project.project_id, ordered_buckets=ORDERED[::-1])
    assert outcomes(database, turned) == {"C": (2, 0, 0), "A": (1, 1, 0), "B": (0, 2, 0)}


def test_unplaced_responses_lose_to_placed_ones_only_where_the_project_says_so(
    database, project, person
):
    submit(database, project, person, {"biased_results": "b"})
    # a and c are unplaced: nothing lies in one bucket.
    assert pairs(database, project) == (0, 3)
    worst = change_settings(database, project.project_id, unplaced_is_worst=True)
    # b > a and b > c; a and c, both unplaced, are not compared.
    assert outcomes(database, worst) == {"B": (2, 0, 0), "A": (0, 1, 0), "C": (0, 1, 0)}
    assert pairs(database, worst) == (2, 3)
    assert (
        "a placed response beats one that is not placed" in compare_models(database, worst).counting
    )


def test_tied_items_count_half_to_each_model(database, project, person):
    submit(database, project, person, {"relevant_results": "abc"}, tied="b")
    # a = b; a > c; b > c.
    assert outcomes(database, project) == {"A": (1, 0, 1), "B": (1, 0, 1), "C": (0, 2, 0)}
    # A and B: (1 + ½) / 2.
    assert [each.rate for each in compare_models(database, project).rates] == [0.75, 0.75, 0.0]


def test_equal_places_in_different_ordered_buckets_are_no_tie(database, project, person):
    submit(database, project, person, {"relevant_results": "a", "biased_results": "bc"}, tied="c")
    ordered = change_settings(database, project.project_id, ordered_buckets=ORDERED)
    assert outcomes(database, ordered) == {"A": (2, 0, 0), "B": (0, 1, 1), "C": (0, 1, 1)}


def test_without_buckets_every_pair_counts(database, person):
    project = add_project(database, config=TEMPLATES["ranking"].xml, n_tasks=1, items="abcd")
    submit(database, project, person, {"rank": "dcba"})
    # Four items make 4 · 3 / 2 = 6 pairs; d wins 3, c wins 2 and loses 1, and so on.
    assert pairs(database, project) == (6, 6)
    assert [each.model for each in compare_models(database, project).rates] == [*"DCBA"]
    assert distribute_buckets(database, project) == ()


def test_two_items_of_one_model_are_not_compared_with_each_other(database, person):
    project = add_project(database, config=TEMPLATES["ranking"].xml)
    row = make_data(1)
    row["items"][1]["title"] = "A"
    add_rows(database, project, [row])
    submit(database, project, person, {"rank": "acb"})
    # a (A) > c (C) > b (A): A against C once won, once lost; a with b is no pair.
    assert outcomes(database, project) == {"A": (1, 1, 0), "C": (1, 1, 0)}
    assert pairs(database, project) == (2, 2)


def test_items_without_a_model_count_nowhere(database, person):
    project = add_project(database, n_tasks=1, model_field="model")
    submit(database, project, person, {"relevant_results": "abc"})
    assert pairs(database, project) == (0, 0)
    assert distribute_buckets(database, project)[0].shares == ()


def test_a_skipped_task_counts_nowhere(database, project, person):
    opened = open_next_task(database, project, person)
    skip_task(database, opened, ranked(opened, {"relevant_results": "abc"}))
    assert pairs(database, project) == (0, 0)
    assert distribute_buckets(database, project)[0].shares == ()


def test_the_latest_revision_counts_and_a_later_skip_takes_it_back(database, project, person):
    opened = open_next_task(database, project, person)
    submit_annotation(database, opened, ranked(opened, {"relevant_results": "abc"}))
    again = open_task(database, project, person, opened.task)
    submit_annotation(database, again, ranked(again, {"relevant_results": "cba"}))
    assert outcomes(database, project) == {"C": (2, 0, 0), "B": (1, 1, 0), "A": (0, 2, 0)}
    again = open_task(database, project, person, opened.task)
    skip_task(database, again, again.draft)
    assert pairs(database, project) == (0, 0)


def test_rankings_are_summed_over_people_and_tasks_and_not_over_projects(database, project, person):
    other = add_project(database, "Other", n_tasks=1)
    submit(database, other, person, {"relevant_results": "cba"})
    for name, order in (("Ben", "abc"), ("Cai", "abc"), ("Dan", "bac")):
        submit(database, project, add_person(database, name), {"relevant_results": order})
    # A: 2 + 2 + 1 wins of 6; B: 1 + 1 + 2; C never wins.
    assert outcomes(database, project) == {"A": (5, 1, 0), "B": (4, 2, 0), "C": (0, 6, 0)}


def test_each_rankers_own_buckets_are_ordered(database, person):
    project = add_project(
        database, config=TWO_RANKERS, n_tasks=1, ordered_buckets=("safe", "unsafe")
    )
    opened = open_next_task(database, project, person)
    draft = ranked(opened, {"good": "a", "_": "bc"})
    harm = opened.config.rankers[1]
    placed = draft.rankings["harm"].move("a", "unsafe").move("b", "safe").move("c", "safe")
    submit_annotation(database, opened, draft.with_ranking(harm.name, placed))
    # help: a alone is placed, nothing counts of its 3 pairs. harm: b > c > a, all 3 count.
    assert outcomes(database, project) == {"B": (2, 0, 0), "C": (1, 1, 0), "A": (0, 2, 0)}
    assert pairs(database, project) == (3, 6)
    by_control = {table.control: table.shares for table in distribute_buckets(database, project)}
    assert BucketShare("A", "Good", 1, 1) in by_control["help"]
    assert BucketShare("A", "Unsafe", 1, 1) in by_control["harm"]


def test_bucket_shares_count_unplaced_items_as_well(database, project, person):
    submit(database, project, person, {"relevant_results": "ab", "biased_results": "c"})
    submit(database, project, person, {"relevant_results": "a"})
    [table] = distribute_buckets(database, project)
    assert table.control == "rank"
    assert table.shares == (
        BucketShare("A", "Relevant Results", 2, 2),
        BucketShare("A", "Biased Results", 0, 2),
        BucketShare("A", "Not placed", 0, 2),
        BucketShare("B", "Relevant Results", 1, 2),
        BucketShare("B", "Biased Results", 0, 2),
        BucketShare("B", "Not placed", 1, 2),
        BucketShare("C", "Relevant Results", 0, 2),
        BucketShare("C", "Biased Results", 1, 2),
        BucketShare("C", "Not placed", 1, 2),
    )


def test_a_default_bucket_leaves_no_unplaced_column(database, person):
    project = add_project(database, config=DEFAULT_BUCKET, n_tasks=1)
    submit(database, project, person, {"relevant_results": "a"})
    [table] = distribute_buckets(database, project)
    assert {each.bucket for each in table.shares} == {"Relevant", "Biased"}
    assert [each.count for each in table.shares] == [1, 0, 0, 1, 0, 1]

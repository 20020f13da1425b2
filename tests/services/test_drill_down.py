"""The prompts behind a mark.

Unless said otherwise the items a, b, c come from the models A, B, C, and the buckets are
relevant_results and biased_results, without an order.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from lib.domain.mark import (
    AnnotatorMark,
    AnnotatorPairMark,
    BucketMark,
    Mark,
    ModelMark,
    PairMark,
    PeriodMark,
    TaskMark,
)
from lib.domain.project import Project
from lib.domain.selection import Selection
from lib.formats.templates import TEMPLATES
from lib.services.compared import load_comparisons
from lib.services.drill_down import find_prompts
from lib.services.labeling import open_next_task
from lib.services.submission import skip_task
from lib.store.database import Database
from tests.factories import add_person, add_project, add_rows, make_data, submit
from tests.stored_rankings import ranked_items, store_ranking

EVERYTHING = Selection()
GOOD, BAD = "relevant_results", "biased_results"


def numbers(
    database: Database, project: Project, mark: Mark, selection: Selection = EVERYTHING
) -> list[int]:
    found = find_prompts(database, project, selection, mark)
    assert found.total == len(found.prompts)
    return [prompt.number for prompt in found.prompts]


@pytest.fixture
def project(database):
    return add_project(database, n_tasks=4)


@pytest.fixture
def ann(database):
    return add_person(database, "Ann")


def test_a_pair_is_behind_tasks_where_it_was_compared(database, project, ann):
    submit(database, project, ann, {GOOD: "ab", BAD: "c"})
    submit(database, project, ann, {GOOD: "a", BAD: "b"})
    submit(database, project, ann, {GOOD: "ba"})
    submit(database, project, ann, {GOOD: "c"})
    # Together in a bucket in the first and the third; apart in the second, unplaced in the fourth.
    assert numbers(database, project, PairMark("A", "B")) == [1, 3]
    assert numbers(database, project, PairMark("A", "B", "won")) == [1]
    assert numbers(database, project, PairMark("A", "B", "lost")) == [3]
    assert numbers(database, project, PairMark("B", "A", "won")) == [3]
    assert numbers(database, project, PairMark("A", "B", "tied")) == []
    assert numbers(database, project, PairMark("A", "A")) == []


def test_ordered_buckets_and_unplaced_ones_count_where_the_project_says_so(database, ann):
    project = add_project(database, n_tasks=2, ordered_buckets=(GOOD, BAD), unplaced_is_worst=True)
    submit(database, project, ann, {GOOD: "a", BAD: "b"})
    submit(database, project, ann, {BAD: "c"})
    assert numbers(database, project, PairMark("A", "B", "won")) == [1]
    assert numbers(database, project, PairMark("C", "A", "won")) == [2]
    # Both unplaced: compared with nothing.
    assert numbers(database, project, PairMark("A", "B")) == [1]


def test_equal_places_are_a_tie(database, ann):
    project = add_project(database, n_tasks=1, ties_allowed=True)
    submit(database, project, ann, {GOOD: "ab"}, tied=["b"])
    assert numbers(database, project, PairMark("A", "B", "tied")) == [1]
    assert numbers(database, project, PairMark("A", "B", "won")) == []


def test_a_model_with_two_responses_in_a_task_is_compared_with_each(database, ann):
    project = add_project(database, config=TEMPLATES["ranking"].xml)
    rows = make_data(1, "ab")
    rows["items"].append({"id": "a2", "title": "A", "body": "Another"})
    add_rows(database, project, [rows])
    submit(database, project, ann, {"rank": ["a", "b", "a2"]})
    # A's first response stands above B, its second below.
    assert numbers(database, project, PairMark("A", "B", "won")) == [1]
    assert numbers(database, project, PairMark("A", "B", "lost")) == [1]
    assert numbers(database, project, PairMark("B", "A", "lost")) == [1]
    assert numbers(database, project, ModelMark("A")) == [1]


def test_a_models_second_response_is_enough_to_be_behind_its_mark(database, project, ann):
    row = make_data(5, "ab")
    row["items"].append({"id": "a2", "title": "A", "body": "Another"})
    add_rows(database, project, [row])
    text = ranked_items("rank", "a | a2 b")
    text[1] = replace(text[1], model="A")
    store_ranking(database, project, 5, ann, "", ranked=tuple(text))
    assert numbers(database, project, ModelMark("A")) == [5]
    assert numbers(database, project, ModelMark("B")) == [5]


def test_a_model_is_behind_the_tasks_where_it_was_compared_with_any_other(database, project, ann):
    submit(database, project, ann, {GOOD: "a", BAD: "b"})
    submit(database, project, ann, {GOOD: "c", BAD: "ba"})
    submit(database, project, ann, {GOOD: "bc"})
    submit(database, project, ann, {GOOD: "abc"})
    # Alone in its bucket in the first task and not placed in the third.
    assert numbers(database, project, ModelMark("A")) == [2, 4]
    assert numbers(database, project, ModelMark("B")) == [2, 3, 4]
    assert numbers(database, project, ModelMark("C")) == [3, 4]
    assert numbers(database, project, ModelMark("nobody")) == []


def test_a_model_is_compared_across_buckets_where_the_project_says_so(database, ann):
    worst = add_project(database, "Worst", n_tasks=2, unplaced_is_worst=True)
    ordered = add_project(database, "Ordered", n_tasks=2, ordered_buckets=(GOOD, BAD))
    for project in (worst, ordered):
        submit(database, project, ann, {GOOD: "b"})
        submit(database, project, ann, {GOOD: "b", BAD: "a"})
    # Unplaced, A is below B in the first task; placed, it is above C in the second.
    assert numbers(database, worst, ModelMark("A")) == [1, 2]
    assert numbers(database, ordered, ModelMark("A")) == [2]
    assert numbers(database, ordered, ModelMark("C")) == []


def test_responses_of_one_model_or_of_none_are_not_compared_with_each_other(database, ann):
    project = add_project(database, n_tasks=4, unplaced_is_worst=True)
    for task, text, models in (
        (1, "a", ["A"]),
        (2, "a b / c", ["A", "A", "A"]),
        (3, "a b / c", ["A", None, None]),
        (4, "a b / c", ["A", None, "B"]),
    ):
        items = [
            replace(item, model=model)
            for item, model in zip(ranked_items("rank", text), models, strict=True)
        ]
        store_ranking(database, project, task, ann, "", ranked=tuple(items))
    assert numbers(database, project, ModelMark("A")) == [4]


@pytest.mark.parametrize("worst", [False, True])
@pytest.mark.parametrize("ordered", [(), (BAD, GOOD)])
def test_the_tasks_behind_models_are_those_of_the_comparisons(database, ann, worst, ordered):
    project = add_project(
        *(database, "Many"), n_tasks=30, unplaced_is_worst=worst, ordered_buckets=ordered
    )
    random = Random(f"{worst} {ordered}")
    for _ in range(45):
        columns: list[list[str]] = [[], [], []]
        for item in random.sample("abcd", random.randint(1, 4)):
            random.choice(columns).append(item)
        good, bad, unplaced = map(" ".join, columns)
        text = f"{good} | {bad} / {unplaced}"
        store_ranking(database, project, random.randint(1, 30), ann, text)
    compared = load_comparisons(database, project, EVERYTHING)
    found = compared.each_comparison
    assert found.models == tuple("ABCD")
    for code, model in enumerate(found.models):
        mine = (found.first == code) | (found.second == code)
        tasks = compared.task_numbers[compared.task_of[found.ranking[mine]]]
        behind = find_prompts(database, project, EVERYTHING, ModelMark(model), limit=30)
        assert [prompt.number for prompt in behind.prompts] == sorted(set(tasks.tolist()))


def test_a_bucket_is_behind_the_tasks_where_a_response_lies_in_it(database, project, ann):
    submit(database, project, ann, {GOOD: "a", BAD: "b"})
    submit(database, project, ann, {GOOD: "b"})
    assert numbers(database, project, BucketMark("rank", GOOD, "A")) == [1]
    assert numbers(database, project, BucketMark("rank", BAD, "B")) == [1]
    assert numbers(database, project, BucketMark("rank", "_", "A")) == [2]
    assert numbers(database, project, BucketMark("rank", "no such bucket", "A")) == []
    assert numbers(database, project, BucketMark("no such control", GOOD, "A")) == []
    assert numbers(database, project, BucketMark("rank", GOOD)) == [1, 2]
    assert numbers(database, project, BucketMark("rank", BAD)) == [1]
    assert numbers(database, project, BucketMark("rank", "no such bucket")) == []
    [first, _] = find_prompts(database, project, EVERYTHING, BucketMark("rank", GOOD)).prompts
    assert not any(response.named for response in first.responses)


def test_two_annotators_are_behind_the_tasks_that_both_annotated(database, project, ann):
    bob = add_person(database, "Bob")
    submit(database, project, ann, {GOOD: "a"})
    submit(database, project, ann, {GOOD: "a"})
    submit(database, project, bob, {GOOD: "b"})
    assert numbers(database, project, AnnotatorMark(ann.number)) == [1, 2]
    assert numbers(database, project, AnnotatorPairMark(ann.number, bob.number)) == [1]
    assert numbers(database, project, AnnotatorPairMark(bob.number, 99)) == []
    assert numbers(database, project, TaskMark(2)) == [2]


def test_the_filters_of_the_page_hold_behind_its_marks(database, project, ann):
    bob = add_person(database, "Bob")
    submit(database, project, ann, {GOOD: "ab"})
    submit(database, project, bob, {GOOD: "ba"})
    only_bob = Selection(annotators=(bob.number,))
    [prompt] = find_prompts(database, project, only_bob, ModelMark("A")).prompts
    assert {vote.annotator for each in prompt.responses for vote in each.votes} == {"Bob"}
    nobody = Selection(annotators=(ann.number + bob.number,))
    assert numbers(database, project, ModelMark("A"), nobody) == []


def test_a_period_takes_its_own_days_inside_those_of_the_filter(database, project, ann):
    submit(database, project, ann, {GOOD: "ab"})
    today = datetime.now(UTC).date()
    yesterday, tomorrow = today - timedelta(1), today + timedelta(1)
    assert numbers(database, project, PeriodMark(yesterday, tomorrow, "A")) == [1]
    assert numbers(database, project, PeriodMark(tomorrow, tomorrow, "A")) == []
    later = Selection(since=tomorrow)
    assert numbers(database, project, PeriodMark(yesterday, tomorrow, "A"), later) == []


def test_skipped_tasks_are_behind_nothing(database, project, ann):
    opened = open_next_task(database, project, ann)
    assert opened
    skip_task(database, opened, opened.draft)
    assert numbers(database, project, ModelMark("A")) == []


def test_the_named_models_come_first_each_with_who_put_it_where(database, project, ann):
    bob = add_person(database, "Bob")
    submit(database, project, bob, {GOOD: "cb", BAD: "a"})
    submit(database, project, ann, {GOOD: "bc"})
    [prompt] = find_prompts(database, project, EVERYTHING, PairMark("C", "B")).prompts
    assert (prompt.number, prompt.text) == (1, "Prompt 1")
    assert [(each.model, each.named) for each in prompt.responses] == [
        *(("B", True), ("C", True), ("A", False)),
    ]
    votes = {
        each.model: [(vote.annotator, vote.place) for vote in each.votes]
        for each in prompt.responses
    }
    assert votes == {
        "A": [("Ann", "Not placed"), ("Bob", "Biased Results, place 1")],
        "B": [("Ann", "Relevant Results, place 1"), ("Bob", "Relevant Results, place 2")],
        "C": [("Ann", "Relevant Results, place 2"), ("Bob", "Relevant Results, place 1")],
    }


def test_the_prompts_come_in_pages_with_their_number_in_all(database, ann):
    project = add_project(database, n_tasks=5)
    for _ in range(5):
        submit(database, project, ann, {GOOD: "ab"})
    second = find_prompts(database, project, EVERYTHING, PairMark("A", "B"), offset=2, limit=2)
    assert (second.total, [each.number for each in second.prompts]) == (5, [3, 4])
    beyond = find_prompts(database, project, EVERYTHING, PairMark("A", "B"), offset=8, limit=2)
    assert (beyond.total, beyond.prompts) == (5, ())


def test_a_mark_of_one_project_never_shows_another_ones_tasks(database, project, ann):
    other = add_project(database, "Other", n_tasks=1)
    submit(database, project, ann, {GOOD: "ab"})
    for mark in (ModelMark("A"), PairMark("A", "B"), AnnotatorMark(ann.number), TaskMark(1)):
        assert numbers(database, other, mark) == []

"""In which order people get the tasks of a project."""

from dataclasses import replace

import numpy as np
import pytest

from lib.services import assignment_choice, assignment_openness
from lib.services.assignment_choice import list_available, list_candidates
from lib.services.assignment_openness import openness_of
from lib.services.labeling import open_next_task, open_numbered_task
from tests.factories import TEMPLATES, add_person, add_project, add_rows, make_data
from tests.stored_rankings import archive_task, store_ranking

RANKING = TEMPLATES["ranking"].xml


@pytest.fixture
def ann(database):
    return add_person(database, "Ann")


@pytest.fixture
def ben(database):
    return add_person(database, "Ben")


def order_for(database, project, person) -> list[int]:
    available = list_available(database, project, person)
    return list_candidates(database, project, person, available).tolist()


def test_as_imported_tasks_go_by_number(database, ann):
    project = add_project(database, n_tasks=5)
    assert order_for(database, project, ann) == [1, 2, 3, 4, 5]


def test_at_random_each_person_has_an_order_of_their_own_that_stays(database, ann, ben):
    project = add_project(database, n_tasks=30, order="random")
    first = order_for(database, project, ann)
    assert sorted(first) == list(range(1, 31))
    assert first not in (sorted(first), order_for(database, project, ben))
    opened = open_next_task(database, project, ann)
    assert opened.task.number == first[0]
    store_ranking(database, project, first[0], ann, "a b c")
    assert order_for(database, project, ann) == first[1:]


def test_least_labelled_tasks_come_first_and_those_that_somebody_has_open_count_too(
    database, ann, ben
):
    project = add_project(database, n_tasks=4, order="least-labelled")
    cem = add_person(database, "Cem")
    for number in (1, 1, 3):
        store_ranking(database, project, number, cem, "a b c")
    assert order_for(database, project, ann) == [2, 4, 1, 3]
    open_numbered_task(database, project, ben, 2)
    assert order_for(database, project, ann) == [4, 1, 2, 3]


@pytest.fixture
def informative(database):
    """Tasks 61 to 63 compare A with B, A with C, B with C; 64 compares with the unknown D."""
    project = add_project(
        database, config=RANKING, n_tasks=60, order="informative", random_percent=0
    )
    rows = [make_data(60 + n, items) for n, items in enumerate(("ab", "ac", "bc", "ad"), start=1)]
    add_rows(database, project, rows)
    people = [add_person(database, f"P{n}") for n in range(12)]
    for number in range(1, 61):
        person = people[number % 12]
        a_first = number % 10 > 0
        b_first = number % 2 > 0
        last = ("b c" if b_first else "c b").split()
        order = ["a", *last] if a_first else [last[0], "a", last[1]]
        store_ranking(database, project, number, person, " ".join(order))
    return project


def test_most_informative_first_are_tasks_whose_models_verdict_is_most_open(
    database, informative, ann
):
    scores = openness_of(database, informative, np.array([61, 62, 63, 64, 99]))
    assert scores[[0, 1]].tolist() == [0, 0]
    assert 0 < scores[2] < 1
    # Nothing is known of D, and nothing of a task that is not there.
    assert scores[[3, 4]].tolist() == [1, 1]
    order = order_for(database, informative, ann)
    assert order[:2] == [64, 63]
    assert set(order[-2:]) == {61, 62}


def test_a_share_of_the_informative_order_is_drawn_at_random(database, informative, ann):
    def first_tasks(percent: int) -> list[int]:
        settings = replace(informative.settings, random_percent=percent)
        project = replace(informative, settings=settings)
        available = list_available(database, project, ann)
        return [
            int(list_candidates(database, project, ann, replace(available, done=done))[0])
            for done in range(100)
        ]

    assert set(first_tasks(0)) == {64}
    assert len(set(first_tasks(100))) > 30
    # 100 draws of 0.3: 30 are random, with a standard deviation of sqrt(100 · 0.3 · 0.7) = 4.6;
    # one in 64 of them is task 64 all the same.
    assert sum(number != 64 for number in first_tasks(30)) == pytest.approx(30, abs=14)


def test_verdicts_are_worked_out_again_after_a_while_and_at_once_for_new_tasks(
    database, informative, ann, monkeypatch
):
    made = []
    monkeypatch.setattr(assignment_choice, "CHEAP_SECONDS", float("inf"))
    real = assignment_openness.study_leaderboard
    monkeypatch.setattr(
        assignment_openness,
        "study_leaderboard",
        lambda *given: made.append(1) or real(*given),
    )
    order_for(database, informative, ann)
    store_ranking(database, informative, 63, ann, "b c")
    order_for(database, informative, ann)
    assert len(made) == 1
    add_rows(database, informative, [make_data(90, "cd")])
    assert order_for(database, informative, ann)[:2] == [64, 65]
    assert len(made) == 2
    monkeypatch.setattr(assignment_openness, "KEPT_SECONDS", 0.0)
    order_for(database, informative, ann)
    assert len(made) == 2
    store_ranking(database, informative, 61, ann, "b a")
    order_for(database, informative, ann)
    assert len(made) == 3


@pytest.mark.parametrize("config", ["ranking", "supervised-fine-tuning", "llm-ranker"])
def test_without_labels_or_models_the_informative_order_is_by_number(database, ann, config):
    project = add_project(
        database, config=TEMPLATES[config].xml, n_tasks=3, order="informative", random_percent=0
    )
    assert order_for(database, project, ann) == [1, 2, 3]


def test_counts_that_are_slow_are_kept_for_a_while_and_nobody_gets_too_much(
    database, ann, ben, monkeypatch
):
    monkeypatch.setattr(assignment_choice, "CHEAP_SECONDS", -1.0)
    monkeypatch.setattr(assignment_choice, "KEPT_TIMES", 1e6)
    project = add_project(database, n_tasks=3, overlap=1)
    assert order_for(database, project, ann) == [1, 2, 3]
    for number in (1, 2):
        store_ranking(database, project, number, ben, "a b c")
    assert order_for(database, project, ann) == [1, 2, 3]
    assert open_next_task(database, project, ann).task.number == 3


def test_nobody_is_through_because_what_is_known_is_old(database, ann, ben, monkeypatch):
    monkeypatch.setattr(assignment_choice, "CHEAP_SECONDS", -1.0)
    monkeypatch.setattr(assignment_choice, "KEPT_TIMES", 1e6)
    project = add_project(database, n_tasks=30, overlap=1)
    order_for(database, project, ann)
    for number in range(1, 30):
        store_ranking(database, project, number, ben, "a b c")
    assert open_next_task(database, project, ann).task.number == 30


def test_archived_tasks_are_given_to_nobody(database, ann):
    project = add_project(database, n_tasks=2, overlap=1)
    archive_task(database, project, 1)
    assert order_for(database, project, ann) == [2]

"""Hidden checks on their way through labeling: gold tasks and repeats look like any other task."""

import pytest

from lib.services import labeling
from lib.services.assignment import list_postponed, postpone_task
from lib.services.hidden_checks import HiddenCheck
from lib.services.labeling import (
    count_own_work,
    list_recent,
    open_next_task,
    open_numbered_task,
    save_draft,
)
from lib.services.projects import change_settings
from lib.services.submission import skip_task, submit_annotation
from lib.store import tasks
from tests.factories import add_person, add_project, ranked, submit
from tests.services.test_assignment import make_gold
from tests.stored_rankings import archive_task

GOOD_AB = {"relevant_results": "ab", "biased_results": "c"}
GOOD_BA = {"relevant_results": "ba", "biased_results": "c"}


@pytest.fixture
def person(database):
    return add_person(database)


@pytest.fixture
def due(database, monkeypatch):
    """Make a task the check that is due: `due(project, number, kind)`; without a number, none."""

    def make(project, number=None, kind="repeat"):
        task = number and database.read(lambda c: tasks.find_task(c, project.project_id, number))
        check = HiddenCheck(task, kind) if task else None
        monkeypatch.setattr(labeling, "next_check", lambda *_: check)

    return make


def stored(database) -> list[tuple]:
    return database.read(
        lambda c: c.execute(
            "SELECT revision, status, json_array_length(result) FROM annotation_revision"
        ).fetchall()
    )


def repeats(database) -> list[tuple]:
    return database.read(
        lambda c: c.execute(
            "SELECT json_array_length(result), len(display_order), lead_time FROM repeat_answer"
        ).fetchall()
    )


@pytest.fixture
def repeated(database, person, due):
    """Task 1, submitted, and given to the person again."""
    project = add_project(database, n_tasks=3, items="abcdefgh", overlap=1)
    submit(database, project, person, {"relevant_results": "ab", "biased_results": "cdefgh"})
    due(project, 1)
    return project


def test_a_repeat_comes_first_starts_blank_and_in_another_order(database, repeated, person):
    again = open_next_task(database, repeated, person)
    assert (again.task.number, again.check) == (1, "repeat")
    assert len(again.draft.rankings["rank"].unplaced) == 8
    assert not again.draft.touched
    assert again.earlier_result == []
    as_own = open_numbered_task(database, repeated, person, 1)
    assert again.orders != as_own.orders
    assert sorted(again.orders["rank"]) == sorted(as_own.orders["rank"])
    assert open_next_task(database, repeated, person).orders == again.orders


def test_the_answer_to_a_repeat_is_kept_apart_from_the_annotation(database, repeated, person):
    again = open_next_task(database, repeated, person)
    submit_annotation(database, again, ranked(again, {"relevant_results": "ba"}, seconds=3.0))
    assert stored(database) == [(1, "submitted", 1)]
    assert repeats(database) == [(1, 8, 3.0)]


def test_a_skipped_repeat_leaves_the_annotation_alone(database, repeated, person):
    again = open_next_task(database, repeated, person)
    skip_task(database, again, again.draft)
    assert stored(database) == [(1, "submitted", 1)]
    assert repeats(database) == [(0, 8, 0.0)]


def test_a_repeat_counts_as_one_more_task_and_stands_among_the_recent_ones(
    database, repeated, person, due
):
    assert count_own_work(database, repeated, person) == (1, 3)
    again = open_next_task(database, repeated, person)
    submit_annotation(database, again, ranked(again, {"relevant_results": "ba"}))
    due(repeated)
    assert count_own_work(database, repeated, person)[0] == 2
    submit(database, repeated, person, {"relevant_results": "ab"})
    numbers = [number for _, number in list_recent(database, repeated, person)]
    assert numbers == [2, 1]


def test_the_draft_of_a_repeat_and_that_of_the_submission_are_not_mixed_up(
    database, repeated, person
):
    again = open_next_task(database, repeated, person)
    save_draft(database, again, ranked(again, {"relevant_results": "h"}))
    as_own = open_numbered_task(database, repeated, person, 1)
    placed = dict(as_own.draft.rankings["rank"].columns)
    assert placed["relevant_results"] == ("a", "b")
    reloaded = open_numbered_task(database, repeated, person, 1, as_check=True)
    assert dict(reloaded.draft.rankings["rank"].columns)["relevant_results"] == ("h",)
    submit_annotation(database, reloaded, reloaded.draft, confirmed=True)
    save_draft(database, reloaded, reloaded.draft)
    assert database.read(lambda c: c.execute("SELECT count(*) FROM draft").fetchone()) == (0,)


def test_a_repeat_that_was_postponed_comes_after_all_others(database, repeated, person, due):
    repeated = change_settings(database, repeated.project_id, repeat_every=5)
    again = open_next_task(database, repeated, person)
    postpone_task(database, again, again.draft)
    due(repeated)
    found = []
    for _ in range(2):
        opened = open_next_task(database, repeated, person)
        found.append((opened.task.number, opened.check))
        submit_annotation(database, opened, ranked(opened, {"relevant_results": "ab"}))
    assert found == [(2, None), (3, None)]
    assert open_next_task(database, repeated, person, with_postponed=False) is None
    last = open_next_task(database, repeated, person)
    assert (last.task.number, last.check) == (1, "repeat")
    submit_annotation(database, last, ranked(last, {"relevant_results": "ab"}))
    assert list_postponed(database, repeated, person) == []


def test_the_draft_of_a_repeat_and_that_of_a_correction_stand_beside_each_other(
    database, repeated, person
):
    again = open_next_task(database, repeated, person)
    save_draft(database, again, ranked(again, {"relevant_results": "h"}))
    as_own = open_numbered_task(database, repeated, person, 1)
    save_draft(database, as_own, ranked(as_own, {"relevant_results": "gab"}))
    placed = [
        dict(opened.draft.rankings["rank"].columns)["relevant_results"]
        for opened in (
            open_numbered_task(database, repeated, person, 1, as_check=True),
            open_numbered_task(database, repeated, person, 1),
        )
    ]
    assert placed == [("h",), ("g", "a", "b")]
    submit_annotation(database, as_own, ranked(as_own, {"relevant_results": "gab"}))
    reloaded = open_numbered_task(database, repeated, person, 1, as_check=True)
    assert dict(reloaded.draft.rankings["rank"].columns)["relevant_results"] == ("h",)
    assert (len(stored(database)), repeats(database)) == (2, [])


def test_a_correction_leaves_the_repeat_of_its_task_postponed(database, repeated, person, due):
    repeated = change_settings(database, repeated.project_id, repeat_every=5)
    again = open_next_task(database, repeated, person)
    postpone_task(database, again, again.draft)
    due(repeated)
    as_own = open_numbered_task(database, repeated, person, 1)
    assert as_own.check is None
    submit_annotation(database, as_own, ranked(as_own, {"relevant_results": "cab"}))
    assert list_postponed(database, repeated, person) == [1]
    assert open_numbered_task(database, repeated, person, 1, as_check=True).check == "repeat"
    as_own = open_numbered_task(database, repeated, person, 1)
    skip_task(database, as_own, as_own.draft)
    assert list_postponed(database, repeated, person) == []
    assert open_numbered_task(database, repeated, person, 1, as_check=True).check is None


def test_archived_gold_tasks_do_not_count_towards_what_is_to_come(database, person):
    project = add_project(database, n_tasks=12, gold_every=2)
    for number in (1, 2):
        make_gold(database, project, number)
    assert count_own_work(database, project, person) == (0, 12)
    archive_task(database, project, 1)
    assert count_own_work(database, project, person) == (0, 11)


def test_a_gold_task_is_never_given_in_the_normal_order_and_is_open_to_any_number_of_people(
    database, due
):
    project = add_project(database, n_tasks=2, overlap=1)
    make_gold(database, project, 1)
    people = [add_person(database, name) for name in ("Ann", "Ben")]
    due(project)
    assert open_next_task(database, project, people[0]).task.number == 2
    due(project, 1, "gold")
    for person in people:
        opened = open_next_task(database, project, person)
        assert (opened.task.number, opened.check) == (1, "gold")
        assert submit_annotation(database, opened, ranked(opened, GOOD_AB)).revision == 1
    due(project)
    assert open_next_task(database, project, people[0]).task.number == 2


def test_while_going_forward_a_check_that_is_due_waits_and_comes_where_nothing_else_is_left(
    database, person, due
):
    project = add_project(database, n_tasks=2)
    make_gold(database, project, 2)
    due(project, 2, "gold")
    first = open_next_task(database, project, person, after=2)
    assert (first.task.number, first.check) == (1, None)
    submit_annotation(database, first, ranked(first, GOOD_AB))
    assert open_next_task(database, project, person, after=1).check == "gold"


def test_how_far_one_is_stays_steady_whether_a_task_is_a_check_or_not(database, person):
    """20 normal tasks and 4 gold ones, one in 5: 25 tasks would hold 5, so all 4 come: 24.

    Of 24 tasks one in 8 is a repeat: 3, so 27; of 27 again 3.
    """
    project = add_project(database, n_tasks=24, gold_every=5, repeat_every=8)
    for number in (3, 7, 11, 15):
        make_gold(database, project, number)
    assert count_own_work(database, project, person) == (0, 27)
    found, checks = [], []
    while opened := open_next_task(database, project, person):
        found.append(count_own_work(database, project, person))
        checks.append(opened.check)
        submit_annotation(database, opened, ranked(opened, GOOD_AB))
    assert [done for done, _ in found] == list(range(len(found)))
    assert {"gold", "repeat", None} <= set(checks)
    while_there_are_others = [total for _, total in found][: len(found) - 4]
    assert set(while_there_are_others) == {27}
    assert count_own_work(database, project, person) == (len(found), len(found))

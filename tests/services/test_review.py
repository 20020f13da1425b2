"""Which tasks a reviewer sees, in which order, and how far people disagree on them."""

from datetime import UTC, date, datetime
from random import Random

import numpy as np
import pytest

from lib.services import disagreements
from lib.services.adjudication import accept_as_final, submit_final
from lib.services.comments import add_comment
from lib.services.disagreements import list_disagreements
from lib.services.labeling import open_next_task
from lib.services.review import (
    Disagreement,
    ReviewFilter,
    disagreement_on,
    find_annotations,
    list_review_numbers,
    list_review_origins,
    list_review_tasks,
    list_reviewed_people,
    next_review_task,
)
from lib.services.submission import skip_task
from lib.services.withdrawal import withdraw_annotation
from tests.factories import add_person, add_project
from tests.services.reviewing import make_panel
from tests.stored_rankings import archive_task, store_ranking, store_revision


@pytest.fixture
def panel(database):
    """Ann, Ben and Cy: all agree on task 1, two turn the order round in 2, one more in 3."""
    panel = make_panel(database, n_tasks=5)
    panel.label(1, Ann="abc", Ben="abc")
    panel.label(2, Ann="abc", Ben="cba")
    panel.label(3, Ann="abc", Ben="abc", Cy="bca")
    panel.label(4, Ann="abc")
    return panel


def numbers(panel, order="number", **chosen):
    found = list_review_tasks(panel.database, panel.project, ReviewFilter(**chosen), order)
    assert found.total == len(found.tasks)
    assert [each.number for each in found.tasks] == list_review_numbers(
        panel.database, panel.project, ReviewFilter(**chosen), order, 100
    )
    return [each.number for each in found.tasks]


def test_the_tasks_with_most_disagreement_come_first_those_without_a_figure_last(panel):
    assert numbers(panel, "disagreement") == [2, 3, 1, 4]
    found = list_review_tasks(panel.database, panel.project, ReviewFilter())
    # Task 3: (2/3 + 2/3 + 0) / 3, as Cy has a last where the others have it first.
    assert [each.disagreement for each in found.tasks] == [
        Disagreement(1.0, 2, 3),
        Disagreement(pytest.approx(4 / 9), 3, 3),
        Disagreement(0.0, 2, 3),
        None,
    ]
    assert disagreement_on(panel.database, panel.project, 2) == Disagreement(1.0, 2, 3)
    assert disagreement_on(panel.database, panel.project, 5) is None


def test_equal_ones_come_by_more_pairs_then_by_number(database):
    project = add_project(database, n_tasks=3, items="abcd")
    ann, ben = add_person(database, "Ann"), add_person(database, "Ben")
    for task, (one, other) in {
        1: ("a b", "b a"),
        2: ("a b c", "c b a"),
        3: ("a b c", "c b a"),
    }.items():
        store_ranking(database, project, task, ann, one)
        store_ranking(database, project, task, ben, other)
    assert list_review_numbers(database, project, ReviewFilter(), "disagreement", 9) == [2, 3, 1]


def test_the_newest_come_first_whatever_their_number(panel):
    panel.label(1, Cy="abc")
    assert numbers(panel, "newest") == [1, 4, 3, 2]


def test_each_task_says_what_was_done_on_it(panel):
    opened = open_next_task(panel.database, panel.project, panel.people["Ben"])
    assert opened.task.number == 4
    skip_task(panel.database, opened, opened.draft, "Too long")
    [key] = find_annotations(panel.database, panel.project, [4], ReviewFilter(person=1))
    withdraw_annotation(panel.database, panel.project, key, panel.rita.annotator_id)
    task = panel.opened(4).opened.task
    add_comment(
        panel.database, panel.project, panel.people["Ben"], task.task_id, "Odd", is_flag=True
    )
    found = list_review_tasks(panel.database, panel.project, ReviewFilter(standing="withdrawn"))
    [row] = found.tasks
    assert (row.number, row.prompt) == (4, "Prompt 4")
    assert (row.submitted, row.skipped, row.withdrawn, row.flags) == (0, 1, 1, 1)
    assert (row.is_final, row.disagreement) == (False, None)


def test_tasks_are_found_by_what_was_done_on_them(panel):
    opened = open_next_task(panel.database, panel.project, panel.people["Ben"])
    skip_task(panel.database, opened, opened.draft)
    withdrawn = panel.opened(1).annotations[0].annotation.annotation_id
    withdraw_annotation(panel.database, panel.project, withdrawn, panel.rita.annotator_id)
    final = panel.opened(2).annotations[0].annotation.annotation_id
    accept_as_final(panel.database, panel.project, panel.rita.annotator_id, final)
    task_id = panel.opened(3).opened.task.task_id
    add_comment(panel.database, panel.project, panel.rita, task_id, "Look", is_flag=True)
    for standing, expected in {
        "submitted": [1, 2, 3, 4],
        "skipped": [4],
        "withdrawn": [1],
        "flagged": [3],
        "final": [2],
        "unfinished": [1, 3, 4],
    }.items():
        assert numbers(panel, standing=standing) == expected, standing
    assert numbers(panel, at_least=2) == [2, 3]
    assert numbers(panel, person=panel.people["Cy"].number) == [3]
    assert numbers(panel, person=99) == []


def test_tasks_are_found_by_day_and_origin(database):
    project = add_project(database, n_tasks=3)
    ann = add_person(database)
    for task, (day, origin) in {1: (1, "ui"), 2: (2, "import"), 3: (3, "ui")}.items():
        moment = datetime(2026, 1, day, 23, 59, tzinfo=UTC)
        store_ranking(database, project, task, ann, "a b", origin=origin, created_at=moment)

    def found(**chosen):
        return list_review_numbers(database, project, ReviewFilter(**chosen), "number", 9)

    assert found(since=date(2026, 1, 2)) == [2, 3]
    assert found(until=date(2026, 1, 2)) == [1, 2]
    assert found(since=date(2026, 1, 2), until=date(2026, 1, 2)) == [2]
    assert found(origin="ui") == [1, 3]
    assert found(origin="ui", since=date(2026, 1, 2)) == [3]
    assert found(origin="sync") == []
    assert list_review_origins(database, project) == ["import", "ui"]


def test_the_conditions_hold_for_one_and_the_same_annotation(database):
    project = add_project(database, n_tasks=1)
    ann, ben = add_person(database, "Ann"), add_person(database, "Ben")
    store_ranking(database, project, 1, ann, "a b", origin="import")
    store_ranking(database, project, 1, ben, "a b")
    chosen = ReviewFilter(person=ann.number, origin="ui")
    assert list_review_numbers(database, project, chosen, "number", 9) == []


def test_archived_tasks_are_left_out_and_can_be_opened_by_number(panel):
    archive_task(panel.database, panel.project, 2)
    assert numbers(panel, "disagreement") == [3, 1, 4]
    assert panel.opened(2).is_archived
    assert not panel.opened(1).is_archived


def test_a_reviewer_s_final_ranking_changes_no_disagreement_and_is_no_annotation_more(panel):
    before = list_review_tasks(panel.database, panel.project, ReviewFilter()).tasks[0]
    submit_final(panel.database, panel.project, panel.rita, 2, panel.draft("bca", 2))
    after = list_review_tasks(panel.database, panel.project, ReviewFilter()).tasks[0]
    assert (after.submitted, after.disagreement) == (before.submitted, before.disagreement)
    assert (before.is_final, after.is_final) == (False, True)
    assert panel.rita in list_reviewed_people(panel.database, panel.project)


def test_the_list_comes_in_pages(panel):
    found = list_review_tasks(panel.database, panel.project, ReviewFilter(), "number", 1, 2)
    assert (found.total, [each.number for each in found.tasks]) == (4, [2, 3])
    beyond = list_review_tasks(panel.database, panel.project, ReviewFilter(), "number", 9)
    assert (beyond.total, beyond.tasks) == (4, ())


def test_the_next_task_is_the_one_that_follows_in_the_list(panel):
    def following(number):
        return next_review_task(
            panel.database, panel.project, ReviewFilter(), "disagreement", number
        )

    assert [following(number) for number in (2, 3, 1, 4)] == [3, 1, 4, None]
    # A task that is not in the list: from the beginning.
    assert following(5) == 2


def test_the_annotations_meant_are_those_that_fit_the_filters(panel):
    def whose(**chosen):
        keys = find_annotations(panel.database, panel.project, [2, 3], ReviewFilter(**chosen))
        return [
            each.annotation.annotator.name
            for number in (2, 3)
            for each in panel.opened(number).annotations
            if each.annotation.annotation_id in keys
        ]

    assert whose() == ["Ann", "Ben", "Ann", "Ben", "Cy"]
    assert whose(person=panel.people["Ben"].number) == ["Ben", "Ben"]
    assert whose(standing="withdrawn") == []


def test_a_project_without_annotations_has_an_empty_list(database):
    project = add_project(database, n_tasks=2)
    found = list_review_tasks(database, project, ReviewFilter())
    assert (found.total, found.tasks) == (0, ())
    assert next_review_task(database, project, ReviewFilter(), "newest", 1) is None


def test_only_the_tasks_with_something_new_are_worked_out_anew(panel, monkeypatch):
    asked = []
    worked_out = disagreements._worked_out

    def noting(database, project, task_ids):
        asked.append(None if task_ids is None else len(task_ids))
        return worked_out(database, project, task_ids)

    monkeypatch.setattr(disagreements, "_worked_out", noting)
    list_disagreements(panel.database, panel.project)
    list_disagreements(panel.database, panel.project)
    panel.label(1, Cy="cab")
    list_disagreements(panel.database, panel.project)
    archive_task(panel.database, panel.project, 4)
    list_disagreements(panel.database, panel.project)
    assert asked == [None, 1, None]


def test_kept_up_to_date_they_are_what_they_would_be_worked_out_at_once(database):
    project = add_project(database, n_tasks=8, items="abcd")
    people = [add_person(database, name) for name in ("Ann", "Ben", "Cy")]
    random = Random(5)
    stored = []
    for step in range(40):
        task, person = random.randint(1, 8), random.choice(people)
        order = " ".join(random.sample("abcd", random.randint(1, 4)))
        if stored and step % 4 == 0:
            task, person, key, number = stored.pop()
            status = random.choice(["submitted", "deleted"])
            store_revision(database, project, task, person, key, number + 1, order, status=status)
        else:
            stored.append((task, person, store_ranking(database, project, task, person, order), 1))
        kept = list_disagreements(database, project)
    anew = disagreements._worked_out(database, project, None)
    for name in ("number", "value", "people", "pairs"):
        np.testing.assert_allclose(getattr(kept, name), getattr(anew, name))
    assert len(kept.number)

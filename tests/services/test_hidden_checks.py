"""Gold tasks and repeats among the tasks that people get."""

import pytest

from lib.domain.access import Actor
from lib.errors import InvalidInput, NotAllowed
from lib.services.gold import make_gold, remove_gold
from lib.services.hidden_checks import next_check
from lib.services.labeling import list_recent, open_next_task, open_task, save_draft
from lib.services.projects import change_settings
from lib.services.repeats import store_repeat_answer
from lib.services.submission import skip_task, submit_annotation
from lib.store import repeat_answers, tasks
from tests.factories import add_person, add_project, ranked

ORDER = {"relevant_results": "abc"}


def gold_project(database, n_tasks=20, gold=(18, 19, 20), **settings):
    """A project in which Rob has answered some tasks, which are gold."""
    project, rob = add_project(database, n_tasks=n_tasks), add_person(database, "Rob")
    for number in gold:
        task = database.read(lambda c, n=number: tasks.find_task(c, project.project_id, n))
        opened = open_task(database, project, rob, task)
        made = submit_annotation(database, opened, ranked(opened, ORDER))
        make_gold(database, project, rob.annotator_id, made.annotation_id)
    return change_settings(database, project.project_id, **settings)


def work(database, project, person, n):
    """What a person gets: the tasks' numbers and checks, each submitted."""
    got = []
    for _ in range(n):
        opened = open_next_task(database, project, person)
        if opened is None:
            break
        got.append((opened.task.number, opened.check))
        submit_annotation(database, opened, ranked(opened, ORDER))
    return got


def test_there_are_no_checks_unless_they_are_asked_for(database):
    project = gold_project(database)
    ann = add_person(database)
    assert next_check(database, project, ann) is None
    assert {check for _, check in work(database, project, ann, 12)} == {None}


def test_one_task_in_so_many_is_gold_until_they_are_used_up(database):
    project = gold_project(database, gold_every=4)
    got = work(database, project, add_person(database), 20)
    turns = [turn for turn, (_, check) in enumerate(got) if check == "gold"]
    assert [turn // 4 for turn in turns] == [0, 1, 2]
    assert sorted(number for number, check in got if check == "gold") == [18, 19, 20]
    assert [number for number, check in got if check is None] == list(range(1, 18))


def test_who_gave_the_expected_answer_does_not_get_the_task(database):
    project = gold_project(database, gold_every=2)
    rob = add_person(database, "Rob")
    assert {check for _, check in work(database, project, rob, 17)} == {None}


def test_people_get_gold_tasks_in_different_orders(database):
    project = gold_project(database, n_tasks=30, gold=tuple(range(21, 31)), gold_every=2)
    orders = {
        tuple(n for n, check in work(database, project, add_person(database, name), 20) if check)
        for name in ("Ann", "Ben", "Cleo")
    }
    assert len(orders) == 3


def test_a_reload_offers_the_same_check_until_it_is_done(database):
    project = gold_project(database, gold_every=2)
    ann = add_person(database)
    check = next_check(database, project, ann)
    while check is None:
        work(database, project, ann, 1)
        check = next_check(database, project, ann)
    assert next_check(database, project, ann) == check
    opened = open_next_task(database, project, ann)
    assert opened.task.number == check.task.number
    save_draft(database, opened, ranked(opened, ORDER))
    # Another gold task that is made meanwhile does not take its place.
    rob = add_person(database, "Rob")
    for number in range(1, 6):
        task = database.read(lambda c, n=number: tasks.find_task(c, project.project_id, n))
        made = open_task(database, project, rob, task)
        answer = submit_annotation(database, made, ranked(made, ORDER))
        make_gold(database, project, rob.annotator_id, answer.annotation_id)
    assert next_check(database, project, ann) == check
    skip_task(database, opened, opened.draft)
    assert next_check(database, project, ann) != check


def test_a_gold_task_that_is_removed_or_archived_is_no_check(database):
    project = gold_project(database, gold=(19, 20), gold_every=2)
    gone = [
        database.read(lambda c, n=number: tasks.find_task(c, project.project_id, n)).task_id
        for number in (19, 20)
    ]
    remove_gold(database, project, gone[0])
    database.write(
        lambda c: c.execute("UPDATE task SET archived_at = now() WHERE number = 20").fetchall()
    )
    got = work(database, project, add_person(database), 20)
    assert {check for _, check in got} == {None}


def test_one_task_in_so_many_is_an_own_one_with_ten_others_between(database):
    project = add_project(database, n_tasks=40, repeat_every=4)
    got = work(database, project, add_person(database), 40)
    repeats = [(turn, number) for turn, (number, check) in enumerate(got) if check == "repeat"]
    # None in the first eleven turns; from then on one in each block of four.
    assert [turn // 4 for turn, _ in repeats][1:] == list(range(repeats[0][0] // 4 + 1, 10))
    first = {number: turn for turn, (number, check) in reversed(list(enumerate(got))) if not check}
    assert all(turn - first[number] > 10 for turn, number in repeats)
    assert len({number for _, number in repeats}) == len(repeats)


def test_a_repeat_has_left_the_list_of_recent_tasks_when_it_comes(database):
    project, ann = add_project(database, n_tasks=16, repeat_every=2), add_person(database)
    while (opened := open_next_task(database, project, ann)).check is None:
        submit_annotation(database, opened, ranked(opened, ORDER))
    recent = [number for _, number in list_recent(database, project, ann)]
    assert (len(recent), opened.task.number in recent) == (10, False)


def test_a_skipped_repeat_does_not_come_again_and_measures_nothing(database):
    project = add_project(database, n_tasks=20, repeat_every=2)
    ann = add_person(database)
    work(database, project, ann, 9)
    while (check := next_check(database, project, ann)) is None:
        work(database, project, ann, 1)
    opened = open_next_task(database, project, ann)
    assert (opened.task.number, opened.check) == (check.task.number, "repeat")
    skip_task(database, opened, opened.draft)
    again = work(database, project, ann, 10)
    assert check.task.number not in [number for number, kind in again if kind == "repeat"]
    twice = database.read(lambda c: repeat_answers.list_answered_twice(c, project.project_id))
    assert opened.task.task_id not in [each.task_id for each in twice]


def test_a_repeat_answer_is_stored_once_and_leaves_the_first_alone(database):
    project, ann = add_project(database, n_tasks=1), add_person(database)
    opened = open_next_task(database, project, ann)
    submit_annotation(database, opened, ranked(opened, ORDER))
    second, third = [{"second": True}], [{"third": True}]
    for result in (second, third):
        store_repeat_answer(database, opened, result, ("a", "b", "c"), 3.5)
    [twice] = database.read(lambda c: repeat_answers.list_answered_twice(c, project.project_id))
    assert twice.second == second
    assert twice.first != second


def test_only_an_own_submission_can_be_repeated(database):
    project, ann = add_project(database, n_tasks=1), add_person(database)
    opened = open_next_task(database, project, ann)
    with pytest.raises(InvalidInput, match="Task 1 cannot be answered a second time"):
        store_repeat_answer(database, opened, [], None, None)


def test_checks_are_asked_for_in_ones_own_name_only(database):
    project, ann = add_project(database, n_tasks=1), add_person(database)
    stranger = database.acting_for(Actor(add_person(database, "Eve").annotator_id))
    with pytest.raises(NotAllowed):
        next_check(stranger, project, ann)

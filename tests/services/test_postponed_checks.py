"""A check that is put off stands for the one that was due, and ends no others."""

import pytest

from lib.services.assignment import list_postponed, postpone_task
from lib.services.labeling import open_next_task, open_numbered_task
from lib.services.submission import submit_annotation
from tests.factories import add_person, add_project, ranked
from tests.services.test_hidden_checks import ORDER, gold_project


def work_and_put_off(database, project, person, kind, n):
    """The kinds of `n` tasks; the first check of that kind is put off, all others submitted."""
    kinds, put_off = [], None
    for _ in range(n):
        opened = open_next_task(database, project, person, with_postponed=False)
        if opened is None:
            break
        kinds.append(opened.check)
        if opened.check == kind and put_off is None:
            put_off = opened.task.number
            postpone_task(database, opened, ranked(opened, ORDER))
        else:
            assert opened.task.number != put_off
            submit_annotation(database, opened, ranked(opened, ORDER))
    return kinds, put_off


@pytest.mark.parametrize("kind", ["gold", "repeat"])
def test_the_others_come_all_the_same_and_it_comes_at_the_end(database, kind):
    """23 tasks, 3 of them gold. Of the 20 normal ones and the checks one in 4 is of each kind."""
    project = gold_project(database, 23, (21, 22, 23), gold_every=4, repeat_every=4)
    ann = add_person(database)
    kinds, put_off = work_and_put_off(database, project, ann, kind, 40)
    assert kinds.count("gold") == 3
    assert kinds.count("repeat") > 2
    first = kinds.index(kind)
    # The postponed one took no turn, so that the next comes in the next block of four.
    later = kinds.index(kind, first + 1)
    assert (later - 1) // 4 == first // 4 + 1
    assert list_postponed(database, project, ann) == [put_off]
    last = open_next_task(database, project, ann)
    assert (last.task.number, last.check) == (put_off, kind)
    assert dict(last.draft.rankings["rank"].columns)["relevant_results"] == ("a", "b", "c")
    submit_annotation(database, last, ranked(last, ORDER))
    assert list_postponed(database, project, ann) == []


def test_it_can_be_opened_by_its_number(database):
    project = gold_project(database, overlap=1, gold_every=2)
    ann = add_person(database)
    _, put_off = work_and_put_off(database, project, ann, "gold", 3)
    opened = open_numbered_task(database, project, ann, put_off)
    assert (opened.task.number, opened.check) == (put_off, "gold")
    assert list_postponed(database, project, ann) == [put_off]


def test_a_gold_task_that_was_put_off_before_it_was_one_is_no_check_that_was_due(database):
    project = add_project(database, n_tasks=3, gold_every=2)
    ann = add_person(database)
    opened = open_next_task(database, project, ann)
    postpone_task(database, opened, opened.draft)
    assert open_next_task(database, project, ann, with_postponed=False).check is None

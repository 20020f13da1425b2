"""Linked tasks in memory."""

from dataclasses import replace

from lib.domain.label_studio import LinkedTask, TaskStamp
from lib.services.label_studio.linked_index import LinkedIndex
from tests.factories import make_id
from tests.services.made_annotations import NOON

A, B, C, D = (make_id(letter) for letter in "abcd")
LINKED, SENT = LinkedTask(A, 11, NOON, "stamp"), LinkedTask(B, None, NOON)
GONE = LinkedTask(C, 13, NOON, "stamp", gone_at=NOON)


def make_index() -> LinkedIndex:
    return LinkedIndex([LINKED, SENT, GONE])


def test_a_task_is_free_unless_one_that_is_there_is_known_as_it():
    index = make_index()
    assert [index.is_free(each) for each in (A, B, C, D)] == [False, True, True, True]
    assert [index.is_known(each) for each in (A, B, C, D)] == [True, True, True, False]


def test_one_that_comes_again_under_another_id_is_linked_again_and_counted_once():
    index = make_index()
    index.add([LinkedTask(C, 23, NOON, "later")])
    assert not index.is_free(C)
    assert (index.ls_task_id(C), index.n_there()) == (23, 2)
    assert index.missing_from({11, 23}) == []
    assert index.missing_from({11}) == [LinkedTask(C, 23, NOON, "later")]


def test_one_that_is_gone_is_missed_once():
    index = make_index()
    assert index.n_there() == 1
    assert index.missing_from(set()) == [LINKED]
    index.mark_gone([LINKED], NOON)
    assert index.missing_from(set()) == []
    assert (index.n_there(), index.is_free(A)) == (0, True)
    assert index.by_ls_id == {}
    assert index.linked(A) == replace(LINKED, gone_at=NOON)
    assert index.are_gone([LINKED]) == [LINKED]


def test_an_id_that_is_given_once_more_is_that_of_the_new_task():
    index = make_index()
    index.add([LinkedTask(D, 13, NOON, "later")])
    index.mark_gone([GONE], NOON)
    assert index.by_ls_id[13].task_id == D
    assert (index.is_free(C), index.is_free(D), index.n_there()) == (True, False, 2)
    index.add([LinkedTask(C, 23, NOON, "later")])
    assert index.are_gone([GONE]) == []


def test_a_task_is_as_read_while_it_bears_the_same_moment():
    index = make_index()
    assert index.is_as_read(TaskStamp(11, "stamp"))
    assert not index.is_as_read(TaskStamp(11, "later"))
    assert not index.is_as_read(TaskStamp(99, "stamp"))

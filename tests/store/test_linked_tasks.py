"""Tasks and what is known of their counterparts."""

from dataclasses import replace
from datetime import timedelta

from lib.domain.label_studio import LinkedTask
from lib.store import linked_tasks
from tests.factories import make_id
from tests.store.linked_rows import NOON

PROJECT, OTHER = make_id("p"), make_id("q")
A, B, C = sorted(make_id(letter) for letter in "abc")


def put(database, *linked, project_id=PROJECT):
    database.write(lambda c: linked_tasks.put_linked_tasks(c, project_id, linked))


def stored(database, project_id=PROJECT):
    return database.read(lambda c: linked_tasks.list_linked_tasks(c, project_id))


def test_linked_tasks_come_back_as_they_were_stored_in_the_order_of_their_ids(database):
    known = LinkedTask(A, 1, NOON, "stamp", NOON + timedelta(microseconds=1))
    put(database, LinkedTask(B, 2, NOON), known)
    assert stored(database) == [known, LinkedTask(B, 2, NOON)]
    assert stored(database, OTHER) == []


def test_no_tasks_are_stored_as_none(database):
    put(database)
    database.write(lambda c: linked_tasks.put_sent_tasks(c, PROJECT, [], NOON))
    database.write(lambda c: linked_tasks.set_ls_task_ids(c, {}))
    database.write(lambda c: linked_tasks.set_gone(c, PROJECT, [], NOON))
    assert stored(database) == []


def test_a_task_that_is_stored_again_is_replaced_also_within_one_change(database):
    later = [LinkedTask(A, 1, NOON, str(count)) for count in range(3)]

    def store_all(connection):
        for each in later:
            linked_tasks.put_linked_tasks(connection, PROJECT, [each])

    database.write(store_all)
    assert stored(database) == [later[-1]]


def test_a_task_being_sent_has_no_id_there_until_the_answer_is_stored(database):
    database.write(lambda c: linked_tasks.put_sent_tasks(c, PROJECT, [A, B], NOON))
    sent = [LinkedTask(A, None, NOON), LinkedTask(B, None, NOON)]
    assert database.read(lambda c: linked_tasks.list_sent_tasks(c, PROJECT)) == sent

    database.write(lambda c: linked_tasks.set_ls_task_ids(c, {A: 11}))
    assert database.read(lambda c: linked_tasks.list_sent_tasks(c, PROJECT)) == sent[1:]
    assert stored(database) == [replace(sent[0], ls_task_id=11), sent[1]]


def test_the_ids_of_one_change_may_be_noted_in_the_change_that_sends(database):
    def send(connection):
        linked_tasks.put_sent_tasks(connection, PROJECT, [A, B], NOON)
        linked_tasks.set_ls_task_ids(connection, {A: 11, B: 12})

    database.write(send)
    assert stored(database) == [LinkedTask(A, 11, NOON), LinkedTask(B, 12, NOON)]


def test_tasks_that_were_refused_are_as_if_they_had_never_been_sent(database):
    put(database, LinkedTask(A, 11, NOON))
    database.write(lambda c: linked_tasks.put_sent_tasks(c, PROJECT, [B, C], NOON))
    database.write(lambda c: linked_tasks.remove_sent_tasks(c, [A, B]))
    assert stored(database) == [LinkedTask(A, 11, NOON), LinkedTask(C, None, NOON)]
    database.write(lambda c: linked_tasks.remove_sent_tasks(c, []))
    database.write(lambda c: linked_tasks.put_sent_tasks(c, PROJECT, [B], NOON))
    assert [each.task_id for each in stored(database)] == [A, B, C]


def test_deletions_are_noted_by_the_ids_there_in_their_own_project(database):
    put(database, LinkedTask(A, 1, NOON), LinkedTask(B, 2, NOON))
    put(database, LinkedTask(C, 1, NOON), project_id=OTHER)
    database.write(lambda c: linked_tasks.set_gone(c, PROJECT, [2, 9], NOON))
    assert stored(database) == [
        LinkedTask(A, 1, NOON),
        LinkedTask(B, 2, NOON, gone_at=NOON),
    ]
    assert stored(database, OTHER) == [LinkedTask(C, 1, NOON)]


def test_a_task_is_gone_since_it_was_first_missed(database):
    put(database, LinkedTask(A, 1, NOON))
    for days in range(2):
        when = NOON + timedelta(days=days)
        database.write(lambda c, when=when: linked_tasks.set_gone(c, PROJECT, [1], when))
    assert stored(database)[0].gone_at == NOON


def test_many_are_stored_at_once_and_again(database):
    size = 5_000
    linked = [LinkedTask(make_id(number), number, NOON) for number in range(1, size + 1)]
    for _ in range(2):
        put(database, *linked)
    assert len(stored(database)) == size

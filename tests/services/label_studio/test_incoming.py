"""What tasks there bring, and what is stored of it."""

from dataclasses import replace
from typing import Any

import pytest

from lib.domain.label_studio import SyncCounts, TaskStamp
from lib.services.label_studio.deletions import count_deleted_there, take_deletions
from lib.services.label_studio.incoming import Incoming, compare
from lib.services.label_studio.people import People
from lib.services.label_studio.storing import store
from lib.store import annotations, pending, tasks
from tests.factories import add_person, add_project
from tests.services.label_studio.made_exchanges import (
    annotation_of,
    exported,
    linked_of,
    made_there,
    make_exchange,
    make_index,
    make_theirs,
    task_of,
)
from tests.services.made_annotations import OTHERS
from tests.store.linked_rows import link_task, store_linked
from tests.stored_rankings import store_ranking

NEWER = "2026-02-01T00:00:00.000000Z"


@pytest.fixture
def exchange(database):
    """A project whose one task is linked, with an annotation that says OURS and is in step."""
    project = add_project(database, n_tasks=1)
    link_task(database, project, 1)
    person = add_person(database)
    store_linked(database, project, 1, person)
    return make_exchange(database, project)


def take_in(exchange, *rows) -> Incoming:
    """As a pull does."""
    index = make_index(exchange)
    stamps = {row["id"]: TaskStamp(row["id"], NEWER) for row in rows}

    def change(connection: Any) -> Incoming:
        incoming = compare(connection, exchange, index, stamps, rows)
        store(connection, exchange, incoming, stamps)
        return incoming

    return exchange.database.write(change)


def lose(exchange) -> None:
    index = make_index(exchange)
    take_deletions(exchange, index, index.missing_from(set()))


def is_archived(exchange) -> bool:
    project_id = exchange.project.project_id
    return not exchange.database.read(lambda c: tasks.list_tasks_after(c, project_id, 0, 9))


def held(exchange) -> list[Any]:
    task_id = task_of(exchange.database, exchange.project).task_id
    found = exchange.database.read(lambda c: annotations.list_all_annotations(c, [task_id]))
    return list(found[task_id])


@pytest.mark.parametrize("ls_task_id", [101, 555])
def test_a_task_that_was_deleted_there_and_is_there_again_is_linked_and_in_the_work_again(
    exchange, ls_task_id
):
    task = task_of(exchange.database, exchange.project)
    lose(exchange)
    assert is_archived(exchange)
    incoming = take_in(exchange, exported(exchange, task, ls_task_id))
    assert incoming.found_again == [task.task_id]
    assert not is_archived(exchange)
    (linked,) = linked_of(exchange)
    assert (linked.ls_task_id, linked.gone_at, linked.stamp) == (ls_task_id, None, NEWER)
    assert count_deleted_there(exchange.database, exchange.project.project_id) == 0
    # Its annotation went with the task there, and counts as never sent.
    project_id = exchange.project.project_id
    waiting = exchange.database.read(lambda c: pending.count_pending(c, project_id))
    assert waiting == (0, 0, 1)
    assert [each.status for each in held(exchange)] == ["submitted"]


def test_its_annotations_are_known_again_by_their_unique_ids(exchange):
    task = task_of(exchange.database, exchange.project)
    (mine,) = held(exchange)
    lose(exchange)
    again = made_there(71, unique_id=mine.unique_id, result=mine.result, lead_time=mine.lead_time)
    incoming = take_in(exchange, exported(exchange, task, 555, again))
    assert incoming.counts == SyncCounts()
    assert [each.ls_annotation_id for each in incoming.agreed] == [71]
    assert held(exchange) == [mine]


def test_a_task_that_never_was_away_is_not_found_again(exchange):
    task = task_of(exchange.database, exchange.project)
    (mine,) = held(exchange)
    same = made_there(70, result=mine.result, lead_time=mine.lead_time)
    assert take_in(exchange, exported(exchange, task, 101, same)).found_again == []


def test_a_second_one_like_a_task_that_is_there_is_a_copy(exchange):
    task = task_of(exchange.database, exchange.project)
    incoming = take_in(exchange, exported(exchange, task, 555))
    assert [each.reason for each in incoming.kept_aside] == [
        "It is a copy of a task that came from Podium."
    ]
    assert [each.ls_task_id for each in linked_of(exchange)] == [101]


def test_of_two_that_come_again_one_is_it_and_the_other_a_copy(exchange):
    task = task_of(exchange.database, exchange.project)
    lose(exchange)
    rows = [exported(exchange, task, ls_id) for ls_id in (555, 556)]
    incoming = take_in(exchange, *rows)
    assert [each.ls_task_id for each in linked_of(exchange)] == [555]
    assert [each.ls_id for each in incoming.kept_aside] == [556]


def test_what_nobody_made_any_more_is_the_unknown_annotators(exchange):
    task = task_of(exchange.database, exchange.project)
    (mine,) = held(exchange)
    row = exported(
        exchange,
        task,
        101,
        made_there(70, result=mine.result, lead_time=mine.lead_time),
        made_there(71, completed_by=None),
        made_there(72),
    )
    take_in(exchange, row)
    assert [each.annotator.name for each in held(exchange)] == ["Ann", "unknown annotator", "Ada"]


def test_each_person_is_looked_up_once_in_a_batch(exchange, monkeypatch):
    asked = []
    look_up = People.person_of

    def person_of(people, connection, user_id):
        asked.append(user_id)
        return look_up(people, connection, user_id)

    monkeypatch.setattr(People, "person_of", person_of)
    task = task_of(exchange.database, exchange.project)
    users = [1, 1, None, None, 9, 1]
    new = [
        (task, make_theirs(ls_annotation_id=80 + n, completed_by=user))
        for n, user in enumerate(users)
    ]
    incoming = Incoming(new_annotations=new)
    exchange.database.write(lambda c: store(c, exchange, incoming, {}))
    assert asked == [1, None, 9]
    names = [each.annotator.name for each in held(exchange)[1:]]
    assert names == ["Ada", "Ada", *["unknown annotator"] * 2, "Label Studio user 9", "Ada"]


def test_the_same_work_of_somebody_else_is_new(database, exchange):
    task = task_of(database, exchange.project)
    bea = replace(add_person(database, "Bea"), email="bea@example.com")
    database.write(
        lambda c: c.execute(
            "UPDATE annotator SET email = $1 WHERE annotator_id = $2",
            [bea.email, bea.annotator_id],
        )
    )
    annotation_id = store_ranking(
        database, exchange.project, 1, bea, "a b c", result=OTHERS, lead_time=3.5
    )
    first = held(exchange)[0]
    in_step = made_there(70, result=first.result, lead_time=first.lead_time)
    incoming = take_in(exchange, exported(exchange, task, 101, in_step, made_there(71)))
    assert incoming.counts == SyncCounts(new_annotations=1)
    assert [each.annotator.name for each in held(exchange)] == ["Ann", "Bea", "Ada"]
    assert annotation_of(database, annotation_id).revision == 1

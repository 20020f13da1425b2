"""Tasks on their way there whose answer comes late, or never; the clock is a made one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from lib.domain.label_studio import LinkedTask
from lib.errors import LabelStudioError, RemoteRefused, SyncStopped, TokenRefused, Unreachable
from lib.services.label_studio import sending
from lib.services.label_studio.sending import recover_sent, send_tasks
from lib.store import linked_tasks, tasks
from tests.factories import add_project, make_imported_task
from tests.services.label_studio.made_exchanges import (
    linked_of,
    make_exchange,
    make_index,
    task_of,
)
from tests.services.made_annotations import NOON

CUT_OFF = Unreachable("The connection broke off.")


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


class Importing:
    """Stands for an import that takes a while and has this answer, and for what is there by when.

    `arriving` has pairs: after how many seconds which rows, as (ls_task_id, source_id), are there.
    """

    def __init__(self, clock: Clock, answer: Any = None, seconds: float = 0.0) -> None:
        self.clock, self.answer, self.seconds = clock, answer, seconds
        self.marked: Callable[[], Any] = list
        self.marked_before: Any = None
        self.arriving: list[tuple[float, list[tuple[int, str | None]]]] = []

    def import_tasks(self, ls_project_id: int, rows: Any) -> list[int]:
        self.marked_before = self.marked()
        self.clock.seconds += self.seconds
        if isinstance(self.answer, LabelStudioError):
            raise self.answer
        return list(self.answer)

    def list_source_ids(self, ls_project_id: int, after: int = 0) -> list[tuple[int, str | None]]:
        return [row for after, rows in self.arriving if after <= self.clock.seconds for row in rows]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(sending, "utc_now", made.now)
    monkeypatch.setattr(sending, "sleep", made.sleep)
    return made


@pytest.fixture
def project(database):
    return add_project(database, n_tasks=2)


def source_of(task) -> str:
    return f"podium-{task.task_id}"


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def send(exchange):
    batch = [task_of(exchange.database, exchange.project, number) for number in (1, 2)]
    return send_tasks(exchange, make_index(exchange), batch)


def by_number(exchange) -> dict[int, LinkedTask]:
    """What is linked, by the numbers of our tasks."""
    known = {each.task_id: each for each in linked_of(exchange)}
    ours = {n: task_of(exchange.database, exchange.project, n).task_id for n in (1, 2)}
    return {number: known[task_id] for number, task_id in ours.items() if task_id in known}


def test_tasks_are_marked_before_they_are_sent_and_have_their_ids_after(database, project, clock):
    client = Importing(clock, answer=[31, 32], seconds=9)
    exchange = make_exchange(database, project, client)
    client.marked = lambda: by_number(exchange)
    assert send(exchange) == []
    marked = client.marked_before
    assert {n: (each.ls_task_id, each.sent_at) for n, each in marked.items()} == {
        1: (None, NOON),
        2: (None, NOON),
    }
    linked = by_number(exchange)
    assert (linked[1].ls_task_id, linked[2].ls_task_id) == (31, 32)


@pytest.mark.parametrize("refusal", [RemoteRefused("No."), TokenRefused("Not you.")])
def test_tasks_that_were_refused_are_marked_no_more(database, project, clock, refusal):
    exchange = make_exchange(database, project, Importing(clock, answer=refusal))
    with pytest.raises(LabelStudioError) as raised:
        send(exchange)
    assert raised.value is refusal
    assert linked_of(exchange) == []


def test_an_import_that_broke_off_late_counts_as_sent_as_much_later_again(database, project, clock):
    exchange = make_exchange(database, project, Importing(clock, answer=CUT_OFF, seconds=600))
    with pytest.raises(Unreachable):
        send(exchange)
    # Began at 0, heard of at 600: it may go on there until 1200.
    assert [each.sent_at for each in linked_of(exchange)] == [at(1200), at(1200)]
    assert [each.ls_task_id for each in linked_of(exchange)] == [None, None]


def test_what_does_not_arrive_is_waited_for_as_long_as_an_import_may_take(database, project, clock):
    client = Importing(clock, answer=CUT_OFF, seconds=600)
    exchange = make_exchange(database, project, client)
    with pytest.raises(Unreachable):
        send(exchange)
    clock.seconds = 1000
    recover_sent(exchange, make_index(exchange))
    # 5 seconds, and one for each 40 tasks: 1200 + 5 + 2 / 40
    assert clock.now() == at(1205.05)
    assert max(clock.slept) == 1.0
    assert [each.ls_task_id for each in linked_of(exchange)] == [None, None]


def test_what_arrives_meanwhile_is_linked_at_once_and_the_rest_waited_for(database, project, clock):
    client = Importing(clock, answer=CUT_OFF)
    exchange = make_exchange(database, project, client)
    first, second = (task_of(database, project, number) for number in (1, 2))
    with pytest.raises(Unreachable):
        send(exchange)
    client.arriving = [
        (0.0, [(31, source_of(first)), (30, None)]),
        (2.5, [(32, source_of(second))]),
    ]
    index = make_index(exchange)
    recover_sent(exchange, index)
    # Looked for at 0, 1, 2 and 3, when both are there.
    assert clock.slept == [1.0, 1.0, 1.0]
    assert {n: each.ls_task_id for n, each in by_number(exchange).items()} == {1: 31, 2: 32}
    assert (index.ls_task_id(first.task_id), index.n_there()) == (31, 2)


def test_what_was_sent_long_ago_is_looked_for_once(database, project, clock):
    client = Importing(clock, answer=CUT_OFF)
    exchange = make_exchange(database, project, client)
    with pytest.raises(Unreachable):
        send(exchange)
    clock.seconds = 86_400
    recover_sent(exchange, make_index(exchange))
    assert clock.slept == []


def test_where_nothing_was_being_sent_nothing_is_asked_for(database, project, clock):
    recover_sent(make_exchange(database, project), make_index(make_exchange(database, project)))
    assert clock.slept == []


def test_who_waits_can_be_stopped(database, project, clock):
    told = []

    def stop(progress):
        told.append(progress.doing)
        if len(told) == 3:
            raise SyncStopped("Enough.")

    exchange = make_exchange(database, project, Importing(clock, answer=CUT_OFF))
    with pytest.raises(Unreachable):
        send(exchange)
    object.__setattr__(exchange, "on_progress", stop)
    with pytest.raises(SyncStopped):
        recover_sent(exchange, make_index(exchange))
    assert told == ["Looking for what an earlier sync had sent"] * 3


def test_tasks_of_one_source_id_are_found_in_their_order_and_none_twice(database, clock):
    project = add_project(database)
    data = {"prompt": "P", "items": [{"id": "a", "title": "A"}], "source_id": "same"}
    rows = [
        make_imported_task(number, data=data | {"prompt": f"P{number}"}) for number in range(1, 5)
    ]
    ids = database.write(lambda c: tasks.add_tasks(c, project.project_id, rows))
    client = Importing(clock)
    exchange = make_exchange(database, project, client)
    known = LinkedTask(ids[0], 30, NOON)
    database.write(lambda c: linked_tasks.put_linked_tasks(c, project.project_id, [known]))
    database.write(lambda c: linked_tasks.put_sent_tasks(c, project.project_id, ids[1:], NOON))
    client.arriving = [(0.0, [(30, "same"), (34, "same")]), (1.0, [(35, "same"), (36, "same")])]
    recover_sent(exchange, make_index(exchange))
    found = {each.task_id: each.ls_task_id for each in linked_of(exchange)}
    assert [found[each] for each in ids] == [30, 34, 35, 36]

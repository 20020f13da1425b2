"""Annotations on their way there, while somebody works on them here at the same moment."""

from typing import Any

import pytest

from lib.formats.remote_tasks import remote_content_hash
from lib.services.label_studio.conflicts import list_open_conflicts
from lib.services.label_studio.push import push
from lib.store.annotations import set_ground_truth
from tests.factories import add_person, add_project
from tests.services.label_studio.made_exchanges import (
    annotation_of,
    exported,
    made_there,
    make_exchange,
    make_index,
    task_of,
)
from tests.services.made_annotations import OTHERS, OURS
from tests.store.linked_rows import link_task, store_linked
from tests.stored_rankings import store_revision

CHANGED_THERE = made_there(70, result=OTHERS, ground_truth=True)


class Meanwhile:
    """Stands for a server in which an annotation was changed; while it answers, `act` is done."""

    def __init__(self, row: Any) -> None:
        self.row = row
        self.act: Any = list

    def get_annotation(self, ls_annotation_id: int) -> Any:
        return next(each for each in self.row["annotations"] if each["id"] == ls_annotation_id)

    def export_tasks(self, ls_project_id: int, ls_task_ids: Any) -> list[Any]:
        self.act()
        return [self.row] if ls_task_ids else []


class Pushed:
    """A task and an annotation that was changed on both sides since they were the same."""

    def __init__(self, database: Any) -> None:
        self.database = database
        self.project = add_project(database, n_tasks=1)
        self.ann = add_person(database)
        link_task(database, self.project, 1)
        self.annotation_id = store_linked(database, self.project, 1, self.ann)
        self.revise(2, result=OURS)
        task = task_of(database, self.project)
        self.client = Meanwhile(
            exported(make_exchange(database, self.project), task, 101, CHANGED_THERE)
        )
        self.exchange = make_exchange(database, self.project, self.client)

    def revise(self, number: int, **state: Any) -> None:
        args = (self.database, self.project, 1, self.ann, self.annotation_id, number)
        store_revision(*args, "a b c", **state)

    def push(self) -> None:
        push(self.exchange, make_index(self.exchange), has_pulled=True)

    def conflicts(self) -> list[Any]:
        return list_open_conflicts(self.database, self.project.project_id)


@pytest.fixture
def pushed(database):
    return Pushed(database)


def test_an_annotation_that_was_changed_on_both_sides_is_in_conflict(pushed):
    pushed.push()
    (found,) = pushed.conflicts()
    assert (found.annotation.revision, found.annotation.result) == (4, OURS)
    assert found.theirs.result == OTHERS
    assert (found.conflict.their_revision, found.conflict.our_revision) == (3, 4)
    assert found.conflict.their_ground_truth
    assert pushed.exchange.tally.conflicts == 1
    assert pushed.exchange.tally.pushed.total == 0


def test_one_that_somebody_changes_at_this_moment_is_left_to_the_next_sync(pushed):
    newest = [{**OURS[0], "id": "newest"}]
    pushed.client.act = lambda: pushed.revise(3, result=newest)
    pushed.push()
    assert pushed.conflicts() == []
    assert pushed.exchange.tally.conflicts == 0
    now = annotation_of(pushed.database, pushed.annotation_id)
    assert (now.revision, now.result) == (3, newest)

    pushed.client.act = list
    pushed.push()
    (found,) = pushed.conflicts()
    assert (found.annotation.result, found.theirs.result) == (newest, OTHERS)


def test_a_mark_that_somebody_sets_at_this_moment_is_not_lost(pushed):
    database, annotation_id = pushed.database, pushed.annotation_id
    pushed.client.act = lambda: database.write(lambda c: set_ground_truth(c, annotation_id, True))
    pushed.push()
    (found,) = pushed.conflicts()
    assert found.annotation.ground_truth
    marks = database.read(
        lambda c: c.execute("SELECT ground_truth FROM linked_annotation").fetchall()
    )
    assert marks == [(True,)]


def test_what_was_deleted_there_is_in_conflict_as_deleted(pushed):
    pushed.client.row["annotations"] = []
    pushed.client.get_annotation = lambda ls_annotation_id: None
    pushed.push()
    (found,) = pushed.conflicts()
    assert found.theirs.status == "deleted"
    assert (found.conflict.remote_hash, found.conflict.their_ground_truth) == ("deleted", False)


def test_where_the_task_was_deleted_there_meanwhile_that_is_told(pushed):
    pushed.client.export_tasks = lambda *_: []
    pushed.push()
    assert pushed.conflicts() == []
    assert pushed.exchange.tally.messages == [
        "Task 1 is no more in Label Studio, so its annotations stay here; the next pull tells more."
    ]


def test_the_same_change_on_both_sides_is_only_noted(pushed):
    pushed.client.row["annotations"] = [
        made_there(70, result=OURS, lead_time=None, ground_truth=False)
    ]
    pushed.push()
    assert pushed.conflicts() == []
    rows = pushed.database.read(
        lambda c: c.execute("SELECT revision, remote_hash FROM linked_annotation").fetchall()
    )
    assert rows == [(2, remote_content_hash(pushed.client.row["annotations"][0]))]

"""Deciding what was changed on both sides."""

from typing import Any

import pytest

from lib.errors import InvalidInput, NotFound
from lib.services.label_studio.conflicts import list_open_conflicts, resolve_conflict
from lib.services.label_studio.deletions import bring_back, take_deletions
from lib.services.label_studio.merge import NOT_THERE
from lib.services.label_studio.storing import keep_both
from lib.store import annotations, linked_annotations, pending
from tests.factories import add_person, add_project
from tests.services.label_studio.made_exchanges import (
    annotation_of,
    make_exchange,
    make_index,
    make_theirs,
    task_of,
)
from tests.services.made_annotations import OTHERS, OURS
from tests.store.linked_rows import link_task, store_linked
from tests.stored_rankings import store_revision


class Disputed:
    """An annotation that says OURS here, ground truth or not, and something else there."""

    def __init__(self, database: Any) -> None:
        self.database = database
        self.project = add_project(database, n_tasks=1)
        self.ann = add_person(database)
        link_task(database, self.project, 1)
        self.annotation_id = store_linked(database, self.project, 1, self.ann)
        store_revision(
            database, self.project, 1, self.ann, self.annotation_id, 2, "a b c", result=OURS
        )
        self.exchange = make_exchange(database, self.project)

    def mark(self, value: bool) -> None:
        self.database.write(lambda c: annotations.set_ground_truth(c, self.annotation_id, value))

    def dispute(self, theirs: Any) -> None:
        task, mine = task_of(self.database, self.project), self.annotation
        self.database.write(lambda c: keep_both(c, self.exchange, task, mine, theirs, 70))

    def decide(self, resolution: Any) -> None:
        actor_id = self.ann.annotator_id
        resolve_conflict(self.database, self.project, self.annotation_id, resolution, actor_id)

    def lose_task(self) -> None:
        index = make_index(self.exchange)
        take_deletions(self.exchange, index, index.missing_from(set()))

    @property
    def annotation(self) -> Any:
        return annotation_of(self.database, self.annotation_id)

    @property
    def base(self) -> Any:
        read = linked_annotations.list_linked_annotations
        task_id = task_of(self.database, self.project).task_id
        return self.database.read(lambda c: read(c, [task_id])).get(self.annotation_id)

    def waits(self) -> bool:
        """Whether the next push has something to do about it."""
        project_id = self.project.project_id
        found = self.database.read(
            lambda c: pending.list_pending_annotations(c, project_id, None, 9)
        )
        return found == [self.annotation_id]


@pytest.fixture
def disputed(database):
    return Disputed(database)


@pytest.mark.parametrize("here", [False, True])
@pytest.mark.parametrize("there", [False, True])
def test_theirs_counts_with_its_mark_and_nothing_is_left_to_send(disputed, here, there):
    disputed.mark(here)
    disputed.dispute(make_theirs(ground_truth=there))
    assert disputed.annotation.ground_truth == here
    assert not disputed.waits()
    disputed.decide("theirs")
    now = disputed.annotation
    assert (now.result, now.lead_time, now.ground_truth) == (OTHERS, 3.5, there)
    assert (now.revision, disputed.base.revision) == (5, 5)
    assert (disputed.base.ground_truth, disputed.base.remote_hash) == (there, "theirs")
    assert not disputed.waits()


@pytest.mark.parametrize("here", [False, True])
def test_ours_keeps_its_mark_and_is_sent(disputed, here):
    disputed.mark(here)
    disputed.dispute(make_theirs(ground_truth=not here))
    disputed.decide("ours")
    now = disputed.annotation
    assert (now.result, now.ground_truth, now.revision) == (OURS, here, 4)
    assert (disputed.base.revision, disputed.base.remote_hash) == (3, "theirs")
    assert disputed.waits()


@pytest.mark.parametrize("here", [False, True])
def test_what_was_deleted_there_has_no_mark_of_its_own(disputed, here):
    disputed.mark(here)
    disputed.dispute(None)
    (found,) = list_open_conflicts(disputed.database, disputed.project.project_id)
    assert found.conflict.their_ground_truth == here
    disputed.decide("theirs")
    assert (disputed.annotation.status, disputed.annotation.ground_truth) == ("deleted", here)
    assert disputed.base.remote_hash == NOT_THERE
    assert not disputed.waits()


def test_a_conflict_is_decided_once_and_one_way_or_the_other(disputed):
    disputed.dispute(make_theirs())
    with pytest.raises(InvalidInput, match=r"^“both” decides nothing\. Choose ours or theirs\."):
        disputed.decide("both")
    disputed.decide("theirs")
    with pytest.raises(NotFound, match="somebody has decided it"):
        disputed.decide("ours")
    assert disputed.annotation.result == OTHERS


@pytest.mark.parametrize("resolution", ["ours", "theirs"])
def test_decided_after_its_task_was_deleted_there_it_is_new_for_a_task_that_comes_again(
    disputed, resolution
):
    disputed.dispute(make_theirs(ground_truth=True))
    disputed.lose_task()
    assert disputed.base is not None
    disputed.decide(resolution)
    assert disputed.annotation.result == (OURS if resolution == "ours" else OTHERS)
    assert disputed.base is None
    assert not disputed.waits()

    assert bring_back(disputed.database, disputed.project.project_id) == 1
    link_task(disputed.database, disputed.project, 1, ls_task_id=201)
    assert disputed.waits()

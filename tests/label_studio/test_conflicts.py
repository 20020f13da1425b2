"""Annotations changed on both sides since a push: a task for each story, in one project."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from lib.domain.annotation import Annotation
from lib.domain.label_studio import SyncCounts, SyncOutcome
from lib.errors import InvalidInput, NotFound
from lib.services.label_studio.conflicts import OpenConflict
from lib.store.database import Database
from tests.label_studio.both_sides import A_BC, AB_C, BA_C, C_AB, BothSides, columns_of

STORIES = (
    "ours",
    "theirs",
    "deleted there, ours",
    "deleted there, theirs",
    "deleted here, ours",
    "deleted here, theirs",
    "ends in the same",
    "theirs moves on",
    "ours moves on",
    "task deleted",
)
NUMBER = {story: number for number, story in enumerate(STORIES, 1)}
DECIDED = {
    "ours": "ours",
    "theirs": "theirs",
    "deleted there, ours": "ours",
    "deleted there, theirs": "theirs",
    "deleted here, ours": "ours",
    "deleted here, theirs": "theirs",
    "theirs moves on": "theirs",
    "ours moves on": "ours",
}
GONE = "gone"


@dataclass(frozen=True)
class Stage:
    """What a sync did and left: the current columns on either side, and the open conflicts."""

    outcome: SyncOutcome
    annotations: dict[str, Annotation]
    there: dict[str, str | dict[str, str]]
    conflicts: dict[str, OpenConflict]

    def here(self, story: str) -> str | dict[str, str]:
        annotation = self.annotations[story]
        return GONE if annotation.status == "deleted" else columns_of(annotation.result)


@dataclass(frozen=True)
class Told:
    work: BothSides
    pushed: Stage
    found: Stage
    """After the first sync of both since the changes."""
    again: Stage
    """After one more."""
    went_on: Stage
    """After some were changed further while in conflict."""
    decided: Stage
    """After the sync that follows the decisions."""


def look(work: BothSides, outcome: SyncOutcome) -> Stage:
    names = {number: story for story, number in NUMBER.items()}
    annotations = {story: work.annotations(number)[0] for story, number in NUMBER.items()}
    there = {
        each["id"]: columns_of(each["result"])
        for held in work.there.all_annotations()
        for each in held
    }
    return Stage(
        outcome,
        annotations,
        {story: there.get(work.ls_id(each), GONE) for story, each in annotations.items()},
        {names[each.task_number]: each for each in work.conflicts()},
    )


@pytest.fixture(scope="module")
def told(label_studio, tmp_path_factory) -> Iterator[Told]:
    database = Database(tmp_path_factory.mktemp("conflicts") / "podium.duckdb")
    work = BothSides(database, label_studio, n_tasks=len(STORIES)).link()
    for number in NUMBER.values():
        work.submit(AB_C, number)
    pushed = look(work, work.sync("push"))
    change_on_both_sides(work, pushed)
    found = look(work, work.sync())
    again = look(work, work.sync())
    go_on(work, found)
    went_on = look(work, work.sync())
    for story, resolution in DECIDED.items():
        work.decide(went_on.annotations[story], resolution)
    decided = look(work, work.sync())
    yield Told(work, pushed, found, again, went_on, decided)
    database.close()


def change_on_both_sides(work: BothSides, pushed: Stage) -> None:
    """Ours becomes BA_C and theirs C_AB, or either is deleted."""
    for story, annotation in pushed.annotations.items():
        if story.startswith("deleted here"):
            work.withdraw(annotation)
        else:
            work.submit(BA_C, NUMBER[story], seconds=20)
        if story.startswith("deleted there"):
            work.there.delete_annotation(work.ls_id(annotation))
        else:
            work.there.edit(work.ls_id(annotation), C_AB, lead_time=30)


def go_on(work: BothSides, found: Stage) -> None:
    same = found.annotations["ends in the same"]
    work.there.edit(work.ls_id(same), result=same.result, lead_time=same.lead_time)
    work.there.edit(work.ls_id(found.annotations["theirs moves on"]), A_BC)
    work.submit(A_BC, NUMBER["ours moves on"])
    work.there.delete_task(NUMBER["task deleted"])


@pytest.mark.parametrize("story", STORIES)
def test_it_is_found_and_nothing_is_overwritten_on_either_side(told, story):
    ours = GONE if story.startswith("deleted here") else BA_C
    theirs = GONE if story.startswith("deleted there") else C_AB
    assert told.found.here(story) == ours
    assert told.found.there[story] == theirs
    # Pushed, changed here, what they hold, and ours again, which counts.
    states = told.work.history(told.found.annotations[story])[:4]
    assert [each.revision for each in states] == [1, 2, 3, 4]
    said = [GONE if s.status == "deleted" else columns_of(s.result) for s in states]
    assert said == [AB_C, ours, theirs, ours]
    assert told.found.annotations[story].revision == 4


def test_all_are_counted_and_marked_for_review_with_both_states(told):
    outcome = told.found.outcome
    assert outcome.conflicts == len(STORIES)
    assert outcome.pulled == outcome.pushed == SyncCounts()
    assert told.found.conflicts.keys() == set(STORIES)
    marked = told.found.conflicts["ours"]
    assert columns_of(marked.annotation.result) == BA_C
    assert columns_of(marked.theirs.result) == C_AB
    assert (marked.theirs.status, marked.theirs.lead_time) == ("submitted", 30)
    assert marked.theirs.who == told.work.server.email
    assert told.found.conflicts["deleted there, ours"].theirs.status == "deleted"
    assert told.found.conflicts["deleted here, ours"].annotation.status == "deleted"


def test_until_it_is_decided_nothing_is_pushed_or_pulled_or_found_again(told):
    outcome = told.again.outcome
    assert outcome.pulled == outcome.pushed == SyncCounts()
    assert outcome.conflicts == 0
    assert told.again.annotations == told.found.annotations
    assert told.again.there == told.found.there


def test_it_ends_by_itself_once_both_sides_say_the_same(told):
    assert "ends in the same" not in told.went_on.conflicts
    assert told.went_on.annotations["ends in the same"].revision == 4
    assert told.went_on.there["ends in the same"] == BA_C
    assert told.went_on.outcome.pushed == SyncCounts()


def test_what_they_change_meanwhile_is_one_more_state_to_decide_about(told):
    assert told.went_on.outcome.conflicts == 1
    moved = told.went_on.conflicts["theirs moves on"]
    assert (columns_of(moved.annotation.result), columns_of(moved.theirs.result)) == (BA_C, A_BC)
    assert told.decided.here("theirs moves on") == told.decided.there["theirs moves on"] == A_BC


def test_what_is_changed_here_meanwhile_is_what_ours_means(told):
    assert told.went_on.there["ours moves on"] == C_AB
    assert told.decided.here("ours moves on") == told.decided.there["ours moves on"] == A_BC


@pytest.mark.parametrize(
    ("story", "counts"),
    [
        ("ours", BA_C),
        ("theirs", C_AB),
        ("deleted there, ours", BA_C),
        ("deleted there, theirs", GONE),
        ("deleted here, ours", GONE),
        ("deleted here, theirs", C_AB),
    ],
)
def test_what_is_decided_counts_on_both_sides_after_the_next_sync(told, story, counts):
    assert told.decided.here(story) == told.decided.there[story] == counts


def test_a_decision_for_ours_is_sent_and_one_for_theirs_moves_nothing(told):
    assert told.decided.outcome.pushed == SyncCounts(
        new_annotations=1, changed_annotations=2, deleted_annotations=1
    )
    assert told.decided.outcome.pulled == SyncCounts()
    assert told.decided.outcome.conflicts == 0


def test_a_task_deleted_there_stays_here_for_the_conflict_in_it(told):
    assert NUMBER["task deleted"] in [task.number for task in told.work.tasks()]
    assert told.decided.conflicts.keys() == {"task deleted"}
    assert told.decided.here("task deleted") == BA_C


def test_all_that_was_ever_said_stays_in_the_history(told):
    said: dict[str, Any] = {
        "theirs": [AB_C, BA_C, C_AB, BA_C, C_AB],
        "theirs moves on": [AB_C, BA_C, C_AB, BA_C, A_BC, BA_C, A_BC],
    }
    for story, columns in said.items():
        history = told.work.history(told.decided.annotations[story])
        assert [columns_of(each.result) for each in history] == columns


def test_a_conflict_is_decided_once_and_as_ours_or_theirs(told):
    annotation = told.decided.annotations["ours"]
    with pytest.raises(NotFound, match="somebody has decided it"):
        told.work.decide(annotation, "theirs")
    with pytest.raises(InvalidInput, match=r"“mine” decides nothing\. Choose ours or theirs"):
        told.work.decide(annotation, "mine")

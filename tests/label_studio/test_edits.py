"""Annotations changed on one side after a push, or to the same on both: a task for each story.

All stories are told in one project, since each sync of a real server takes a second or more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from lib.domain.annotation import Annotation
from lib.domain.label_studio import SyncCounts, SyncOutcome
from lib.store.annotations import set_ground_truth
from lib.store.database import Database
from tests.factories import make_data
from tests.label_studio.both_sides import A_BC, AB_C, BA_C, C_AB, BothSides, columns_of
from tests.label_studio.their_side import of_columns

STORIES = (
    "edited here",
    "edited there",
    "deleted here",
    "deleted there",
    "deleted before the push",
    "same edit",
    "both deleted",
    "skipped here",
    "skipped there",
    "several",
    "unknown fields",
    "torn tie",
    "ground truth",
    "two ground truths",
    "other ground truth",
)
NUMBER = {story: number for number, story in enumerate(STORIES, 1)}
[REGION] = of_columns(AB_C)
ODD = {**REGION, "foo": {"x": [1, 2.5, None]}, "score": 0.1}
ODDER = {**REGION, "bar": ["é", 1e-7], "id": "x"}

IMPORTED: dict[str, list[dict[str, Any]]] = {
    "several": [{"result": of_columns(each), "completed_by": 7} for each in (AB_C, BA_C, AB_C)],
    "unknown fields": [{"result": [ODD]}],
    "two ground truths": [
        {"result": of_columns(each), "ground_truth": True} for each in (AB_C, BA_C)
    ],
    "other ground truth": [
        {"result": of_columns(each), "ground_truth": each is AB_C} for each in (AB_C, BA_C)
    ],
}


@dataclass
class Told:
    """What stood on either side after the push and after each sync of both, story by story."""

    work: BothSides
    outcomes: list[SyncOutcome] = field(default_factory=list)
    _here: list[list[list[Annotation]]] = field(default_factory=list)
    _there: list[list[list[dict[str, Any]]]] = field(default_factory=list)

    def note(self, outcome: SyncOutcome) -> None:
        self.outcomes.append(outcome)
        self._here.append([self.work.annotations(number) for number in NUMBER.values()])
        self._there.append(self.work.there.all_annotations())

    def here(self, story: str, sync: int) -> list[Annotation]:
        return self._here[sync][NUMBER[story] - 1]

    def there(self, story: str, sync: int) -> list[dict[str, Any]]:
        return self._there[sync][NUMBER[story] - 1]


@pytest.fixture(scope="module")
def told(label_studio, tmp_path_factory) -> Iterator[Told]:
    database = Database(tmp_path_factory.mktemp("edits") / "podium.duckdb")
    rows = [
        {"data": make_data(number), "annotations": IMPORTED.get(story, [])}
        for story, number in NUMBER.items()
    ]
    told = Told(BothSides(database, label_studio, *rows, ties_allowed=True).link())
    before_the_push(told.work)
    told.note(told.work.sync("push"))
    on_both_sides(told)
    told.note(told.work.sync())
    told.note(told.work.sync())
    once_more(told)
    told.note(told.work.sync())
    told.note(told.work.sync())
    yield told
    database.close()


def before_the_push(work: BothSides) -> None:
    for story in ("edited here", "edited there", "deleted here", "deleted there", "same edit"):
        work.submit(AB_C, NUMBER[story])
    work.submit(AB_C, NUMBER["both deleted"])
    work.submit(AB_C, NUMBER["ground truth"])
    work.submit({"relevant_results": "abc"}, NUMBER["torn tie"], tied="b")
    work.withdraw(work.submit(AB_C, NUMBER["deleted before the push"]))
    work.skip(NUMBER["skipped here"])


def on_both_sides(told: Told) -> None:
    work, there = told.work, told.work.there

    def ls_id(story: str, place: int = 0) -> int:
        return int(told.there(story, 0)[place]["id"])

    work.submit(BA_C, NUMBER["edited here"], seconds=20.5)
    there.edit(ls_id("edited there"), C_AB, lead_time=33.125)
    work.withdraw(told.here("deleted here", 0)[0])
    there.delete_annotation(ls_id("deleted there"))
    same = work.submit(C_AB, NUMBER["same edit"], seconds=20)
    # 20 there and 20.0 here are one number.
    there.edit(ls_id("same edit"), result=same.result, lead_time=20)
    work.withdraw(told.here("both deleted", 0)[0])
    there.delete_annotation(ls_id("both deleted"))
    work.submit(AB_C, NUMBER["skipped here"])
    there.annotate(NUMBER["skipped there"], {}, result=[], was_cancelled=True)
    there.annotate(NUMBER["several"], C_AB)
    there.annotate(NUMBER["several"], C_AB)
    there.edit(ls_id("several", 1), A_BC)
    there.edit(ls_id("unknown fields"), result=[ODDER])
    # Label Studio's page knows no ties and keeps `meta`, whatever is moved.
    [region] = told.there("torn tie", 0)[0]["result"]
    there.edit(ls_id("torn tie"), result=[{**region, **moved("acb")}])
    truth = told.here("ground truth", 0)[0].annotation_id
    work.database.write(lambda c: set_ground_truth(c, truth, True))
    there.edit(ls_id("other ground truth", 1), ground_truth=True)


def once_more(told: Told) -> None:
    work, there = told.work, told.work.there
    work.submit(BA_C, NUMBER["deleted there"])
    there.edit(told.there("skipped there", 1)[0]["id"], BA_C, was_cancelled=False)
    there.edit(told.there("ground truth", 1)[0]["id"], ground_truth=False)


def moved(order: str) -> dict[str, Any]:
    columns = {"_": [], "relevant_results": list(order), "biased_results": []}
    return {"value": {"ranker": columns}}


def test_each_sync_tells_what_it_moved_and_the_next_one_moves_nothing(told):
    # By Ann 8, and of the imported 3, 1, 2 and 2; the one deleted before never goes.
    assert told.outcomes[0].pushed == SyncCounts(new_tasks=15, new_annotations=17)
    # Edited here, skipped here, ground truth; deleted here.
    assert told.outcomes[1].pushed == SyncCounts(changed_annotations=3, deleted_annotations=1)
    # Edited there, one of several, unknown fields, torn tie, both of the other ground truth.
    assert told.outcomes[1].pulled == SyncCounts(
        new_annotations=3, changed_annotations=6, deleted_annotations=1
    )
    assert told.outcomes[3].pushed == SyncCounts(new_annotations=1)
    assert told.outcomes[3].pulled == SyncCounts(changed_annotations=2)
    for outcome in (told.outcomes[2], told.outcomes[4]):
        assert outcome.pulled.total == outcome.pushed.total == 0
    assert not any(each.conflicts or each.kept_aside for each in told.outcomes)


def test_both_sides_hold_the_same_annotations_after_each_sync(told):
    for sync in (0, 1, 2, 3, 4):
        for story in STORIES:
            here = [each for each in told.here(story, sync) if each.status != "deleted"]
            there = told.there(story, sync)
            if story == "torn tie" and sync > 0:
                continue
            assert [each.result for each in here] == [each["result"] for each in there], story
            assert [each.lead_time for each in here] == [each["lead_time"] for each in there]
            skips = [each["was_cancelled"] for each in there]
            assert [each.status == "skipped" for each in here] == skips
    assert told._there[1] == told._there[2]
    assert told._here[1] == told._here[2]


def test_edited_here_it_is_changed_there_under_its_own_id(told):
    [before], [after] = told.there("edited here", 0), told.there("edited here", 1)
    assert (columns_of(after["result"]), after["lead_time"]) == (BA_C, 20.5)
    assert (after["id"], after["unique_id"]) == (before["id"], before["unique_id"])


def test_edited_there_it_has_a_new_revision_by_whom_it_was_edited(told):
    [annotation] = told.here("edited there", 1)
    assert (annotation.revision, annotation.lead_time) == (2, 33.125)
    assert columns_of(annotation.result) == C_AB
    assert annotation.annotator == told.work.ann
    first, last = told.work.history(annotation)
    assert first.actor_id == told.work.ann.annotator_id != last.actor_id


def test_deleted_here_it_is_deleted_there(told):
    assert len(told.there("deleted here", 0)) == 1
    assert told.there("deleted here", 1) == []


def test_deleted_there_it_is_deleted_here_and_nothing_of_it_is_lost(told):
    [before], [after] = told.here("deleted there", 0), told.here("deleted there", 1)
    assert (after.revision, after.status) == (2, "deleted")
    first, last, *_ = told.work.history(after)
    assert [first.status, last.status] == ["submitted", "deleted"]
    assert first.result == last.result == before.result


def test_deleted_there_and_submitted_here_again_it_is_there_again(told):
    [again] = told.here("deleted there", 3)
    assert (again.revision, again.status) == (3, "submitted")
    assert [columns_of(each["result"]) for each in told.there("deleted there", 3)] == [BA_C]


def test_deleted_here_before_it_was_ever_pushed_it_is_never_there(told):
    assert told.there("deleted before the push", 0) == []
    assert [each.status for each in told.here("deleted before the push", 4)] == ["deleted"]


def test_edited_to_the_same_or_deleted_on_both_sides_only_the_edits_are_revisions(told):
    assert [each.revision for each in told.here("same edit", 1)] == [2]
    assert [each.revision for each in told.here("both deleted", 1)] == [2]


def test_a_skip_is_one_on_the_other_side_and_may_become_a_submission_on_either(told):
    [skip] = told.there("skipped here", 0)
    assert (skip["was_cancelled"], skip["result"]) == (True, [])
    assert [each["was_cancelled"] for each in told.there("skipped here", 1)] == [False]
    assert [each.status for each in told.here("skipped there", 1)] == ["skipped"]
    assert [each.status for each in told.here("skipped there", 3)] == ["submitted"]
    assert columns_of(told.here("skipped there", 3)[0].result) == BA_C


def test_several_annotations_of_a_task_by_one_person_stay_several(told):
    assert len({each.annotation_id for each in told.here("several", 1)}) == 5
    expected = [AB_C, A_BC, AB_C, C_AB, C_AB]
    assert [columns_of(each["result"]) for each in told.there("several", 1)] == expected
    assert [columns_of(each.result) for each in told.here("several", 1)] == expected


def test_what_is_unknown_in_a_result_stays_as_it_is_on_both_sides(told):
    assert [each["result"] for each in told.there("unknown fields", 0)] == [[ODD]]
    assert [each.result for each in told.here("unknown fields", 1)] == [[ODDER]]


def test_ties_go_there_and_one_that_an_edit_there_tears_apart_is_gone_here(told):
    [region] = told.there("torn tie", 0)[0]["result"]
    assert [sorted(each) for each in region["meta"]["ties"]] == [["a", "b"]]
    [annotation] = told.here("torn tie", 1)
    assert columns_of(annotation.result) == {"relevant_results": "acb"}
    assert "ties" not in annotation.result[0].get("meta", {})
    # There it stays as they left it.
    assert told.there("torn tie", 4)[0]["result"] == [{**region, **moved("acb")}]


def test_ground_truth_goes_both_ways(told):
    assert [each["ground_truth"] for each in told.there("ground truth", 1)] == [True]
    assert [each.ground_truth for each in told.here("ground truth", 3)] == [False]


def test_of_two_that_are_ground_truth_here_label_studio_keeps_the_latest(told):
    truths = [each["ground_truth"] for each in told.there("two ground truths", 4)]
    assert truths == [False, True]
    assert [each.ground_truth for each in told.here("two ground truths", 4)] == [True, True]


def test_marking_another_as_ground_truth_there_unmarks_the_first_here_too(told):
    assert [each.ground_truth for each in told.here("other ground truth", 0)] == [True, False]
    assert [each.ground_truth for each in told.here("other ground truth", 1)] == [False, True]
    truths = [each["ground_truth"] for each in told.there("other ground truth", 1)]
    assert truths == [False, True]

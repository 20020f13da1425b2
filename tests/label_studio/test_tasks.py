"""Tasks and predictions that come, change, double or go on one side."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from lib.domain.label_studio import SyncCounts, SyncOutcome
from lib.store.database import Database
from tests.factories import add_rows, make_data
from tests.label_studio.both_sides import A_BC, AB_C, BA_C, C_AB, BothSides, columns_of
from tests.label_studio.their_side import of_columns


@dataclass(frozen=True)
class Told:
    work: BothSides
    outcome: SyncOutcome
    numbers: list[int]
    """The tasks here that are not archived."""
    n_there: int


@pytest.fixture(scope="module")
def told(label_studio, tmp_path_factory) -> Iterator[Told]:
    """1 is deleted there; 2 too, and holds work that is only here; of 3 the data are changed there.

    4 stands there a second time, by a copy as an export writes it, and 5 as somebody imports it
    again; 6 is predicted anew there, and one of its predictions changed; 7 and 8 are added there.
    """
    database = Database(tmp_path_factory.mktemp("tasks") / "podium.duckdb")
    predicted = [{"model_version": "ours", "score": 0.5, "result": of_columns(AB_C)}] * 2
    rows = [make_data(n) for n in range(1, 6)]
    work = BothSides(
        database, label_studio, *rows, {"data": make_data(6), "predictions": predicted}
    ).link()
    work.submit(AB_C, 1)
    work.submit(AB_C, 2)
    pushed = work.sync()
    assert pushed.pushed == SyncCounts(new_tasks=6, new_predictions=2, new_annotations=2)
    there = work.there
    copied = there.tasks()[3]["data"]
    work.submit(BA_C, 2)
    there.change_data(3, {**make_data(3), "prompt": "Another prompt"})
    there.predict(6, C_AB, model_version="theirs", score=0.75)
    there.change_prediction(there.predictions(6)[0]["id"], BA_C)
    there.add_tasks({"data": copied}, {"data": make_data(5)})
    there.add_tasks(
        {
            "data": {**make_data(7), "source_id": "row 7", "more": {"x": [1.5, None]}},
            "predictions": [{"result": of_columns(AB_C), "model_version": "m", "score": 0.5}],
            "annotations": [{"result": of_columns(AB_C)}],
            "meta": {"batch": 3},
        },
        {"data": make_data(8)},
    )
    there.annotate(10, A_BC)
    there.delete_task(2)
    there.delete_task(1)
    add_rows(database, work.project, [{"data": make_data(20), "predictions": predicted[:1]}])
    outcome = work.sync()
    numbers = [task.number for task in work.tasks()]
    yield Told(work, outcome, numbers, len(there.tasks()))
    database.close()


def test_all_of_it_is_counted_and_a_second_sync_moves_nothing(told):
    assert told.outcome.pulled == SyncCounts(
        new_tasks=3, new_predictions=3, new_annotations=2, deleted_tasks=2
    )
    assert told.outcome.pushed == SyncCounts(new_tasks=1, new_predictions=1)
    assert told.outcome.conflicts == 0
    assert told.work.is_settled()
    # Six and the five that came, without the two deleted; the copy is kept aside here.
    assert told.n_there == 6 - 2 + 4 + 1


def test_a_task_deleted_there_is_archived_here_and_its_annotations_stay(told):
    assert 1 not in told.numbers
    assert [each.status for each in told.work.annotations(1)] == ["submitted"]


def test_one_with_work_that_is_only_here_stays_and_is_named(told):
    assert 2 in told.numbers
    assert told.work.annotations(2)[0].revision == 2
    [message] = [each for each in told.outcome.messages if "Deleted in Label Studio" in each]
    assert message.endswith("task 2.")


def test_data_that_were_changed_there_stay_here_as_they_are_and_it_is_said(told):
    assert told.work.task(3).data["prompt"] == "Prompt 3"
    [message] = [each for each in told.outcome.messages if "The data of task 3" in each]
    assert "changed in Label Studio" in message


def test_a_copy_of_a_task_of_ours_is_kept_aside_and_an_equal_one_of_theirs_is_another_task(told):
    [kept] = told.work.kept_aside()
    assert (kept.kind, kept.reason) == ("task", "It is a copy of a task that came from Podium.")
    equal = [task for task in told.work.tasks() if task.data["prompt"] == "Prompt 5"]
    assert len(equal) == 2


def test_predictions_come_in_and_one_that_was_changed_there_comes_beside_the_old_one(told):
    said = [
        (columns_of(each.result), each.model_version, each.score)
        for each in told.work.predictions(6)
    ]
    assert sorted(map(str, said)) == sorted(
        map(
            str,
            [
                (AB_C, "ours", 0.5),
                (AB_C, "ours", 0.5),
                (BA_C, "ours", 0.5),
                (C_AB, "theirs", 0.75),
            ],
        )
    )


def test_a_task_added_there_comes_in_whole(told):
    [task] = [each for each in told.work.tasks() if each.data["prompt"] == "Prompt 7"]
    assert task.data == {**make_data(7), "source_id": "row 7", "more": {"x": [1.5, None]}}
    assert task.extra["meta"] == {"batch": 3}
    assert [columns_of(each.result) for each in told.work.annotations(task.number)] == [AB_C]
    assert [each.score for each in told.work.predictions(task.number)] == [0.5]
    [other] = [each for each in told.work.tasks() if each.data["prompt"] == "Prompt 8"]
    assert [columns_of(each.result) for each in told.work.annotations(other.number)] == [A_BC]


def test_a_push_alone_leaves_the_work_of_a_task_deleted_there_as_it_is(database, label_studio):
    work = BothSides(database, label_studio).link()
    work.submit(AB_C)
    work.sync("push")
    work.there.delete_task(1)
    work.submit(BA_C)
    outcome = work.sync("push")
    assert outcome.pushed.total == outcome.conflicts == 0
    assert any("Task 1 is no more in Label Studio" in each for each in outcome.messages)
    assert [each.revision for each in work.annotations()] == [2]
    assert work.sync("pull").pulled == SyncCounts(deleted_tasks=1)
    assert [task.number for task in work.tasks()] == [1]

"""Tasks that are deleted in Label Studio: archived, told, brought back, and linked again."""

from typing import Any

import pytest

from lib.domain.imported import ImportedPrediction
from lib.domain.label_studio import SyncCounts
from lib.services.label_studio.deletions import bring_back, count_deleted_there
from lib.services.label_studio.sync import count_waiting, sync_project
from lib.store import tasks
from tests.factories import make_data
from tests.label_studio.both_sides import AB_C, BA_C, C_AB, BothSides, columns_of
from tests.label_studio.private_server import PrivateLabelStudio
from tests.label_studio.their_side import TheirSide, of_columns

NOTHING = SyncCounts()
PREDICTED = {"result": of_columns(C_AB), "model_version": "m", "score": 0.5}


def predicted_rows(n_tasks: int) -> list[dict[str, Any]]:
    return [{"data": make_data(n), "predictions": [PREDICTED]} for n in range(1, n_tasks + 1)]


def delete_all(there: TheirSide) -> None:
    for _ in there.task_ids:
        there.delete_task(1)


def held(work: BothSides) -> list[Any]:
    """What the tasks there hold, in the order of their prompts."""
    return sorted(
        (
            task["data"]["prompt"],
            [columns_of(each["result"]) for each in task["annotations"]],
            len(task["predictions"]),
        )
        for task in work.there.tasks()
    )


def test_all_that_was_deleted_there_is_archived_and_can_be_brought_back_and_sent_again(
    database, label_studio
):
    work = BothSides(database, label_studio, *predicted_rows(3)).link()
    work.submit(AB_C, 1)
    work.submit(BA_C, 2)
    work.sync()
    work.there.annotate(3, C_AB)
    work.sync()
    before = held(work)
    delete_all(work.there)

    assert work.sync("pull").pulled == SyncCounts(deleted_tasks=3)
    assert work.tasks() == []
    assert count_waiting(database, work.project.project_id) == (0, 0, 0)
    assert work.sync().pushed == NOTHING
    assert count_deleted_there(database, work.project.project_id) == 3

    assert bring_back(database, work.project.project_id) == 3
    assert count_deleted_there(database, work.project.project_id) == 0
    assert len(work.tasks()) == 3
    outcome = work.sync()
    assert outcome.pushed == SyncCounts(new_tasks=3, new_predictions=3, new_annotations=3)
    assert (outcome.pulled, outcome.conflicts) == (NOTHING, 0)
    assert held(work) == before
    assert work.is_settled()
    assert bring_back(database, work.project.project_id) == 0


@pytest.mark.parametrize("gives_ids_again", [True, False])
@pytest.mark.parametrize("is_pulled_between", [True, False])
def test_an_export_imported_again_there_is_linked_again_and_nothing_is_lost_or_doubled(
    database, label_studio: PrivateLabelStudio, is_pulled_between: bool, gives_ids_again: bool
):
    work = BothSides(database, label_studio, n_tasks=3).link()
    ours = [work.submit(AB_C, 1), work.submit(BA_C, 2)]
    work.sync()
    work.there.annotate(2, C_AB)
    work.sync()
    exported = work.there.tasks()
    before = held(work)
    if not gives_ids_again:
        # As on any other database than SQLite, and where a later task is left in some project.
        TheirSide.made(label_studio, work.project.labeling_config, [{"data": make_data(7)}])
    delete_all(work.there)
    if is_pulled_between:
        assert work.sync("pull").pulled == SyncCounts(deleted_tasks=3)
    # The third is left out by whoever imports.
    work.there.add_tasks(*exported[:2])

    outcome = work.sync()
    assert outcome.pulled == SyncCounts(deleted_tasks=0 if is_pulled_between else 1)
    assert (outcome.pushed, outcome.conflicts, outcome.kept_aside) == (NOTHING, 0, 0)
    assert held(work) == before[:2]
    assert [task.number for task in work.tasks()] == [1, 2]
    assert [each.annotation_id for each in work.annotations(1)] == [ours[0].annotation_id]
    assert [columns_of(each.result) for each in work.annotations(2)] == [BA_C, C_AB]
    assert {each.status for n in (1, 2) for each in work.annotations(n)} == {"submitted"}
    assert work.is_settled()

    work.submit(C_AB, 1)
    assert work.sync().pushed == SyncCounts(changed_annotations=1)
    assert columns_of(work.there.annotations(1)[0]["result"]) == C_AB


def test_what_the_tasks_that_came_again_lack_is_sent_again(database, label_studio):
    work = BothSides(database, label_studio, *predicted_rows(1)).link()
    work.submit(AB_C)
    work.sync()
    before = held(work)
    [task] = work.there.tasks()
    work.there.delete_task(1)
    work.there.add_tasks({"data": task["data"]})

    outcome = work.sync()
    assert outcome.pulled == NOTHING
    assert outcome.pushed == SyncCounts(new_predictions=1, new_annotations=1)
    assert held(work) == before
    assert work.is_settled()


@pytest.mark.parametrize("archives", [True, False])
def test_another_task_under_the_id_of_a_deleted_one_is_another_task(
    database, label_studio, archives: bool
):
    """On SQLite, an import there numbers its tasks on from the latest that is left."""
    work = BothSides(database, label_studio, n_tasks=2).link()
    ours = work.submit(AB_C, 2)
    work.sync()
    ids = work.there.task_ids
    delete_all(work.there)
    work.there.add_tasks({"data": make_data(8)}, {"data": make_data(9)})
    assert work.there.task_ids == ids
    work.there.annotate(2, C_AB)

    if not archives:
        outcome = sync_project(database, work.project, "pull", archives=False)
        assert outcome.pulled == NOTHING
        assert [message[:31] for message in outcome.messages] == ["2 tasks were deleted in Label S"]
        assert [task.number for task in work.tasks()] == [1, 2]
        assert work.annotations(2) == [ours]
    foreseen, outcome = work.preview(), work.sync()
    assert outcome.pulled == SyncCounts(new_tasks=2, new_annotations=1, deleted_tasks=2)
    assert (outcome.pushed, outcome.messages) == (NOTHING, ())
    assert (foreseen.pulled, foreseen.pushed) == (outcome.pulled, outcome.pushed)
    assert [task.data["prompt"] for task in work.tasks()] == ["Prompt 8", "Prompt 9"]
    assert [columns_of(each.result) for each in work.annotations(2)] == [AB_C]
    assert work.is_settled()
    bring_back(database, work.project.project_id)
    assert work.sync().pushed == SyncCounts(new_tasks=2, new_annotations=1)
    assert work.is_settled()


def test_a_push_alone_sends_nothing_to_another_task_under_the_id_of_a_deleted_one(
    database, label_studio
):
    work = BothSides(database, label_studio, n_tasks=2).link()
    work.submit(AB_C, 1)
    work.sync()
    ids = work.there.task_ids
    delete_all(work.there)
    work.there.add_tasks({"data": make_data(8)}, {"data": make_data(9)})
    assert work.there.task_ids == ids
    work.submit(BA_C, 1)
    work.submit(BA_C, 2)

    outcome = work.sync("push")
    assert outcome.pushed == NOTHING
    assert [message[:28] for message in outcome.messages] == [
        "Task 1 is no more in Label S",
        "Task 2 is no more in Label S",
    ]
    assert [len(task["annotations"]) for task in work.there.tasks()] == [0, 0]
    assert work.sync("pull").pulled == SyncCounts(new_tasks=2, deleted_tasks=2)
    assert [task.number for task in work.tasks()][:2] == [1, 2]


def test_a_pull_that_nobody_asked_for_tells_deletions_and_archives_nothing(database, label_studio):
    work = BothSides(database, label_studio, n_tasks=2).link()
    work.sync()
    work.there.delete_task(1)
    for _ in range(2):
        outcome = sync_project(database, work.project, "pull", archives=False)
        assert outcome.pulled == NOTHING
        [message] = outcome.messages
        assert message.startswith("1 task was deleted in Label Studio.")
        assert [task.number for task in work.tasks()] == [1, 2]
    assert work.sync("pull").pulled == SyncCounts(deleted_tasks=1)
    assert [task.number for task in work.tasks()] == [2]


def test_a_prediction_for_a_task_deleted_there_is_told_and_the_others_are_sent(
    database, label_studio
):
    work = BothSides(database, label_studio, n_tasks=2).link()
    work.sync()
    work.there.delete_task(1)
    later = ImportedPrediction(of_columns(AB_C), "later", 0.75, {})
    new = [(work.task(number).task_id, later) for number in (1, 2)]
    database.write(lambda c: tasks.add_predictions(c, work.project.project_id, new))
    work.submit(BA_C, 2)

    outcome = work.sync("push")
    assert outcome.pushed == SyncCounts(new_predictions=1, new_annotations=1)
    [message] = [each for each in outcome.messages if "was not sent" in each]
    assert message.startswith("A prediction for task 1 was not sent.")
    assert [each["model_version"] for each in work.there.predictions(1)] == ["later"]

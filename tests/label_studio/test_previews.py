"""A preview moves nothing on either side, and tells what the sync then does."""

import pytest

from tests.factories import add_rows, make_data
from tests.label_studio.both_sides import AB_C, BA_C, C_AB, BothSides
from tests.label_studio.their_side import of_columns


@pytest.fixture
def changed(database, label_studio) -> BothSides:
    """Everything that can happen on either side since a push, once."""
    work = BothSides(database, label_studio, n_tasks=8).link()
    for number in range(1, 8):
        work.submit(AB_C, number)
    work.sync("push")
    there, ls_ids = work.there, [work.ls_id(work.annotations(n)[0]) for n in range(1, 8)]
    work.submit(BA_C, 1)
    there.edit(ls_ids[1], C_AB)
    work.submit(BA_C, 3)
    there.edit(ls_ids[2], C_AB)
    same = work.submit(BA_C, 4)
    there.edit(ls_ids[3], result=same.result, lead_time=same.lead_time)
    work.withdraw(work.annotations(5)[0])
    there.delete_annotation(ls_ids[5])
    # A task that is deleted there, with work that would have gone into it.
    work.submit(BA_C, 7)
    there.delete_task(7)
    # What is new on either side.
    there.annotate(7, AB_C)
    there.predict(7, AB_C, model_version="theirs", score=0.5)
    there.add_tasks(
        {
            "data": make_data(20),
            "predictions": [{"result": of_columns(AB_C)}],
            "annotations": [{"result": of_columns(AB_C)}],
        }
    )
    new = {"data": make_data(21), "predictions": [{"result": of_columns(BA_C)}]}
    add_rows(database, work.project, [new | {"annotations": [{"result": of_columns(BA_C)}]}])
    # What does not fit.
    there.annotate(1, {"relevant_results": "z"})
    there.add_tasks({"data": {**make_data(22), "items": "none"}})
    return work


@pytest.mark.parametrize("directions", [["push", "pull"], ["both"]])
def test_a_preview_moves_nothing_and_tells_what_the_sync_then_does(changed, directions):
    here, there = changed.stored(), changed.there.state()
    for direction in directions:
        changed.preview(direction)
    assert changed.stored() == here
    assert changed.there.state() == there

    for direction in directions:
        foreseen, outcome = changed.preview(direction), changed.sync(direction)
        assert foreseen.pulled == outcome.pulled
        assert foreseen.pushed == outcome.pushed
        assert foreseen.conflicts == outcome.conflicts == (direction != "pull")
        assert foreseen.kept_aside == outcome.kept_aside == (0 if direction == "push" else 2)
        assert outcome.pulled.total + outcome.pushed.total > 0

"""With opaque ids nothing that Label Studio holds names a model, and results come back by ours."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from lib.domain.label_studio import SyncCounts, SyncOutcome
from lib.services.label_studio.links import list_links
from lib.store.database import Database
from tests.factories import make_data, make_region
from tests.label_studio.both_sides import BothSides, columns_of
from tests.label_studio.their_side import TheirSide, of_columns

MODELS = ("gpt-omega", "klaude-9", "mistrial-7b")


def make_row(number: int) -> dict:
    items = [
        {"id": model, "title": model.upper(), "body": f"Body {place} {number}", "model": model}
        for place, model in enumerate(MODELS)
    ]
    own = {"items": items, "source_id": f"{MODELS[0]}/{number}", "judge": MODELS[1]}
    data = make_data(number) | own
    ranking = make_region({"relevant_results": MODELS[:2], "biased_results": MODELS[2:]})
    tied = {**ranking, "meta": {"ties": [list(MODELS[:2])]}}
    return {
        "data": data,
        "meta": {"best": MODELS[0]},
        "predictions": [{"model_version": "reward", "score": 0.5, "result": [ranking]}],
        "annotations": [{"result": [tied], "lead_time": 3.5}],
    }


@dataclass(frozen=True)
class Told:
    work: BothSides
    pushed: SyncOutcome
    everything: str
    pulled: SyncOutcome
    again: SyncOutcome


@pytest.fixture(scope="module")
def told(label_studio, tmp_path_factory) -> Iterator[Told]:
    """Two tasks pushed; then the first ranking there is turned around, and a second one made."""
    database = Database(tmp_path_factory.mktemp("opaque") / "podium.duckdb")
    rows = [make_row(1), make_row(2)]
    work = BothSides(database, label_studio, *rows, ties_allowed=True, name="Blind")
    work.link(opaque=True)
    pushed = work.sync()
    everything = work.there.everything()
    ids = outgoing(work.there, 1)
    work.there.edit(work.there.annotations(1)[0]["id"], {"biased_results": ids[::-1]})
    work.there.annotate(1, {"relevant_results": ids[2:], "_": ids[:2]})
    foretold = {"relevant_results": outgoing(work.there, 2)[:1]}
    work.there.predict(2, foretold, score=0.25, model_version="theirs")
    pulled = work.sync()
    yield Told(work, pushed, everything, pulled, work.sync())
    database.close()


def outgoing(there: TheirSide, number: int) -> list[str]:
    """The ids there of the task's items, in the order of ours."""
    task = there.tasks()[number - 1]
    bodies = {item["body"]: item["id"] for item in task["data"]["items"]}
    return [bodies[f"Body {place} {number}"] for place in range(len(MODELS))]


def test_nothing_that_the_server_tells_names_a_model_or_an_item_of_ours(told):
    assert told.pushed.pushed == SyncCounts(new_tasks=2, new_predictions=2, new_annotations=2)
    assert "Body 0 1" in told.everything
    for name in MODELS:
        assert name not in told.everything.casefold()
    assert "judge" not in told.everything


def test_neither_the_project_nor_the_version_of_a_prediction_nor_a_region_is_named_there(told):
    """The project's id and the ids of regions are known to whoever has our files."""
    project_id = told.work.project.project_id
    for told_there in (str(project_id), project_id.hex, "reward", make_region({})["id"]):
        assert told_there not in told.everything
    [link] = list_links(told.work.database)
    assert link.opaque_key not in (None, "")
    assert link.opaque_key not in told.everything
    for number in (1, 2):
        assert told.work.predictions(number)[0].model_version == "reward"
    versions = {told.work.there.predictions(number)[0]["model_version"] for number in (1, 2)}
    assert len(versions) == 1
    assert versions.pop().startswith("m-")


def test_items_stand_there_under_other_ids_and_numbered_titles(told):
    for task in told.work.there.tasks():
        items = task["data"]["items"]
        assert [item.keys() for item in items] == [{"id", "title", "body"}] * 3
        assert [item["title"] for item in items] == ["Response 1", "Response 2", "Response 3"]
    assert not set(outgoing(told.work.there, 1)) & set(outgoing(told.work.there, 2))


def test_annotations_and_ties_stand_there_under_the_same_ids(told):
    first, second, third = outgoing(told.work.there, 2)
    [region] = told.work.there.annotations(2)[0]["result"]
    assert region["value"]["ranker"] == {
        "relevant_results": [first, second],
        "biased_results": [third],
    }
    assert region["meta"] == {"ties": [[first, second]]}
    prediction = told.work.there.predictions(2)[0]
    assert prediction["result"][0]["value"]["ranker"]["biased_results"] == [third]


def test_what_is_done_there_comes_back_by_our_ids(told):
    assert told.pulled.pulled == SyncCounts(
        new_predictions=1, new_annotations=1, changed_annotations=1
    )
    edited, made = (each.result[0]["value"]["ranker"] for each in told.work.annotations(1))
    assert edited["biased_results"] == list(MODELS[::-1])
    assert (made["relevant_results"], made["_"]) == ([MODELS[2]], list(MODELS[:2]))
    *_, predicted = told.work.predictions(2)
    assert columns_of(predicted.result) == {"relevant_results": MODELS[0]}
    assert predicted.model_version == "theirs"


def test_a_further_sync_moves_nothing(told):
    assert told.again.pulled == told.again.pushed == SyncCounts()
    assert told.again.kept_aside == told.again.conflicts == 0


def test_what_was_made_there_is_taken_once_and_can_be_withdrawn_here(told):
    held = len(told.work.predictions(2))
    told.work.there.annotate(2, {"_": outgoing(told.work.there, 2)})
    assert told.work.sync().pulled == SyncCounts(new_annotations=1)
    assert len(told.work.predictions(2)) == held == 2
    told.work.withdraw(told.work.annotations(2)[-1])
    outcome = told.work.sync()
    assert outcome.pushed == SyncCounts(deleted_annotations=1)
    assert outcome.conflicts == 0


def test_linked_anew_in_the_clear_what_stands_there_blind_stays_so_and_is_known_again(told):
    told.work.unlink()
    told.work.link_to(told.work.there, opaque=False)
    outcome = told.work.sync()
    assert outcome.pulled == outcome.pushed == SyncCounts()
    assert outcome.conflicts == 0
    for name in MODELS:
        assert name not in told.work.there.everything().casefold()


def test_a_task_added_there_keeps_its_own_ids(database, label_studio):
    work = BothSides(database, label_studio, make_row(1), ties_allowed=True).link(opaque=True)
    work.sync()
    work.there.add_tasks(
        {"data": make_data(5), "annotations": [{"result": of_columns({"_": "abc"})}]}
    )
    assert work.sync().pulled == SyncCounts(new_tasks=1, new_annotations=1)
    work.submit({"relevant_results": "abc"}, work.tasks()[-1].number)
    assert work.sync().pushed == SyncCounts(new_annotations=1)
    there = work.there.annotations(2)[-1]
    assert columns_of(there["result"]) == {"relevant_results": "abc"}

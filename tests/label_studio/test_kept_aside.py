"""What does not fit is kept aside with the reason, and taken once it is mended there."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from lib.domain.label_studio import KeptAside, SyncCounts, SyncOutcome
from lib.services.label_studio.sync import list_sync_runs
from lib.store.database import Database
from tests.factories import make_data
from tests.label_studio.both_sides import AB_C, BA_C, C_AB, BothSides, columns_of
from tests.label_studio.their_side import of_columns

[REGION] = of_columns(AB_C)


@dataclass(frozen=True)
class Told:
    """What a pull left, a push after it, and a pull after everything was mended there."""

    work: BothSides
    ls_ids: dict[str, int]
    pulled: SyncOutcome
    kept: dict[tuple[str, int], KeptAside]
    counts: tuple[int, int, int]
    """Tasks here, annotations and predictions of the first one."""
    there_before: str
    there_after: str
    mended: SyncOutcome
    kept_at_last: list[KeptAside]


@pytest.fixture(scope="module")
def told(label_studio, tmp_path_factory) -> Iterator[Told]:
    database = Database(tmp_path_factory.mktemp("aside") / "podium.duckdb")
    work = BothSides(database, label_studio, n_tasks=2).link()
    ours = work.submit(AB_C, 2)
    work.sync("push")
    there = work.there
    there.add_tasks({"data": {**make_data(9), "items": "none"}})
    ls_ids = {
        "unknown item": there.annotate(1, {"relevant_results": "az"}),
        "unknown bucket": there.annotate(1, {"awful": "a"}),
        "unknown control": there.annotate(1, {}, result=[{**REGION, "from_name": "stars"}]),
        "no list": there.annotate(1, {}, result=[{**REGION, "value": {"ranker": ["a"]}}]),
        "fits": there.annotate(1, BA_C),
        "prediction": there.predict(1, {"relevant_results": "z"}, model_version="m"),
        "fitting prediction": there.predict(1, C_AB, model_version="m", score=0.25),
        "spoilt": work.ls_id(ours),
        "task": there.task_ids[2],
    }
    there.edit(ls_ids["spoilt"], {"relevant_results": "abz"})
    pulled = work.sync("pull")
    kept = {(each.kind, each.ls_id): each for each in work.kept_aside()}
    counts = len(work.tasks()), len(work.annotations(1)), len(work.predictions(1))
    before = state(work)
    work.sync("push")
    after = state(work)
    for story in ("unknown item", "unknown bucket", "unknown control", "no list", "spoilt"):
        there.edit(ls_ids[story], C_AB)
    there.change_prediction(ls_ids["prediction"], C_AB)
    there.change_data(3, make_data(9))
    mended = work.sync()
    yield Told(work, ls_ids, pulled, kept, counts, before, after, mended, work.kept_aside())
    database.close()


def state(work: BothSides) -> str:
    return str(work.there.state())


def test_it_is_counted_and_reported_and_the_rest_is_taken(told):
    assert told.pulled.kept_aside == 7
    assert told.pulled.pulled == SyncCounts(new_predictions=1, new_annotations=1)
    assert told.counts == (2, 1, 1)
    assert len(told.kept) == 7


@pytest.mark.parametrize(
    ("story", "kind", "reason"),
    [
        ("unknown item", "annotation", "z"),
        ("unknown bucket", "annotation", "awful"),
        ("unknown control", "annotation", "stars"),
        ("no list", "annotation", "ranker"),
        ("prediction", "prediction", "z"),
        ("spoilt", "annotation", "z"),
        ("task", "task", "items"),
    ],
)
def test_the_reason_names_what_does_not_fit_and_the_log_has_it_too(told, story, kind, reason):
    kept = told.kept[kind, told.ls_ids[story]]
    assert reason in kept.reason
    assert [message for message in told.pulled.messages if kept.reason in message]
    runs = list_sync_runs(told.work.database, told.work.project.project_id)
    assert runs[-2].outcome == told.pulled


def test_what_was_said_there_is_kept_whole(told):
    content = told.kept["annotation", told.ls_ids["unknown item"]].content
    assert columns_of(content["result"]) == {"relevant_results": "az"}
    assert content["lead_time"] == 3.25


def test_nothing_of_it_is_pushed_or_touched_there(told):
    assert told.there_after == told.there_before


def test_what_counted_here_before_it_was_spoilt_there_counts_on(told):
    [annotation] = told.work.annotations(2)
    assert [columns_of(each.result) for each in told.work.history(annotation)] == [AB_C, C_AB]


def test_once_mended_there_it_is_taken_and_no_longer_kept_aside(told):
    assert told.mended.pulled == SyncCounts(
        new_tasks=1, new_predictions=1, new_annotations=4, changed_annotations=1
    )
    assert (told.mended.kept_aside, told.kept_at_last) == (0, [])
    assert told.mended.pushed == SyncCounts()
    assert [columns_of(each.result) for each in told.work.predictions(1)] == [C_AB, C_AB]
    assert len(told.work.annotations(1)) == 5
    assert told.work.is_settled()


def test_what_is_kept_aside_of_a_task_is_forgotten_when_that_is_deleted_there(
    database, label_studio
):
    work = BothSides(database, label_studio).link()
    work.sync("push")
    work.there.annotate(1, {"relevant_results": "z"})
    work.there.add_tasks({"data": {**make_data(9), "items": "none"}})
    assert work.sync("pull").kept_aside == 2
    work.there.delete_task(2)
    work.there.delete_task(1)
    assert work.preview("pull").pulled == SyncCounts(deleted_tasks=1)
    assert work.sync("pull").pulled == SyncCounts(deleted_tasks=1)
    assert work.kept_aside() == []


def test_a_change_here_of_what_was_spoilt_there_waits_and_is_not_lost(database, label_studio):
    work = BothSides(database, label_studio).link()
    work.submit(AB_C)
    work.sync("push")
    ls_id = work.there.annotations()[0]["id"]
    work.there.edit(ls_id, {"relevant_results": "z"})
    mine = work.submit(BA_C)
    outcome = work.sync()
    assert outcome.pushed.total == outcome.conflicts == 0
    assert any("does not fit its task" in message for message in outcome.messages)
    assert columns_of(work.there.annotations()[0]["result"]) == {"relevant_results": "z"}
    assert work.annotations()[0].result == mine.result
    work.there.edit(ls_id, C_AB)
    assert work.sync().conflicts == 1

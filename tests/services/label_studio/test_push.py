"""Pushing to a Label Studio that refuses some of what it is sent."""

from typing import Any

import pytest

from lib.domain.imported import ImportedPrediction
from lib.domain.label_studio import SyncCounts
from lib.errors import LabelStudioError, RemoteNotFound, RemoteRefused
from lib.services.label_studio.exchange import MOST_REFUSALS
from lib.services.label_studio.push import push
from lib.store import tasks
from lib.store.pending import count_pending
from tests.factories import add_person, add_project
from tests.services.label_studio.made_exchanges import (
    linked_of,
    made_there,
    make_exchange,
    make_index,
    task_of,
)
from tests.services.made_annotations import OURS
from tests.store.linked_rows import link_task
from tests.stored_rankings import store_ranking


class Refusing:
    """Stands for a server that refuses tasks of some prompts, and of them predictions and work."""

    def __init__(self, *prompts: str, error: LabelStudioError | None = None) -> None:
        self.prompts = prompts
        self.error = error or RemoteRefused("It does not like it.")
        self.refused_task_ids: set[int] = set()
        self.batches: list[list[str]] = []
        self.made: list[dict[str, Any]] = []

    def import_tasks(self, ls_project_id: int, rows: Any) -> list[int]:
        prompts = [row["data"]["prompt"] for row in rows]
        self.batches.append(prompts)
        if set(prompts) & set(self.prompts):
            raise self.error
        return [int(prompt.removeprefix("Prompt ")) for prompt in prompts]

    def export_tasks(self, ls_project_id: int, ls_task_ids: Any) -> list[dict[str, Any]]:
        return []

    def create_prediction(self, payload: Any) -> int:
        return self._make(payload["task"], payload)["id"]

    def create_annotation(self, ls_task_id: int, payload: Any) -> dict[str, Any]:
        return self._make(ls_task_id, payload)

    def _make(self, ls_task_id: int, payload: Any) -> dict[str, Any]:
        if ls_task_id in self.refused_task_ids:
            raise self.error
        self.made.append(made_there(900 + len(self.made), **payload))
        return self.made[-1]


def ls_task_ids(exchange) -> list[int]:
    return sorted(each.ls_task_id for each in linked_of(exchange))


def send(exchange) -> None:
    push(exchange, make_index(exchange), has_pulled=True)


def test_a_refused_batch_is_halved_until_the_refused_task_is_alone(database):
    project = add_project(database, n_tasks=8)
    client = Refusing("Prompt 3")
    exchange = make_exchange(database, project, client)
    send(exchange)
    numbers = [[int(each.removeprefix("Prompt ")) for each in batch] for batch in client.batches]
    assert numbers == [
        [1, 2, 3, 4, 5, 6, 7, 8],
        [1, 2, 3, 4],
        [1, 2],
        [3, 4],
        [3],
        [4],
        [5, 6, 7, 8],
    ]
    assert ls_task_ids(exchange) == [1, 2, 4, 5, 6, 7, 8]
    assert exchange.tally.pushed == SyncCounts(new_tasks=7)
    assert exchange.tally.messages == ["Task 3 was not sent. It does not like it."]
    # It waits, and is not taken for one that may have arrived.
    assert database.read(lambda c: count_pending(c, project.project_id)) == (1, 0, 0)


def test_of_an_odd_batch_every_refused_task_is_told(database):
    project = add_project(database, n_tasks=5)
    exchange = make_exchange(database, project, Refusing("Prompt 1", "Prompt 5"))
    send(exchange)
    assert ls_task_ids(exchange) == [2, 3, 4]
    assert [each.split(" was")[0] for each in exchange.tally.messages] == ["Task 1", "Task 5"]


def test_the_work_on_a_refused_task_waits_with_it(database):
    project = add_project(database, n_tasks=2)
    for number in (1, 2):
        store_ranking(database, project, number, add_person(database), "a b c", result=OURS)
    client = Refusing("Prompt 1")
    exchange = make_exchange(database, project, client)
    send(exchange)
    assert exchange.tally.pushed == SyncCounts(new_tasks=1, new_annotations=1)


def test_a_server_that_refuses_everything_is_not_asked_for_ever(database):
    n_tasks = 2 * MOST_REFUSALS
    project = add_project(database, n_tasks=n_tasks)
    refused = [f"Prompt {number}" for number in range(1, n_tasks + 1)]
    client = Refusing(*refused)
    exchange = make_exchange(database, project, client)
    with pytest.raises(RemoteRefused, match=r"^It does not like it\.$"):
        send(exchange)
    assert exchange.tally.refusals == MOST_REFUSALS
    assert [each for batch in client.batches if len(batch) == 1 for each in batch] == (
        refused[:MOST_REFUSALS]
    )
    assert linked_of(exchange) == []


@pytest.mark.parametrize("kind", [RemoteRefused, RemoteNotFound])
def test_a_refused_prediction_is_told_and_the_others_are_sent(database, kind):
    project = add_project(database, n_tasks=3)
    client = Refusing(error=kind("It does not like it."))
    client.refused_task_ids = {102}
    exchange = make_exchange(database, project, client)
    for number in (1, 2, 3):
        link_task(database, project, number)
        given = [(task_of(database, project, number).task_id, ImportedPrediction(OURS, "m"))]
        database.write(lambda c, g=given: tasks.add_predictions(c, project.project_id, g))
    send(exchange)
    assert [each["task"] for each in client.made] == [101, 103]
    assert exchange.tally.pushed == SyncCounts(new_predictions=2)
    assert exchange.tally.messages == ["A prediction for task 2 was not sent. It does not like it."]
    assert database.read(lambda c: count_pending(c, project.project_id)) == (0, 1, 0)


def test_a_refused_annotation_is_told_and_the_others_are_sent(database):
    project = add_project(database, n_tasks=3)
    client = Refusing()
    client.refused_task_ids = {102}
    exchange = make_exchange(database, project, client)
    for number in (1, 2, 3):
        link_task(database, project, number)
        store_ranking(database, project, number, add_person(database), "a b c", result=OURS)
    send(exchange)
    assert len(client.made) == 2
    assert exchange.tally.pushed == SyncCounts(new_annotations=2)
    assert exchange.tally.messages[0] == (
        "Annotation 2 of task 2 was not sent. It does not like it."
    )
    assert database.read(lambda c: count_pending(c, project.project_id)) == (0, 0, 1)


def test_refusals_of_every_kind_count_together(database):
    project = add_project(database, n_tasks=2)
    client = Refusing("Prompt 2")
    client.refused_task_ids = {101}
    exchange = make_exchange(database, project, client)
    link_task(database, project, 1)
    store_ranking(database, project, 1, add_person(database), "a b c", result=OURS)
    exchange.tally.refusals = MOST_REFUSALS - 2
    with pytest.raises(RemoteRefused):
        send(exchange)
    assert [each.split(" was")[0] for each in exchange.tally.messages] == [
        "Task 2",
        "Annotation 1 of task 1",
    ]

"""What somebody does here while a sync is under way."""

from collections.abc import Callable, Iterator
from http.client import HTTPResponse
from typing import Any

import pytest

from lib.domain.annotation import Annotation
from lib.domain.label_studio import Progress, SyncCounts
from lib.errors import SyncIsRunning
from lib.services.label_studio.links import find_link
from lib.services.label_studio.sync import sync_project
from lib.store.database import Database
from tests.label_studio.both_sides import A_BC, AB_C, BA_C, C_AB, BothSides, columns_of
from tests.label_studio.faulty_proxy import FaultyProxy
from tests.label_studio.private_server import PrivateLabelStudio
from tests.label_studio.their_side import TheirSide

NOTHING = SyncCounts()


class MeddlingProxy(FaultyProxy):
    """Does something between a request and its answer, once."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self._awaited = ""
        self._action: Callable[[], object] = bool

    def meddle(self, request: str, action: Callable[[], object]) -> None:
        """Call `action` once the server has answered the next request that contains this text."""
        self._awaited, self._action = request, action

    def _ask(self, handler: Any, body: bytes) -> tuple[HTTPResponse, bytes]:
        answered = super()._ask(handler, body)
        if self._awaited and self._awaited in f"{handler.command} {handler.path}":
            self._awaited = ""
            self._action()
        return answered


@pytest.fixture
def meddling_proxy(label_studio: PrivateLabelStudio) -> Iterator[MeddlingProxy]:
    with MeddlingProxy(label_studio.url) as proxy:
        yield proxy


@pytest.fixture
def work(
    database: Database, label_studio: PrivateLabelStudio, meddling_proxy: MeddlingProxy
) -> BothSides:
    """A task that is ranked, linked through the proxy and pushed."""
    work = BothSides(database, label_studio)
    work.there = TheirSide.made(label_studio, work.project.labeling_config)
    work.submit(AB_C)
    work.link_to(work.there, url=meddling_proxy.url)
    work.sync()
    return work


def test_the_link_cannot_be_taken_away_while_a_sync_is_at_it(work):
    told: list[str] = []

    def unlink(_: Progress) -> None:
        with pytest.raises(SyncIsRunning, match=r"^Another sync of “Project” is at it since") as no:
            work.unlink()
        told.append(str(no.value))

    work.submit(BA_C)
    outcome = sync_project(work.database, work.project, "both", on_progress=unlink)
    assert told
    assert outcome.pushed == SyncCounts(changed_annotations=1)
    assert find_link(work.database, work.project.project_id) is not None
    assert work.is_settled()


def test_unlinked_after_a_sync_and_linked_to_a_new_project_all_of_it_is_pushed(work):
    work.unlink()
    work.link(title="Another")
    assert work.sync().pushed == SyncCounts(new_tasks=1, new_annotations=1)
    assert work.is_settled()


@pytest.mark.parametrize("act", [BothSides.submit, BothSides.withdraw])
def test_what_is_changed_here_while_a_push_finds_a_conflict_is_compared_by_the_next_sync(
    work, meddling_proxy, act
):
    mine: Annotation = work.submit(BA_C)
    work.there.edit(work.ls_id(mine), C_AB)
    last: list[dict[str, str]] = []

    def change_again() -> None:
        if act is BothSides.submit:
            work.submit(A_BC)
            last.append(A_BC)
        else:
            work.withdraw(mine)
            last.append(BA_C)

    # The push reads the annotation there before it notes the conflict.
    meddling_proxy.meddle("/api/annotations/", change_again)
    outcome = work.sync("push")
    assert (outcome.pushed, outcome.conflicts) == (NOTHING, 0)
    [ours] = work.annotations()
    assert [columns_of(ours.result)] == last
    assert work.conflicts() == []

    outcome = work.sync("push")
    assert (outcome.pushed, outcome.conflicts) == (NOTHING, 1)
    [conflict] = work.conflicts()
    assert [columns_of(conflict.annotation.result)] == last
    assert columns_of(conflict.theirs.result) == C_AB
    assert columns_of(work.there.annotations()[0]["result"]) == C_AB
    states = [(each.status, columns_of(each.result)) for each in work.history(mine)]
    assert states[2:4] == [(conflict.annotation.status, *last), ("submitted", C_AB)]

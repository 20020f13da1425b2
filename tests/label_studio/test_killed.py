"""A sync whose own process, or whose server, is killed on the way; and two syncs at once."""

import multiprocessing
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.client import HTTPException, HTTPResponse
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from signal import SIGKILL
from time import sleep
from typing import Any

import pytest

from lib.domain.project import Project
from lib.errors import DatabaseInUse, LabelStudioError, SyncIsRunning
from lib.services.label_studio.sync import list_sync_runs, preview_sync, sync_project
from lib.store.database import Database
from tests.label_studio.faulty_proxy import FaultyProxy
from tests.label_studio.private_server import PrivateLabelStudio
from tests.label_studio.swept_sync import Outcome, SweptSync, outcome_of

LATE_SECONDS = 1.5
KILLED_AFTER_SECONDS = 0.06

PROCESSES = multiprocessing.get_context("forkserver")
# What a sync imports, once for all processes.
PROCESSES.set_forkserver_preload(
    [
        "lib.services.label_studio.sync",
        "label_studio_sdk.core.client_wrapper",
        "tests.label_studio.test_killed",
    ]
)


class CuttingProxy(FaultyProxy):
    """Cuts a request off from its sender while it goes on to the server, or before."""

    def __init__(self, target: str) -> None:
        super().__init__(target)
        self._doomed = ""
        self._action: Callable[[], object] = bool
        self._sent_after = self._cut_after = 0.0

    def cut(
        self,
        request: str,
        *,
        sent_after: float = 0.0,
        cut_after: float = 0.0,
        action: Callable[[], object] = bool,
    ) -> None:
        """Cut the next request that contains this text, once; both times in seconds.

        Then `action` is called, before the connection is closed.
        """
        self._doomed, self._action = request, action
        self._sent_after, self._cut_after = sent_after, cut_after

    def _ask(self, handler: Any, body: bytes) -> tuple[HTTPResponse, bytes]:
        if not self._doomed or self._doomed not in f"{handler.command} {handler.path}":
            return super()._ask(handler, body)
        self._doomed = ""
        ask = super()._ask

        def send() -> None:
            with suppress(OSError, HTTPException):
                ask(handler, body)

        threading.Timer(self._sent_after, send).start()
        sleep(self._cut_after)
        self._action()
        raise ConnectionResetError


@pytest.fixture(autouse=True)
def _no_main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new process would run the main module again: a worker of xdist, or a page under test."""
    monkeypatch.delattr(sys.modules["__main__"], "__file__", raising=False)


@pytest.fixture(scope="module")
def proxy(label_studio: PrivateLabelStudio) -> Iterator[CuttingProxy]:
    with CuttingProxy(label_studio.url) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def swept(
    label_studio: PrivateLabelStudio,
    proxy: CuttingProxy,
    tmp_path_factory: pytest.TempPathFactory,
) -> SweptSync:
    return SweptSync(label_studio, proxy.url, tmp_path_factory.mktemp("swept"))


@pytest.fixture(scope="module")
def unharmed(
    swept: SweptSync, proxy: CuttingProxy, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Outcome, list[str]]:
    """What there is after a sync in which nothing is killed, and the requests that it takes."""
    return _unharmed(swept, proxy, tmp_path_factory.mktemp("unharmed"))


@pytest.mark.parametrize("part", range(3))
def test_wherever_our_process_is_killed_the_next_sync_loses_and_doubles_nothing(
    swept: SweptSync,
    proxy: CuttingProxy,
    unharmed: tuple[Outcome, list[str]],
    tmp_path: Path,
    part: int,
) -> None:
    expected, requests = unharmed
    # Every write; of the reads, which change nothing there, every fourth.
    chosen = [
        number
        for number, request in enumerate(requests, start=1)
        if not request.startswith("GET") or number % 4 == 1
    ]
    for number in chosen[part::3]:
        here = swept.restore(tmp_path)
        process = _sync_elsewhere(here, swept.project)
        proxy.reset()
        proxy.fail_at(number, "after", action=process.kill)
        process.start()
        process.join(60)
        assert process.exitcode == -SIGKILL
        assert proxy.requests == requests[:number]
        with closing(Database(here)) as database:
            (cut_off,) = list_sync_runs(database, swept.project.project_id, 1)
            assert cut_off.ended_at is None
            sync_project(database, swept.project, "both", tries=1)
            found = outcome_of(swept.server, database, swept.project)
            assert found == expected, f"Killed at request {number}: {requests[number - 1]}"


def test_tasks_that_arrive_after_their_sender_was_cut_off_are_waited_for(
    swept: SweptSync, proxy: CuttingProxy, unharmed: tuple[Outcome, list[str]], tmp_path: Path
) -> None:
    expected, _ = unharmed
    with closing(Database(swept.restore(tmp_path))) as database:
        proxy.reset()
        proxy.cut("/import?", sent_after=LATE_SECONDS)
        with pytest.raises(LabelStudioError):
            sync_project(database, swept.project, "push", tries=1)
        sync_project(database, swept.project, "both", tries=1)
        assert sum("/import?" in request for request in proxy.requests) == 1
        assert outcome_of(swept.server, database, swept.project) == expected


def test_a_server_killed_at_each_kind_of_request_and_started_again_holds_everything_once(
    mortal_label_studio: PrivateLabelStudio, tmp_path: Path
) -> None:
    with CuttingProxy(mortal_label_studio.url) as proxy:
        swept = SweptSync(mortal_label_studio, proxy.url, tmp_path)
        expected, _ = _unharmed(swept, proxy, tmp_path / "unharmed")
        with closing(Database(swept.restore(tmp_path / "killed"))) as database:
            # In the order in which a sync comes to them. Not the making of a user: killed in the
            # middle of that, Label Studio keeps the address and lists nobody under it.
            for request in (
                "/export?",
                "/import?",
                "POST /api/predictions/",
                "PATCH",
                "DELETE",
                "POST /api/tasks/",
            ):
                kill = mortal_label_studio.kill
                proxy.cut(request, cut_after=KILLED_AFTER_SECONDS, action=kill)
                with pytest.raises(LabelStudioError):
                    sync_project(database, swept.project, "both", tries=1)
                mortal_label_studio.start()
            sync_project(database, swept.project, "both", tries=1)
            assert outcome_of(mortal_label_studio, database, swept.project) == expected


def test_of_two_syncs_of_a_project_the_second_one_says_that_another_is_at_it(
    swept: SweptSync, proxy: CuttingProxy, unharmed: tuple[Outcome, list[str]], tmp_path: Path
) -> None:
    expected, _ = unharmed
    has_begun, may_go_on = threading.Event(), threading.Event()

    def wait(_: object) -> None:
        has_begun.set()
        may_go_on.wait(60)

    with closing(Database(swept.restore(tmp_path))) as database:
        first = threading.Thread(
            target=sync_project,
            args=(database, swept.project, "both"),
            kwargs={"on_progress": wait},
        )
        first.start()
        assert has_begun.wait(60)
        with pytest.raises(SyncIsRunning, match=r"Another sync of “Swept .*” is at it since"):
            sync_project(database, swept.project, "pull")
        may_go_on.set()
        first.join(120)
        assert outcome_of(swept.server, database, swept.project) == expected
        assert preview_sync(database, swept.project, "both").pushed.total == 0
        assert len(list_sync_runs(database, swept.project.project_id)) == 2


def test_while_a_sync_runs_another_process_is_told_that_the_database_is_in_use(
    swept: SweptSync, proxy: CuttingProxy, unharmed: tuple[Outcome, list[str]], tmp_path: Path
) -> None:
    expected, requests = unharmed
    here = swept.restore(tmp_path)
    is_under_way, may_go_on = threading.Event(), threading.Event()

    def hold() -> None:
        is_under_way.set()
        may_go_on.wait(60)

    proxy.reset()
    proxy.fail_at(len(requests) // 2, "after", action=hold)
    process = _sync_elsewhere(here, swept.project, tries=4)
    process.start()
    assert is_under_way.wait(60)
    with pytest.raises(DatabaseInUse):
        Database(here)
    may_go_on.set()
    process.join(60)
    assert process.exitcode == 0
    with closing(Database(here)) as database:
        assert outcome_of(swept.server, database, swept.project) == expected


def sync_once(here: Path, project: Project, tries: int) -> None:
    """A whole sync, in whichever process this is called."""
    with closing(Database(here)) as database:
        sync_project(database, project, "both", tries=tries)


def _sync_elsewhere(here: Path, project: Project, tries: int = 1) -> ForkServerProcess:
    return PROCESSES.Process(target=sync_once, args=(here, project, tries), daemon=True)


def _unharmed(swept: SweptSync, proxy: FaultyProxy, folder: Path) -> tuple[Outcome, list[str]]:
    proxy.reset()
    with closing(Database(swept.restore(folder))) as database:
        sync_project(database, swept.project, "both", tries=1)
        requests = list(proxy.requests)
        return outcome_of(swept.server, database, swept.project), requests

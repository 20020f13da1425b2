"""The connection fails at the n-th request of a sync, for every n; then one clean run."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from lib.domain.label_studio import SyncCounts
from lib.domain.project import Project
from lib.errors import LabelStudioError
from lib.label_studio.client import LabelStudioClient
from lib.services.label_studio.links import find_link, link_to_new
from lib.services.label_studio.sync import list_sync_runs, sync_project
from lib.store.database import Database
from tests.factories import add_person, add_project, submit
from tests.label_studio.faulty_proxy import FaultyProxy, When
from tests.label_studio.private_server import PrivateLabelStudio
from tests.label_studio.swept_sync import Outcome, SweptSync, outcome_of

N_PARTS = 4
NOT_REPEATED = ("/import?", "/api/predictions/")
"""Writes by whose second try the server would hold something twice."""


@pytest.fixture(scope="module")
def proxy(label_studio: PrivateLabelStudio) -> Iterator[FaultyProxy]:
    """One for all, since its address is in the link."""
    with FaultyProxy(label_studio.url) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def swept(
    label_studio: PrivateLabelStudio,
    proxy: FaultyProxy,
    tmp_path_factory: pytest.TempPathFactory,
) -> SweptSync:
    return SweptSync(label_studio, proxy.url, tmp_path_factory.mktemp("swept"))


@pytest.fixture(scope="module")
def unharmed(
    swept: SweptSync, proxy: FaultyProxy, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Outcome, list[str]]:
    """What there is after a sync in which nothing fails, and the requests that it takes."""
    proxy.reset()
    with closing(Database(swept.restore(tmp_path_factory.mktemp("unharmed")))) as database:
        done = sync_project(database, swept.project, "both", tries=1)
        requests = list(proxy.requests)
        assert done.pulled == SyncCounts(1, 1, 5, 1, 1, 1)
        assert done.pushed == SyncCounts(38, 17, 8, 1, 1)
        again = sync_project(database, swept.project, "both", tries=1)
        assert again.pulled.total == again.pushed.total == 0
        return outcome_of(swept.server, database, swept.project), requests


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No wait for tasks still on their way: here the server is done before the next sync begins."""
    monkeypatch.setattr("lib.services.label_studio.sending._patience", lambda n_tasks: timedelta(0))


@pytest.mark.parametrize("part", range(N_PARTS))
@pytest.mark.parametrize("when", ["before", "after"])
def test_whichever_request_fails_the_next_sync_loses_and_doubles_nothing(
    swept: SweptSync,
    proxy: FaultyProxy,
    unharmed: tuple[Outcome, list[str]],
    impatient: None,
    tmp_path: Path,
    when: When,
    part: int,
) -> None:
    expected, requests = unharmed
    failing = [
        number
        for number, request in enumerate(requests, 1)
        # A read that fails is the same to both sides before and after it was carried out.
        if when == "after" or not request.startswith("GET")
    ]
    for number in failing[part::N_PARTS]:
        with closing(Database(swept.restore(tmp_path))) as database:
            proxy.reset()
            proxy.fail_at(number, when)
            with pytest.raises(LabelStudioError) as failure:
                sync_project(database, swept.project, "both", tries=1)
            assert proxy.requests == requests[:number]
            sync_project(database, swept.project, "both", tries=1)
            found = outcome_of(swept.server, database, swept.project)
            assert found == expected, f"Request {number} failed: {requests[number - 1]}"
            before = list_sync_runs(database, swept.project.project_id)[1]
            assert before.failure == str(failure.value)


def test_a_single_failure_of_whatever_may_be_repeated_does_not_end_a_sync(
    swept: SweptSync,
    proxy: FaultyProxy,
    unharmed: tuple[Outcome, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    expected, requests = unharmed
    quick = partial(LabelStudioClient, wait_seconds=0.01)
    monkeypatch.setattr("lib.services.label_studio.sync.LabelStudioClient", quick)
    with closing(Database(swept.restore(tmp_path))) as database:
        proxy.reset()
        number = 1
        for request in requests:
            if not any(path in request for path in NOT_REPEATED):
                proxy.fail_at(number, "before")
                number += 1
            number += 1
        sync_project(database, swept.project, "both")
        assert proxy.count == 2 * len(requests) - len(NOT_REPEATED)
        assert outcome_of(swept.server, database, swept.project) == expected


def test_syncs_that_die_one_after_the_other_get_it_done_between_them(
    swept: SweptSync,
    proxy: FaultyProxy,
    unharmed: tuple[Outcome, list[str]],
    impatient: None,
    tmp_path: Path,
) -> None:
    expected, _ = unharmed
    with closing(Database(swept.restore(tmp_path))) as database:
        for number in count(1):
            proxy.reset()
            proxy.fail_at(number, "after")
            try:
                sync_project(database, swept.project, "both", tries=1)
            except LabelStudioError:
                continue
            break
        assert outcome_of(swept.server, database, swept.project) == expected


def test_tasks_that_never_arrived_are_sent_again_after_they_were_waited_for(
    swept: SweptSync,
    proxy: FaultyProxy,
    unharmed: tuple[Outcome, list[str]],
    tmp_path: Path,
) -> None:
    expected, requests = unharmed
    sent = next(n for n, request in enumerate(requests, 1) if "/import?" in request)
    with closing(Database(swept.restore(tmp_path))) as database:
        proxy.reset()
        proxy.fail_at(sent, "before")
        with pytest.raises(LabelStudioError):
            sync_project(database, swept.project, "both", tries=1)
        proxy.reset()
        sync_project(database, swept.project, "both", tries=1)
        assert sum("include=id%2Cdata" in request for request in proxy.requests) > 1
        assert outcome_of(swept.server, database, swept.project) == expected


@pytest.mark.parametrize("when", ["before", "after"])
def test_whichever_request_fails_while_linking_one_project_is_made_there(
    label_studio: PrivateLabelStudio,
    proxy: FaultyProxy,
    database: Database,
    impatient: None,
    monkeypatch: pytest.MonkeyPatch,
    when: When,
) -> None:
    once = partial(LabelStudioClient, tries=1)
    monkeypatch.setattr("lib.services.label_studio.links.LabelStudioClient", once)
    ann = add_person(database)
    names: list[str] = []
    failed = ""
    # From there on, it is a sync as any other.
    while "/import?" not in failed:
        number = len(names) + 1
        project = add_project(database, name=f"Linked {when} {number}", n_tasks=2)
        submit(database, project, ann, {"relevant_results": "ab", "biased_results": "c"})
        names.append(project.name)
        proxy.reset()
        proxy.fail_at(number, when)
        with pytest.raises(LabelStudioError):
            _link_and_sync(database, project, proxy.url, label_studio.token)
        failed = proxy.requests[-1]
        assert proxy.count == number
        _link_and_sync(database, project, proxy.url, label_studio.token)
        found = outcome_of(label_studio, database, project)
        assert (len(found.held.tasks), len(found.held.annotations)) == (2, 1)
    assert len(names) > 8
    listed = label_studio.ask("GET", "/api/projects/?page_size=1000&include=id,title")["results"]
    there = [each["title"] for each in listed if each["title"].startswith(f"Linked {when}")]
    assert sorted(there) == sorted(names)


def _link_and_sync(database: Database, project: Project, url: str, token: str) -> None:
    if find_link(database, project.project_id) is None:
        link_to_new(database, project, url, token)
    sync_project(database, project, "both", tries=1)

"""Private Label Studios, and a proxy before one that fails on demand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.store.database import Database
from tests.label_studio.faulty_proxy import FaultyProxy
from tests.label_studio.private_server import PrivateLabelStudio
from tests.label_studio_server import Installation, NoLabelStudio, wait_for_label_studio

running = pytest.StashKey[list[PrivateLabelStudio]]()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "podium.duckdb")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def installation() -> Installation:
    """The Label Studio of the cache; waits where somebody is just getting it."""
    try:
        return wait_for_label_studio()
    except NoLabelStudio as problem:
        pytest.fail(str(problem), pytrace=False)


@pytest.fixture(scope="session")
def label_studio(
    installation: Installation,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[PrivateLabelStudio]:
    """A Label Studio for all tests, which make projects of their own in it and never stop it."""
    yield from _served(installation, tmp_path_factory, request)


@pytest.fixture(scope="session")
def _second_label_studio(
    installation: Installation,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[PrivateLabelStudio]:
    yield from _served(installation, tmp_path_factory, request)


@pytest.fixture
def mortal_label_studio(_second_label_studio: PrivateLabelStudio) -> PrivateLabelStudio:
    """A second Label Studio, which a test may kill, stop and start; it runs when a test begins."""
    _second_label_studio.start()
    return _second_label_studio


@pytest.fixture
def faulty_proxy(label_studio: PrivateLabelStudio) -> Iterator[FaultyProxy]:
    """A proxy before the Label Studio of all tests: `.url` instead of the server's own."""
    with FaultyProxy(label_studio.url) as proxy:
        yield proxy


def _served(
    installation: Installation,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[PrivateLabelStudio]:
    with PrivateLabelStudio(installation, tmp_path_factory.mktemp("label-studio")) as server:
        request.session.stash.setdefault(running, []).append(server)
        yield server
        request.session.stash[running].remove(server)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Show the end of what the servers printed where a test failed."""
    report = yield
    if report.failed:
        for server in item.session.stash.get(running, []):
            end = "\n".join(server.log_text().splitlines()[-60:])
            report.sections.append((f"Printed by Label Studio at {server.url}", end))
    return report

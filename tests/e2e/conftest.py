"""Servers of the real app to point pages at."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.server import PodiumServer

servers = pytest.StashKey[list[PodiumServer]]()


@pytest.fixture
def podium_server(
    tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., PodiumServer]]:
    """Start the real app: `podium_server(database=…, environment=…, arguments=…)`, all optional."""
    started: list[PodiumServer] = []
    request.node.stash[servers] = started

    def start(database: Path | None = None, **options: Any) -> PodiumServer:
        default = tmp_path / f"podium-{len(started) + 1}.duckdb"
        started.append(PodiumServer(database or default, **options))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Show what the servers of a failed test printed."""
    report = yield
    if report.failed:
        for server in item.stash.get(servers, []):
            report.sections.append((f"Printed by the app at {server.url}", server.log_text()))
    return report

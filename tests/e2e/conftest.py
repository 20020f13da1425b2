"""A browser, fresh pages, and servers to point them at."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import ARGUMENTS, find_browser
from tests.e2e.server import PodiumServer

PATIENCE_MS = 30_000
expect.set_options(timeout=15_000)

# Streamlit's own page throws this when it is open while a test ends or kills the server.
SERVER_GONE = "not connected to a server!"

servers = pytest.StashKey[list[PodiumServer]]()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests."""
    executable = find_browser()
    if executable is None:
        pytest.fail("There is no browser for the tests. `make test` gets one.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Make pages, each in a browser profile of its own; an uncaught script error fails the test."""
    contexts = []
    errors: list[str] = []

    def make() -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    ours = [error for error in errors if error != SERVER_GONE]
    assert not ours, "Uncaught errors in the page:\n" + "\n".join(ours)


@pytest.fixture
def page(new_page: Callable[[], Page]) -> Page:
    """A page in a browser profile of its own."""
    return new_page()


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

"""A browser and fresh pages in it, for whoever drives one."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import ARGUMENTS, find_browser

PATIENCE_MS = 30_000
expect.set_options(timeout=15_000)

# Streamlit's own page throws this when it is open while a test ends or kills the server.
SERVER_GONE = "not connected to a server!"


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

"""What every test may use, and which tests run where."""

import gc
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

CHECKOUT = Path(__file__).parent.parent
SHARED = CHECKOUT.parent / "shared"

pytest_plugins = ("tests.browser_pages",)

# The same examples on every machine and in every run.
settings.register_profile("podium", derandomize=True, deadline=None)
settings.load_profile("podium")

left_out = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to run without the shared folder where it is required."""
    if os.environ.get("PODIUM_REQUIRE_SHARED") == "1" and not SHARED.is_dir():
        raise pytest.UsageError(f"PODIUM_REQUIRE_SHARED is 1, and there is no folder {SHARED}.")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the tests between two workers our own way (`-n 2`)."""
    from tests.two_workers import BrowserApart

    return BrowserApart(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that read the shared folder where there is none; browser tests go last.

    Last, because Playwright keeps an event loop running in this thread from its first test on.
    Those that need a Label Studio go after those that do not: it may still be being installed.
    """
    items.sort(key=lambda item: (_drives_a_browser(item), _needs_label_studio(item)))
    if not SHARED.is_dir():
        shared = [item for item in items if item.get_closest_marker("shared")]
        config.stash[left_out] = len(shared)
        config.hook.pytest_deselected(items=shared)
        items[:] = [item for item in items if not item.get_closest_marker("shared")]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that reads the shared folder and does not say so fails, wherever it runs."""
    reads_it = "shared_folder" in getattr(item, "fixturenames", ())
    if reads_it and item.get_closest_marker("shared") is None:
        pytest.fail("Mark this test as shared: it uses shared_folder.", pytrace=False)


def _drives_a_browser(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


def _needs_label_studio(item: pytest.Item) -> bool:
    return "installation" in getattr(item, "fixturenames", ())


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a process that shares the tests with others: tell the one that prints the summary."""
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["left_out"] = session.config.stash.get(left_out, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what such a process told; each collects all tests, so that each has the number."""
    told = getattr(node, "workeroutput", {}).get("left_out", 0)
    node.config.stash[left_out] = max(told, node.config.stash.get(left_out, 0))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say how many tests were left out for want of the shared folder."""
    if number := config.stash.get(left_out, 0):
        terminalreporter.write_line(
            f"Tests left out, because they read ../shared and it is not here: {number}"
        )


def pytest_unconfigure() -> None:
    """Let go of what Hypothesis hooks into the garbage collector.

    It lives until the interpreter's very end and keeps DuckDB's client alive with it, which then
    reports leaks below pytest's closing line.
    """
    gc.callbacks.clear()


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The team's shared folder beside the checkout; for tests marked `shared`."""
    return SHARED

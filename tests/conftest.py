"""What every test may use, and which tests run where."""

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

CHECKOUT = Path(__file__).parent.parent
SHARED = CHECKOUT.parent / "shared"

# The same examples on every machine and in every run.
settings.register_profile("podium", derandomize=True, deadline=None)
settings.load_profile("podium")

left_out = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to run without the shared folder where it is required."""
    if os.environ.get("PODIUM_REQUIRE_SHARED") == "1" and not SHARED.is_dir():
        raise pytest.UsageError(f"PODIUM_REQUIRE_SHARED is 1, and there is no folder {SHARED}.")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that read the shared folder where there is none; browser tests go last.

    Last, because Playwright keeps an event loop running in this thread from its first test on.
    """
    unmarked = [
        item.nodeid
        for item in items
        if "shared_folder" in getattr(item, "fixturenames", ())
        and not item.get_closest_marker("shared")
    ]
    if unmarked:
        raise pytest.UsageError(f"Mark these tests as shared: {', '.join(unmarked)}")

    items.sort(key=lambda item: item.path.is_relative_to(CHECKOUT / "tests" / "e2e"))
    if not SHARED.is_dir():
        shared = [item for item in items if item.get_closest_marker("shared")]
        config.stash[left_out] = len(shared)
        config.hook.pytest_deselected(items=shared)
        items[:] = [item for item in items if not item.get_closest_marker("shared")]


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

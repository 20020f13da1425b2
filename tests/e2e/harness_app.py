"""Starts a page of harness/ in a process of its own, and reads what the labeling one says."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page

from tests.e2e.server import CHECKOUT, START_SECONDS, free_port

HARNESS = Path(__file__).parent / "harness"


@contextmanager
def running_harness(log: Path, page: str = "labeling") -> Iterator[str]:
    """The harness's address while it runs; `log` takes what it prints."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(HARNESS / f"{page}.py")]
    command += ["--server.port", str(port), "--server.fileWatcherType", "none"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env={"PYTHONPATH": str(CHECKOUT), "HOME": str(log.parent)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_it_serves(process, f"http://localhost:{port}", log)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(15)


def open_harness(page: Page, address: str, **asked: object) -> Page:
    """Open the harness and wait until its dock has chips and its keys are heard."""
    page.goto(f"{address}/?{urlencode(asked)}")
    wait_for_chips(page)
    page.locator('[data-card-letter="A"]').wait_for()
    return page


def wait_for_chips(page: Page) -> None:
    """Wait until the dock shows chips and nothing stands in for it."""
    page.frame_locator("iframe").locator(".sortable-container .sortable-item").first.wait_for()
    page.locator("[data-dock-stand-in]").wait_for(state="detached")


def heard(page: Page) -> dict[str, Any]:
    """What Python has heard, as the page shows it now."""
    text = page.get_by_test_id("stCode").inner_text()
    found: dict[str, Any] = json.loads(text)
    return found


def wait_until_heard(page: Page, seconds: float = 8, **expected: object) -> None:
    """Wait until what Python has heard has these values; fail with what it has heard instead."""
    until = time.monotonic() + seconds
    while True:
        found = {name: heard(page)[name] for name in expected}
        if found == expected:
            return
        assert time.monotonic() < until, f"Python heard {found}, not {expected}"
        page.wait_for_timeout(25)


def _wait_until_it_serves(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The harness does not serve:\n{log.read_text(errors='replace')}")

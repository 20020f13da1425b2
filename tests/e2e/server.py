"""The real app in a process of its own, and a person who signs in to it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Page

CHECKOUT = Path(__file__).parents[2]
START_SECONDS = 60
STOP_SECONDS = 15


class PodiumServer:
    """`streamlit run app.py` on a free loopback port, with a database of its own.

    It is started by the constructor and serves when that returns; `log` is a file with everything
    it printed. A context manager: it is stopped at the end.
    """

    def __init__(
        self,
        database: Path,
        *,
        environment: Mapping[str, str] | None = None,
        arguments: Sequence[str] = (),
    ) -> None:
        self.database = database
        self.log = database.with_suffix(".log")
        self._environment = dict(environment or {})
        self._arguments = list(arguments)
        self.port = free_port()
        self.process = self._started()

    @property
    def url(self) -> str:
        """The address without a slash at its end."""
        return f"http://localhost:{self.port}"

    def stop(self) -> int:
        """End it as an operator would (SIGTERM) and wait; its exit code. Twice does no harm."""
        return self._ended_by(signal.SIGTERM)

    def kill(self) -> int:
        """End it as a crash would (SIGKILL) and wait; its exit code."""
        return self._ended_by(signal.SIGKILL)

    def restart(self) -> None:
        """Stop it where it still runs, and start it on the same port and database."""
        self.stop()
        self.process = self._started()

    def __enter__(self) -> "PodiumServer":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _started(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        command += ["--server.port", str(self.port), "--server.fileWatcherType", "none"]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*command, *self._arguments],
                cwd=CHECKOUT,
                env={**os.environ, "PODIUM_DATABASE": str(self.database), **self._environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait_until_it_serves(process)
        except BaseException:
            process.kill()
            process.wait()
            raise
        return process

    def _wait_until_it_serves(self, process: subprocess.Popen[bytes]) -> None:
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up:
            if process.poll() is not None:
                raise RuntimeError(f"The app ended with {process.returncode}:\n{self.log_text()}")
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(
            f"The app did not answer within {START_SECONDS} seconds:\n{self.log_text()}"
        )

    def _ended_by(self, number: signal.Signals) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def log_text(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def free_port() -> int:
    """A loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def signed_in_page(page: Page, server: PodiumServer, name: str) -> Page:
    """Sign a person in through the real form; the page stands on the app afterwards."""
    page.goto(f"{server.url}/signin")
    page.locator('input[name="name"]').fill(name)
    page.locator('button[type="submit"], input[type="submit"]').first.click()
    page.wait_for_url(lambda url: "/signin" not in url)
    return page

"""A real Label Studio of the tests' own, and whom it knows."""

import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx

from tests.label_studio_server import Installation

START_SECONDS = 120
STOP_SECONDS = 15
TRIES = 3


class PrivateLabelStudio:
    """A copy of the migrated data, served on a free loopback port.

    It is started by the constructor and serves when that returns. `token` is a legacy token,
    `access_token` a personal access token of the same user. A context manager: stopped at the end.
    """

    def __init__(self, installation: Installation, folder: Path) -> None:
        self.email = "admin@example.com"
        self.password = secrets.token_urlsafe(12)
        self.token = secrets.token_hex(20)
        self.port = 0
        self._installation = installation
        self._data = folder / "data"
        self._log = folder / "label-studio.log"
        self._access_token = ""
        shutil.copytree(installation.template, self._data)
        self.process = self._started_somewhere()

    @property
    def url(self) -> str:
        """The address without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def access_token(self) -> str:
        """A personal access token, made when it is first asked for."""
        if not self._access_token:
            self._access_token = self.ask("POST", "/api/token/", {})["token"]
        return self._access_token

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """What the server answers to a request of its administrator, as read from JSON."""
        answer = httpx.request(
            method,
            f"{self.url}{path}",
            json=body,
            headers={"Authorization": f"Token {self.token}"},
            timeout=60,
            trust_env=False,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def add_user(self, email: str) -> int:
        """Make a user of the same organisation; its id there."""
        user = self.ask("POST", "/api/users/", {"email": email, "username": email})
        return int(user["id"])

    def start(self) -> None:
        """Start it where it does not run, on the same port and data."""
        if self.process.poll() is not None:
            self.process = self._started()

    def stop(self) -> None:
        """End it as an operator would (SIGTERM) and wait. Twice does no harm."""
        self._end_by(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a crash would (SIGKILL) and wait."""
        self._end_by(signal.SIGKILL)

    def restart(self) -> None:
        """Stop it where it still runs, and start it on the same port and data."""
        self.stop()
        self.start()

    def log_text(self) -> str:
        """What it has printed so far."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def __enter__(self) -> "PrivateLabelStudio":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _started_somewhere(self) -> subprocess.Popen[bytes]:
        """Started on a port that is free; another one each time that somebody else was quicker."""
        for _ in range(TRIES - 1):
            self.port = _free_port()
            try:
                return self._started()
            except _PortTaken:
                continue
        self.port = _free_port()
        return self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        command = ["start", "--no-browser", "--internal-host", "127.0.0.1"]
        settings = {
            "LABEL_STUDIO_USERNAME": self.email,
            "LABEL_STUDIO_PASSWORD": self.password,
            "LABEL_STUDIO_USER_TOKEN": self.token,
            "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
            "LABEL_STUDIO_SSRF_PROTECTION_ENABLED": "false",
        }
        before = len(self.log_text())
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [*self._installation.command, *command, "--port", str(self.port)],
                cwd=self._data,
                env=self._installation.environment(self._data, settings),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait_until_it_serves(process, before)
        except BaseException:
            process.kill()
            process.wait()
            raise
        return process

    def _wait_until_it_serves(self, process: subprocess.Popen[bytes], before: int) -> None:
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up:
            said = self.log_text()[before:]
            if process.poll() is not None:
                raise RuntimeError(f"Label Studio ended with {process.returncode}:\n{said}")
            # It would go to the next port without a word in its answers.
            if f"Port {self.port} is in use" in said:
                raise _PortTaken(f"Port {self.port} is taken:\n{said}")
            try:
                # Anybody may answer on a port: only ours knows this token.
                if self.ask("GET", "/api/current-user/whoami")["email"] == self.email:
                    return
            except httpx.HTTPError:
                time.sleep(0.2)
        raise RuntimeError(
            f"Label Studio did not answer within {START_SECONDS} seconds:\n{self.log_text()}"
        )

    def _end_by(self, number: signal.Signals) -> None:
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class _PortTaken(RuntimeError):
    """Somebody else listens on the port; the text holds what the server printed."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

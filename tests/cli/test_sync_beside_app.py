"""`podium sync` while the app runs and holds the database: the app does it."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from lib.cli.app_client import ask_app
from lib.domain.label_studio import Progress, SyncOutcome
from lib.errors import PodiumError
from lib.services.label_studio.request import SyncRequest
from lib.services.projects import create_project
from lib.services.running_app import RunningApp, find_running_app
from lib.store.database import Database
from tests.cli.conftest import Podium
from tests.e2e.server import free_port
from tests.factories import DEFAULT_BUCKET
from tests.gate.test_process import START_SECONDS, started

ASKED = SyncRequest("Mine", "pull")


@contextmanager
def running(way: str, database: Path) -> Iterator[tuple[subprocess.Popen[str], RunningApp]]:
    """The app, once it has announced itself."""
    with started(way, "127.0.0.1", free_port(), database) as process:
        give_up = time.monotonic() + START_SECONDS
        while (app := find_running_app(database)) is None:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < give_up
            time.sleep(0.05)
        yield process, app


@pytest.mark.parametrize("way", ["streamlit", "uvicorn"])
def test_the_command_asks_the_running_app(way: str, database: Path, podium: Podium) -> None:
    opened = Database(database)
    create_project(opened, "Mine", DEFAULT_BUCKET)
    opened.close()
    with running(way, database) as (process, app):
        file = database.with_name("podium.duckdb.app")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert app.pid == process.pid
        line = podium.fails("sync", "Other", "pull")
        assert line == "There is no project “Other”. Projects: “Mine”."
        line = podium.fails("sync", "Mine", "pull")
        assert line.startswith("“Mine” is not linked to a Label Studio.")
        other = RunningApp(app.address, app.pid, "wrong")
        with pytest.raises(PodiumError, match="answered 403"):
            ask_app(other, ASKED, bool)
        hint = httpx.post(f"{app.address}/api/label-studio/1", trust_env=False)
        assert hint.status_code == 403
        assert "content-security-policy" in hint.headers
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        assert not file.exists()


def test_what_a_killed_app_left_behind_is_not_asked(database: Path, podium: Podium) -> None:
    with running("uvicorn", database) as (process, _):
        process.kill()
        process.wait(30)
    assert database.with_name("podium.duckdb.app").exists()
    holding = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    )
    with holding:
        assert holding.stdout
        holding.stdout.readline()
        assert "is in use by another process" in podium.fails("sync", "Mine", "pull")
        holding.kill()


HOLD = """
import sys
from pathlib import Path
from lib.store.database import Database
database = Database(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""


def answering(monkeypatch: pytest.MonkeyPatch, status: int, *lines: str) -> None:
    """Whatever is asked is answered with these lines."""

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, content="".join(f"{line}\n" for line in lines))

    client = httpx.Client
    monkeypatch.setattr(
        httpx,
        "Client",
        lambda **options: client(**options, transport=httpx.MockTransport(answer)),
    )


APP = RunningApp("http://127.0.0.1:8501", os.getpid(), "s")
PROGRESS = '{"progress": {"doing": "Reading", "done": 1, "total": null}}'


def test_the_progress_is_told_and_the_outcome_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, 200, PROGRESS, '{"outcome": {"direction": "pull", "messages": ["A"]}}')
    told: list[Progress] = []
    assert ask_app(APP, ASKED, told.append) == SyncOutcome("pull", messages=("A",))
    assert told == [Progress("Reading", 1)]


@pytest.mark.parametrize(
    ("status", "lines", "says"),
    [
        (200, (PROGRESS, '{"failure": "Nothing answers."}'), "^Nothing answers.$"),
        (200, (PROGRESS,), "stopped answering before the sync was over"),
        (200, ("<html>",), "cannot be read: '<html>'"),
        (200, ('{"outcome": {"direction": "up"}}',), "cannot be read"),
        (200, ("{}",), "cannot be read"),
        (401, ("You are not signed in.",), 'answered 401, "You are not signed in."'),
    ],
)
def test_what_goes_wrong_there_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, status: int, lines: tuple[str, ...], says: str
) -> None:
    answering(monkeypatch, status, *lines)
    with pytest.raises(PodiumError, match=says):
        ask_app(APP, ASKED, bool)


def test_an_app_that_does_not_answer_is_named() -> None:
    app = RunningApp(f"http://127.0.0.1:{free_port()}", os.getpid(), "s")
    with pytest.raises(PodiumError, match=rf"^The running Podium at {app.address} does not answer"):
        ask_app(app, ASKED, bool)

"""The sync route: for who knows the secret beside the database, told line by line."""

import asyncio
import json
import threading

import httpx
import pytest
from starlette.applications import Starlette

from lib import api
from lib.api import sync as sync_route
from lib.domain.label_studio import Progress, SyncCounts, SyncOutcome
from lib.errors import Unreachable
from lib.services.application import close_application, open_application
from lib.services.label_studio import jobs
from lib.services.label_studio.jobs import STOPPED, last_job, stop_jobs
from lib.services.running_app import announce_app, withdraw_app
from lib.settings import read_settings
from tests.factories import add_project
from tests.gate.in_process import InProcess

OUTCOME = SyncOutcome("pull", pulled=SyncCounts(new_tasks=2), messages=("Read “it”.",))
ASKED = {"project": "Mine", "direction": "pull"}


@pytest.fixture
def database(tmp_path):
    yield open_application(read_settings({"PODIUM_DATABASE": str(tmp_path / "podium.duckdb")}))
    stop_jobs(30)
    close_application()


@pytest.fixture
def secret(database):
    yield announce_app(database.path, "http://127.0.0.1:8501").secret
    withdraw_app(database.path)


@pytest.fixture
def app():
    return Starlette(routes=api.ROUTES)


@pytest.fixture
def client(app):
    with httpx.Client(transport=InProcess(app), base_url="http://localhost") as client:
        yield client


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(sync_route, "LOOK_SECONDS", 0.01)


def bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def told(answer):
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


def test_a_sync_is_told_line_by_line_and_ends_with_its_outcome(
    database, client, secret, monkeypatch
):
    project = add_project(database, "Mine")
    asked = []

    def carry_out(_, request, on_progress):
        asked.append(request)
        on_progress(Progress("Reading", 1, 2))
        return OUTCOME

    monkeypatch.setattr(jobs, "carry_out", carry_out)
    body = {**ASKED, "token": "t", "dry_run": True, "ls_project_id": 7}
    *_, last = told(client.post("/api/sync", json=body, headers=bearer(secret)))
    assert last == {
        "outcome": {
            "direction": "pull",
            "pulled": {
                "new_tasks": 2,
                "new_predictions": 0,
                "new_annotations": 0,
                "changed_annotations": 0,
                "deleted_annotations": 0,
                "deleted_tasks": 0,
            },
            "pushed": dict.fromkeys(last["outcome"]["pushed"], 0),
            "conflicts": 0,
            "kept_aside": 0,
            "open_conflicts": 0,
            "all_kept_aside": 0,
            "messages": ["Read “it”."],
        }
    }
    assert (asked[0].token, asked[0].dry_run, asked[0].ls_project_id) == ("t", True, 7)
    assert last_job(project.project_id).progress == Progress("Reading", 1, 2)


def test_a_failure_is_the_last_line(database, client, secret, monkeypatch):
    add_project(database, "Mine")

    def carry_out(*_):
        raise Unreachable("Nothing answers.")

    monkeypatch.setattr(jobs, "carry_out", carry_out)
    lines = told(client.post("/api/sync", json=ASKED, headers=bearer(secret)))
    assert lines[-1] == {"failure": "Nothing answers."}


def test_an_unknown_project_is_a_failure_too(client, secret):
    (line,) = told(client.post("/api/sync", json=ASKED, headers=bearer(secret)))
    assert line == {"failure": "There is no project “Mine”. Projects: none yet."}


@pytest.mark.parametrize(
    "given", [None, "", "Bearer", "Bearer ", "Bearer wrong", "bearer {}", "Basic {}", "{}"]
)
def test_without_the_secret_nothing_is_done(database, client, secret, given):
    project = add_project(database, "Mine")
    headers = {} if given is None else {"Authorization": given.format(secret)}
    answer = client.post("/api/sync", json=ASKED, headers=headers)
    assert answer.status_code == 403
    assert "Mine" not in answer.text
    assert last_job(project.project_id) is None


def test_where_the_app_has_announced_nothing_no_secret_fits(database, client):
    assert client.post("/api/sync", json=ASKED, headers=bearer("")).status_code == 403


def test_another_computer_is_refused_even_with_the_secret(app, secret):
    async def ask():
        transport = httpx.ASGITransport(app, client=("192.0.2.2", 5000))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post("/api/sync", json=ASKED, headers=bearer(secret))

    assert asyncio.run(ask()).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"project": "Mine"}',
        b'{"project": "Mine", "direction": "sideways", "token": "hush"}',
        b'{"project": "Mine", "direction": "pull", "token": {"hush": 1}}',
        b'{"project": 1, "direction": "pull", "ls_project_id": "hush"}',
    ],
)
def test_what_is_no_request_gets_a_sentence_that_repeats_nothing(client, secret, body):
    answer = client.post("/api/sync", content=body, headers=bearer(secret))
    assert answer.status_code == 422
    assert answer.text.startswith("This is no sync request: ")
    assert "hush" not in answer.text


def test_a_body_above_64_kb_is_refused(client, secret):
    answer = client.post("/api/sync", content=b" " * 70_000, headers=bearer(secret))
    assert answer.status_code == 413


def test_a_sync_that_nobody_listens_to_any_more_is_stopped(database, secret, app, monkeypatch):
    project = add_project(database, "Mine")
    heard = threading.Event()

    def carry_out(_, __, on_progress):
        while True:
            on_progress(Progress("Reading"))
            heard.wait(0.01)

    monkeypatch.setattr(jobs, "carry_out", carry_out)
    body = json.dumps(ASKED).encode()
    scope = {
        "type": "http",
        "asgi": {"spec_version": "2.3"},
        "method": "POST",
        "path": "/api/sync",
        "headers": [(b"authorization", f"Bearer {secret}".encode())],
        "query_string": b"",
        "client": ("127.0.0.1", 5000),
    }

    async def talk():
        first_line = asyncio.Event()
        asked = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive():
            for message in asked:
                return message
            await first_line.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            if message.get("body"):
                first_line.set()

        await app(scope, receive, send)

    asyncio.run(talk())
    job = last_job(project.project_id)
    assert job.wait(30)
    assert job.failure == STOPPED


def test_a_stopped_sync_that_waits_for_a_slow_server_is_not_waited_for(
    database, client, secret, monkeypatch
):
    project = add_project(database, "Mine")
    monkeypatch.setattr(sync_route, "PATIENCE_SECONDS", 0.02)
    slow = threading.Event()

    def carry_out(_, __, on_progress):
        last_job(project.project_id).stop()
        slow.wait(30)
        return OUTCOME

    monkeypatch.setattr(jobs, "carry_out", carry_out)
    lines = told(client.post("/api/sync", json=ASKED, headers=bearer(secret)))
    slow.set()
    assert lines[-1] == {"failure": STOPPED}

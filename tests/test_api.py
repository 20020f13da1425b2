"""The download route: an error is an answer, not half a file."""

import httpx
import pytest
from starlette.applications import Starlette

from lib import api
from lib.domain.annotation import Annotator
from lib.errors import StorageError
from lib.services import application
from lib.services.application import close_application, open_application
from lib.settings import read_settings
from tests.factories import add_project, make_id
from tests.gate.in_process import InProcess


@pytest.fixture
def database(tmp_path):
    yield open_application(read_settings({"PODIUM_DATABASE": str(tmp_path / "podium.duckdb")}))
    close_application()


class SignedIn:
    """Stands where the gate does: every request comes from one person."""

    def __init__(self, app):
        self._app = app

    async def __call__(self, scope, receive, send):
        await self._app({**scope, "user": Annotator(make_id("ann"), 1, "Ann", None)}, receive, send)


@pytest.fixture
def client():
    transport = InProcess(SignedIn(Starlette(routes=api.ROUTES)))
    with httpx.Client(transport=transport, base_url="http://localhost") as client:
        yield client


def test_a_download_is_the_whole_export(database, client):
    add_project(database, "Mine", n_tasks=3)
    answer = client.get("/download/1/label-studio-json")
    assert answer.status_code == 200
    assert [task["id"] for task in answer.json()] == [1, 2, 3]
    assert answer.headers["content-disposition"] == 'attachment; filename="mine.json"'


@pytest.mark.parametrize("path", ["/download/2/label-studio-json", "/download/1/xml"])
def test_what_does_not_exist_is_not_found(database, client, path):
    add_project(database)
    assert client.get(path).status_code == 404


def test_a_database_that_is_not_open_is_told_as_unavailable(client):
    assert not application._open
    answer = client.get("/download/1/label-studio-json")
    assert (answer.status_code, answer.text) == (
        503,
        "Podium has not opened its database. Start it with `make run`.",
    )
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("export_format", ["label-studio-json", "label-studio-csv"])
def test_an_export_whose_first_task_cannot_be_read_is_an_answer(
    database, client, monkeypatch, export_format
):
    add_project(database, n_tasks=1)

    def fail(*_):
        raise StorageError("The disk is gone.")

    monkeypatch.setattr("lib.services.exports.tasks.list_tasks_after", fail)
    answer = client.get(f"/download/1/{export_format}")
    assert (answer.status_code, answer.text) == (503, "The disk is gone.")

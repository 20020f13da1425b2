"""The webhook route: a hint for who knows the secret, and nothing for anybody else."""

import asyncio
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request

from lib import api
from lib.api.request_body import bounded_body
from lib.domain.label_studio import Link
from lib.services.application import close_application, open_application
from lib.services.label_studio import links as project_links
from lib.services.label_studio.webhook import new_webhook_secret
from lib.settings import read_settings
from lib.store import links
from tests.factories import add_project
from tests.gate.in_process import InProcess

HEADER = "X-Podium-Secret"


@pytest.fixture
def database(tmp_path):
    yield open_application(read_settings({"PODIUM_DATABASE": str(tmp_path / "podium.duckdb")}))
    close_application()


@pytest.fixture
def client():
    transport = InProcess(Starlette(routes=api.ROUTES))
    with httpx.Client(transport=transport, base_url="http://localhost") as client:
        yield client


@pytest.fixture
def hints(monkeypatch):
    hinted = []
    monkeypatch.setattr("lib.api.webhook.hint", hinted.append)
    return hinted


@pytest.fixture
def linked(database):
    """A linked project and its webhook's secret."""
    project = add_project(database, "Mine")
    link = Link(project.project_id, "http://labels.example", 7, "Theirs")
    database.write(lambda c: links.put_link(c, link))
    return project, new_webhook_secret(database, project.project_id)


def test_the_right_secret_is_a_hint_and_gets_no_data(client, linked, hints):
    project, secret = linked
    answer = client.post("/api/label-studio/1", headers={HEADER: secret}, json={"action": "any"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert hints == [project.project_id]


@pytest.mark.parametrize("given", [{}, {HEADER: ""}, {HEADER: "wrong"}, {HEADER: "ü".encode()}])
def test_a_wrong_secret_an_unknown_and_an_unlinked_project_are_answered_alike(
    client, database, linked, hints, given
):
    add_project(database, "Not linked")
    answers = [client.post(f"/api/label-studio/{n}", headers=given) for n in (1, 2, 3, 999999999)]
    answers.append(client.post("/api/label-studio/2", headers={HEADER: linked[1]}))
    assert {(each.status_code, each.text) for each in answers} == {
        (403, "This webhook does not bring the secret of a linked project, so nothing was done.\n")
    }
    assert hints == []


def test_a_link_without_a_webhook_has_no_secret_that_fits(client, database, linked, hints):
    project, _ = linked
    link = project_links.find_link(database, project.project_id)
    database.write(lambda c: links.put_link(c, replace(link, webhook_secret_hash=None)))
    assert client.post("/api/label-studio/1", headers={HEADER: ""}).status_code == 403
    assert hints == []


def test_a_large_body_is_no_reason_to_miss_the_hint(client, linked, hints):
    headers = {HEADER: linked[1]}
    answer = client.post("/api/label-studio/1", headers=headers, content=b"x" * 1_000_000)
    assert answer.status_code == 204
    assert len(hints) == 1


@pytest.mark.parametrize(("chunks", "read"), [(3, 3), (6, 6), (7, 7), (1000, 7)])
def test_a_body_is_read_up_to_64_kb_and_no_further(chunks, read):
    # 6 × 10,000 bytes are below 65,536, the seventh chunk is the one that goes beyond.
    messages = [
        {"type": "http.request", "body": b"x" * 10_000, "more_body": number < chunks - 1}
        for number in range(chunks)
    ]
    left = iter(messages)

    async def receive():
        return next(left)

    body = asyncio.run(bounded_body(Request({"type": "http"}, receive)))
    assert body == (b"x" * 10_000 * chunks if chunks < 7 else None)
    assert len(list(left)) == chunks - read


def test_other_methods_and_a_database_that_is_not_open_are_refused(client, linked):
    assert client.get("/api/label-studio/1").status_code == 405
    close_application()
    answer = client.post("/api/label-studio/1", headers={HEADER: linked[1]})
    assert answer.status_code == 503

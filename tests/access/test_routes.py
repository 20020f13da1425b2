"""Each of our own HTTP routes, asked by everybody who is signed in (the gate stops all others)."""

from collections.abc import Callable

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from lib import api
from lib.domain.annotation import Annotator
from lib.gate.headers import with_identity
from lib.services.exports import FORMATS
from lib.services.offers import offer_file
from lib.store.database import Database
from tests.access.made_team import MODEL, OURS, ROLES, THEIRS, Team
from tests.gate.in_process import InProcess

SIGNED_IN = tuple(role for role in ROLES if role != "nobody")
Ask = Callable[..., httpx.Response]

TRIED = {
    "/download/{number:int}/{format}": "a reviewer of the project",
    "/download/person/{number:int}": "oneself, or an admin",
    "/file/{token}": "to whom it was offered",
    "/api/label-studio/{number:int}": "who knows the secret of the project's webhook",
    "/api/sync": "the command line of this computer",
}
"""Each route and who gets an answer there; docs/access.md tells the same."""


@pytest.fixture
def ask(database: Database, team: Team) -> Ask:
    """`ask(role, method, path)` asks as that person, as the gate would name them."""
    app = Starlette(routes=api.ROUTES)

    def asking(role: str, method: str, path: str, **options: object) -> httpx.Response:
        person: Annotator = team.people[role]

        async def named(scope: Scope, receive: Receive, send: Send) -> None:
            await app(with_identity(scope, person), receive, send)

        with httpx.Client(transport=InProcess(named), base_url="http://localhost") as client:
            return client.request(method, path, **options)

    return asking


def test_every_route_is_tried_here() -> None:
    assert {route.path for route in api.ROUTES} == TRIED.keys()


@pytest.mark.parametrize("export_format", FORMATS)
def test_an_export_is_for_those_who_review_the_project(
    export_format: str, ask: Ask, team: Team
) -> None:
    for role in SIGNED_IN:
        answer = ask(role, "GET", f"/download/{team.ours.number}/{export_format}")
        if role in ("reviewer", "admin"):
            assert answer.status_code == 200
            assert OURS in answer.text
            assert THEIRS not in answer.text
        else:
            assert answer.status_code == (403 if role == "annotator" else 404)
            assert OURS not in (answer.text + str(answer.headers)).lower()
            assert "attachment" not in answer.headers.get("content-disposition", "")


def test_a_project_of_others_is_answered_as_one_that_does_not_exist(ask: Ask, team: Team) -> None:
    foreign = ask("outsider", "GET", f"/download/{team.ours.number}/label-studio-json")
    missing = ask("outsider", "GET", "/download/77/label-studio-json")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.text.replace(str(team.ours.number), "77") == missing.text


def test_an_offered_file_is_for_the_person_to_whom_it_was_offered(ask: Ask, team: Team) -> None:
    offer = offer_file(
        team.people["reviewer"],
        "x.csv",
        "text/csv",
        lambda: OURS.encode(),
        needed="reviewer",
        project_id=team.ours.project_id,
    )
    for role in SIGNED_IN:
        answer = ask(role, "GET", offer.path)
        assert (answer.status_code, OURS in answer.text) == (
            (200, True) if role == "reviewer" else (404, False)
        )


def test_what_somebody_wrote_is_for_them_and_for_an_admin(ask: Ask, team: Team) -> None:
    for role in (*SIGNED_IN, "writer", "stranger"):
        answer = ask(role, "GET", f"/download/person/{team.people['writer'].number}")
        if role in ("writer", "admin"):
            assert answer.status_code == 200
            assert OURS in answer.text
            assert THEIRS not in answer.text
            # Who labels here does not find out by it which model wrote what.
            assert (MODEL in answer.text) == (role == "admin")
        else:
            assert answer.status_code in (403, 404)
            assert OURS not in (answer.text + str(answer.headers)).lower()


@pytest.mark.parametrize("path", ["/api/sync", "/api/label-studio/1", "/api/label-studio/2"])
def test_a_role_is_worth_nothing_where_a_program_shows_its_secret(path: str, ask: Ask) -> None:
    for role in SIGNED_IN:
        for headers in ({}, {"Authorization": "Bearer x", "X-Podium-Secret": "x"}):
            answer = ask(role, "POST", path, headers=headers, json={})
            assert answer.status_code == 403
            assert not any(word in answer.text.lower() for word in (OURS, THEIRS))


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_is_to_be_read_cannot_be_written(method: str, ask: Ask) -> None:
    for route in api.ROUTES:
        if route.methods == {"GET", "HEAD"}:
            path = route.path.replace("{number:int}", "1").replace("{format}", "label-studio-csv")
            assert ask("admin", method, path.replace("{token}", "A")).status_code == 405


def test_an_annotator_is_told_what_it_takes(ask: Ask) -> None:
    answer = ask("annotator", "GET", "/download/1/label-studio-json")
    assert answer.text.startswith("You may not do this: it takes a reviewer of this project.")

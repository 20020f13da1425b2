"""The route of what one person wrote: to them and to admins, and to nobody else."""

import httpx
import pytest
from starlette.applications import Starlette

from lib import api
from lib.services.application import close_application, current_database, open_application
from lib.services.team import add_person, set_admin
from lib.settings import Settings
from tests.gate.in_process import InProcess


@pytest.fixture
def people(tmp_path):
    """Ann, an admin, and Ben, in password mode."""
    database = open_application(Settings(tmp_path / "podium.duckdb", auth="password"))
    ann = add_person(database, "Ann", "ann@example.org")
    set_admin(database, ann.annotator_id, True)
    yield {"Ann": ann, "Ben": add_person(database, "Ben", "ben@example.org")}
    close_application()


def ask(person, path: str) -> httpx.Response:
    """As the gate hands a request of somebody's on."""

    async def signed_in(scope, receive, send):
        await Starlette(routes=api.ROUTES)({**scope, "user": person}, receive, send)

    with httpx.Client(transport=InProcess(signed_in), base_url="http://localhost") as client:
        return client.get(path)


def test_everybody_gets_their_own(people):
    answer = ask(people["Ben"], f"/download/person/{people['Ben'].number}")
    assert answer.status_code == 200
    assert answer.json()["person"]["email"] == "ben@example.org"
    assert answer.headers["content-disposition"] == 'attachment; filename="podium-person-2.json"'
    assert answer.headers["cache-control"] == "no-store"


def test_an_admin_gets_anybodys(people):
    answer = ask(people["Ann"], f"/download/person/{people['Ben'].number}")
    assert answer.json()["person"]["name"] == "Ben"


@pytest.mark.parametrize("number", [1, 77, 2**70])
def test_others_are_refused_whether_or_not_there_is_somebody(people, number):
    answer = ask(people["Ben"], f"/download/person/{number}")
    assert answer.status_code == 403
    assert "Ann" not in answer.text


def test_nobody_is_not_found_by_an_admin(people):
    assert ask(people["Ann"], "/download/person/77").status_code == 404


def test_a_database_that_is_closed_is_told_as_unavailable(people):
    current_database().close()
    assert ask(people["Ann"], "/download/person/1").status_code == 503

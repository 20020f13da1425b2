"""The route of offered files: for their owner only, made when they are taken."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from lib import api
from lib.domain.annotation import Annotator
from lib.errors import InvalidInput, NotAllowed, StorageError
from lib.services import offers
from lib.services.access import forget_roles
from lib.services.application import close_application, open_application
from lib.settings import Settings
from lib.store import annotators, memberships
from lib.store.database import Database
from tests.factories import add_project, make_id
from tests.gate.in_process import InProcess

ANN = Annotator(make_id("ann"), 1, "Ann", None)
BEN = Annotator(make_id("ben"), 2, "Ben", None)
ROUTES = Starlette(routes=api.ROUTES)
offer_file = partial(offers.offer_file, needed="anybody", project_id=None)


@pytest.fixture(autouse=True)
def database(tmp_path: Path) -> Iterator[Database]:
    """An application in which roles count."""
    yield open_application(Settings(database=tmp_path / "podium.duckdb", auth="password"))
    close_application()


@contextmanager
def as_(person: Annotator) -> Iterator[httpx.Client]:
    """Somebody whom the gate has let in."""

    async def signed_in(scope: Scope, receive: Receive, send: Send) -> None:
        await ROUTES({**scope, "user": person}, receive, send)

    with httpx.Client(transport=InProcess(signed_in), base_url="http://localhost") as client:
        yield client


def taken(person: Annotator, path: str) -> httpx.Response:
    with as_(person) as client:
        return client.get(path)


def test_the_owner_gets_the_file_under_its_name_and_no_cache_keeps_it() -> None:
    offer = offer_file(ANN, "raten “né”.csv", "text/csv", lambda: b"model,n\r\n")
    answer = taken(ANN, offer.path)
    assert (answer.status_code, answer.content) == (200, b"model,n\r\n")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    # Each byte of “, ” and é in UTF-8, and the blank, in hexadecimal.
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''raten%20%E2%80%9Cn%C3%A9%E2%80%9D.csv"
    )
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_name_with_odd_characters_makes_no_other_header_and_no_folder() -> None:
    offer = offer_file(ANN, 'a"\r\nSet-Cookie: b=c/../d;.csv', "text/csv", lambda: b"")
    answer = taken(ANN, offer.path)
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-disposition"].endswith(
        "''a%22%0D%0ASet-Cookie%3A%20b%3Dc%2F..%2Fd%3B.csv"
    )


def test_somebody_else_finds_nothing_and_nothing_is_made() -> None:
    made: list[str] = []
    offer = offer_file(ANN, "rates.csv", "text/csv", lambda: made.append("once") or b"n")
    answer = taken(BEN, offer.path)
    assert answer.status_code == 404
    assert answer.text == taken(ANN, "/file/unknown").text
    assert answer.headers["content-type"].startswith("text/plain")
    assert not made


def test_the_file_is_made_at_the_click_in_another_thread() -> None:
    threads: list[int] = []

    def make() -> bytes:
        threads.append(threading.get_ident())
        return b"n"

    offer = offer_file(ANN, "rates.csv", "text/csv", make)
    assert not threads
    assert taken(ANN, offer.path).content == b"n"
    assert threads != [threading.get_ident()]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotAllowed("It takes a reviewer."), 403),
        (InvalidInput("Too many models."), 422),
        (StorageError("The disk is gone."), 503),
    ],
)
def test_what_keeps_a_file_from_being_made_is_told_in_a_sentence(
    error: Exception, status: int
) -> None:
    def fail() -> bytes:
        raise error

    offer = offer_file(ANN, "rates.csv", "text/csv", fail)
    answer = taken(ANN, offer.path)
    assert (answer.status_code, answer.text) == (status, str(error))
    assert "content-disposition" not in answer.headers


def test_the_role_is_asked_for_again_when_the_file_is_taken(database: Database) -> None:
    made: list[str] = []
    project, other = add_project(database), add_project(database, name="Another")
    ann = database.write(lambda c: annotators.find_or_add_annotator(c, "Ann"))

    def give(role: str) -> None:
        database.write(
            lambda c: memberships.put_membership(c, project.project_id, ann.annotator_id, role)
        )
        forget_roles(database)

    def offered(project_id: UUID) -> offers.Offer:
        make = lambda: made.append("once") or b"n"  # noqa: E731
        return offers.offer_file(
            ann, "x.csv", "text/csv", make, needed="reviewer", project_id=project_id
        )

    give("reviewer")
    ours, theirs = offered(project.project_id), offered(other.project_id)
    assert taken(ann, ours.path).status_code == 200
    assert taken(ann, theirs.path).status_code == 403
    give("annotator")
    answer = taken(ann, ours.path)
    assert (answer.status_code, made) == (403, ["once"])
    assert "it takes a reviewer of this project" in answer.text

"""What somebody gets to see when Podium itself fails: that it did, and nothing of how."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from lib.gate.headers import inline_script_hashes
from lib.store.database import Database
from tests.access.made_team import OURS, Team
from tests.access.served import WAYS, Served, asked, opened, run, served, text_of

DAMAGE = '["damaged in a way that nobody expects"]'
INSIDES = ("traceback", "lib/", ".py", "attributeerror", "typeerror", "damaged in a way")


@pytest.fixture(scope="module", params=WAYS)
def app(
    request: pytest.FixtureRequest,
    prepared: tuple[Path, Team],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    """An app whose tasks are damaged, and that was told to show all details."""
    path = tmp_path_factory.mktemp(request.param) / "podium.duckdb"
    shutil.copy(prepared[0], path)
    database = Database(path)
    database.write(lambda c: c.execute("UPDATE task SET data = $1", [DAMAGE]))
    database.close()
    with served(request.param, path, STREAMLIT_CLIENT_SHOW_ERROR_DETAILS="full") as running:
        yield running


def exceptions(messages: list[ForwardMsg]) -> list[ForwardMsg]:
    return [
        message
        for message in messages
        if message.WhichOneof("type") == "delta"
        and message.delta.new_element.WhichOneof("type") == "exception"
    ]


def test_a_page_that_fails_says_so_and_shows_nothing_of_how(app: Served) -> None:
    with opened(app.signed_in(name="Ada")) as socket:
        failed = exceptions(run(socket, asked("label", "project=1&task=4")))
    assert len(failed) == 1
    shown = text_of(failed)
    assert not [each for each in (*INSIDES, OURS) if each in shown]
    # It did fail, and whoever runs Podium finds out how.
    assert "Traceback" in app.said()


def test_a_route_that_fails_says_so_under_the_same_headers_as_any_other_answer(
    app: Served,
) -> None:
    client = app.signed_in(name="Ada")
    answer = client.get("/download/1/label-studio-csv")
    assert (answer.status_code, answer.text) == (
        500,
        "Podium failed to answer; the details are in its log.\n",
    )
    for name, value in app.client().get("/healthz").headers.items():
        if name in ("content-security-policy", "x-frame-options", "referrer-policy"):
            assert answer.headers[name] == value


HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    "path", ["/", "/signin", "/nothing/here", "/_stcore/host-config", "/static/x", "/download/9/x"]
)
def test_whatever_streamlit_or_a_route_answers_carries_the_security_headers(
    path: str, app: Served
) -> None:
    for client in (app.client(), app.signed_in(name="Ada")):
        answer = client.get(path, headers=HTML)
        assert answer.headers["content-security-policy"].startswith("default-src 'self'; ")
        assert "'unsafe-eval'" not in answer.headers["content-security-policy"]
        assert answer.headers.get_list("x-frame-options") == ["SAMEORIGIN"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "server" not in answer.headers


def test_the_inline_script_of_the_page_that_is_served_is_the_one_that_may_run(
    app: Served,
) -> None:
    page = app.signed_in(name="Ada").get("/", headers=HTML)
    (digest,) = inline_script_hashes(page.content)
    assert digest in page.headers["content-security-policy"]

"""A process that has just started, full of projects: without a session it gives nothing away."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.routing import Route
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from lib import api
from lib.gate.headers import IDENTITY_HEADER
from lib.gate.middleware import OPEN_ROUTES, OWN_SECRET_ROUTES
from lib.gate.sessions import SESSION_COOKIE
from lib.gate.sign_in import sign_in_routes
from lib.ui.page_files import PAGES
from tests.access.made_team import OURS, THEIRS, Team
from tests.access.served import Served, served, stream

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PAGE_NAMES = sorted(path.stem for path in PAGES.glob("*.py"))
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

STREAMLITS = (
    "/index.html",
    "/manifest.json",
    "/static/js/index.js",
    "/app/static/x",
    "/media/0123456789abcdef.csv",
    "/component/streamlit_sortables.sortable_items/index.html",
    "/_stcore/health",
    "/_stcore/script-health-check",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/allowed-message-origins",
    "/_stcore/stream",
    "/_stcore/upload_file/a/b",
    "/_stcore/bidi-components/x/index.js",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/_stcore/agent/interact",
    "/auth/login",
    "/auth/logout",
    "/oauth2callback",
    "/docs",
    "/openapi.json",
)
"""What Streamlit serves, or might."""


def paths_of(route: Route) -> Iterator[str]:
    """A route's path with its parameters filled in, for either project."""
    for number in (1, 2):
        filled = route.path.replace("{number:int}", str(number))
        yield filled.replace("{format}", "label-studio-json").replace("{token}", "A" * 43)


OURS_AND_THEIRS = sorted(
    {path for route in (*api.ROUTES, *sign_in_routes()) for path in paths_of(route)}
)


def is_open(method: str, path: str) -> bool:
    """Whether something else than the gate answers there: the sign-in or a check of its own."""
    own_secret = method == "POST" and OWN_SECRET_ROUTES.fullmatch(path) is not None
    return (method, path) in OPEN_ROUTES or own_secret


@pytest.fixture(
    scope="module", params=[("streamlit", "local"), ("uvicorn", "password")], ids=" ".join
)
def app(
    request: pytest.FixtureRequest,
    prepared: tuple[Path, Team],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    way, auth = request.param
    database = tmp_path_factory.mktemp(way) / "podium.duckdb"
    shutil.copy(prepared[0], database)
    with served(way, database, PODIUM_AUTH=auth) as running:
        yield running


@pytest.fixture
def stranger(app: Served) -> httpx.Client:
    return app.client()


def gives_nothing_away(answer: httpx.Response) -> bool:
    said = (answer.text + str(answer.headers.multi_items())).lower()
    return not any(word in said for word in (OURS, THEIRS, "wanda", "rita", "adam"))


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_a_link_to_a_page_leads_to_the_sign_in_page(name: str, stranger: httpx.Client) -> None:
    for path in (f"/{name}", f"/{name}?project=1&task=1", f"/{name}/"):
        answer = stranger.get(path, headers=HTML)
        assert (answer.status_code, answer.content) == (303, b"")
        assert answer.headers["location"].startswith(f"/signin?next=/{name}")
        assert "podium_session" not in str(answer.headers)


@pytest.mark.parametrize("method", METHODS)
def test_nothing_that_streamlit_serves_is_served(method: str, stranger: httpx.Client) -> None:
    for path in ("/", *STREAMLITS, *(f"/{name}" for name in PAGE_NAMES)):
        answer = stranger.request(method, path)
        assert answer.status_code == 401, path
        assert answer.text in ("", "You are not signed in. Reload this page to sign in.\n")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", OURS_AND_THEIRS)
def test_each_of_our_own_routes_refuses_or_is_the_sign_in(
    path: str, method: str, stranger: httpx.Client
) -> None:
    answer = stranger.request(method, path)
    assert gives_nothing_away(answer)
    if not is_open(method, path):
        assert answer.status_code == 401
    elif OWN_SECRET_ROUTES.fullmatch(path):
        assert answer.status_code == 403
    # Another site that has it sent by the browser of somebody gets no further.
    foreign = stranger.request(method, path, headers={"Origin": "http://evil.example"})
    assert gives_nothing_away(foreign)
    assert foreign.status_code in (200, 401, 403, 404)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Cookie": f"{SESSION_COOKIE}={'A' * 43}"},
        {IDENTITY_HEADER: "00000000-0000-0000-0000-000000000001"},
        {"Authorization": "Bearer x"},
    ],
    ids=str,
)
def test_a_websocket_is_refused_before_it_opens(
    headers: dict[str, str], stranger: httpx.Client
) -> None:
    with pytest.raises(InvalidStatus) as refusal, connect(**stream(stranger, "x", "y", **headers)):
        pass
    assert refusal.value.response.status_code == 403
    assert OURS.encode() not in (refusal.value.response.body or b"")


def test_the_sign_in_page_names_nobody_and_nothing(stranger: httpx.Client) -> None:
    answer = stranger.get("/signin?next=/label?project=1", headers=HTML)
    assert answer.status_code == 200
    assert gives_nothing_away(answer)


def test_the_health_check_says_one_word(stranger: httpx.Client) -> None:
    assert stranger.get("/healthz").text == "ok\n"


def test_all_that_was_asked_left_nothing_of_the_projects_in_the_log(
    app: Served, stranger: httpx.Client
) -> None:
    stranger.get("/label?project=1")
    assert not any(word in app.said().lower() for word in (OURS, THEIRS))

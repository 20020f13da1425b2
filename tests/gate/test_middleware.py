"""Nobody without a session gets past the gate, and nobody gets past it as somebody else."""

import json
import re
from collections.abc import Callable
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message

from lib.gate.headers import IDENTITY_HEADER
from lib.gate.sessions import SESSION_COOKIE
from lib.services import people
from lib.store.database import Database
from tests.gate.conftest import ORIGIN, SIGNED_OUT_FRAME, Behind
from tests.gate.in_process import conversation

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


REFUSED = [{"type": "websocket.close", "code": 1008, "reason": ""}]


@pytest.fixture
def websocket(gated: Starlette, client: httpx.Client) -> Callable[..., list[Message]]:
    """Talk on a websocket of that client: `websocket(*steps, headers={…})` gives what was said."""

    def talk(
        *steps: bytes | Callable[[], object], headers: dict[str, str] | None = None
    ) -> list[Message]:
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        given = {"Host": "localhost:8501", "Origin": ORIGIN, "Cookie": cookie}
        return conversation(gated, "/_stcore/stream", given | (headers or {}), *steps)

    return talk


def person_id(database: Database, client: httpx.Client) -> UUID:
    person = people.session_person(database, client.cookies[SESSION_COOKIE])
    assert person is not None
    return person.annotator_id


@pytest.mark.parametrize(
    ("wanted", "location"),
    [
        ("/", "/signin?next=/"),
        ("/leaderboard", "/signin?next=/leaderboard"),
        ("/label?project=3&x=a%20b", "/signin?next=/label%3Fproject%3D3%26x%3Da%2520b"),
        ("/media/x.png", "/signin?next=/media/x.png"),
    ],
)
def test_somebody_unknown_who_opens_a_page_is_led_to_the_sign_in_page(
    client: httpx.Client, wanted: str, location: str
) -> None:
    answer = client.get(wanted, headers=HTML)
    assert (answer.status_code, answer.headers["location"], answer.content) == (303, location, b"")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/media/x"),
        ("GET", "/component/x/index.html"),
        ("GET", "/_stcore/health"),
        ("GET", "/_stcore/host-config"),
        ("GET", "/_stcore/metrics"),
        ("GET", "/_stcore/agent/openapi.json"),
        ("POST", "/_stcore/agent/interact"),
        ("PUT", "/_stcore/upload_file/a/b"),
        ("GET", "/static/js/index.js"),
        ("GET", "/signin/../media/x"),
        ("GET", "/healthz/"),
        ("GET", "/signout"),
        ("PUT", "/signin"),
        ("DELETE", "/healthz"),
    ],
)
def test_anything_else_is_401_for_somebody_unknown(
    client: httpx.Client, method: str, path: str
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 401
    assert answer.text == "You are not signed in. Reload this page to sign in.\n"


def test_a_session_that_nobody_started_opens_nothing(client: httpx.Client) -> None:
    client.cookies.set(SESSION_COOKIE, "A" * 43)
    assert client.get("/").status_code == 401


def test_the_health_check_and_the_sign_in_page_are_open(client: httpx.Client) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/signin").status_code == 200


def test_a_signed_in_person_is_named_to_the_application(
    signed_in: httpx.Client, database: Database
) -> None:
    ours = str(person_id(database, signed_in))
    assert signed_in.get("/leaderboard").json() == {"persons": [ours]}


@pytest.mark.parametrize("name", [IDENTITY_HEADER, IDENTITY_HEADER.lower()])
def test_the_identity_that_a_client_claims_is_dropped(
    signed_in: httpx.Client, websocket: Callable[..., list[Message]], database: Database, name: str
) -> None:
    ours = str(person_id(database, signed_in))
    assert signed_in.get("/", headers={name: "somebody"}).json() == {"persons": [ours]}
    greeting = websocket(headers={name: "somebody"})[1]
    assert json.loads(greeting["text"]) == {"persons": [ours]}
    signed_in.cookies.clear()
    assert signed_in.get("/healthz", headers={name: "somebody"}).json() == {"persons": []}


def test_every_response_carries_the_security_headers(client: httpx.Client) -> None:
    answers = [
        client.get("/", headers=HTML),
        client.get("/"),
        client.get("/healthz"),
        client.get("/signin"),
        client.post("/signin", data={"name": " "}),
        client.get("/", headers={"Host": "evil.example"}),
        client.post("/signin", data={"name": "Ada"}),
        client.get("/"),
        client.post("/signout"),
    ]
    assert [each.status_code for each in answers] == [303, 401, 200, 200, 422, 403, 303, 200, 303]
    for answer in answers:
        assert answer.headers["content-security-policy"].startswith("default-src 'self'; ")
        assert answer.headers.get_list("x-frame-options") == ["SAMEORIGIN"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"


OTHER_SITES = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN},
    {"Origin": "http://evil.example"},
    {"Origin": "http://localhost:3000"},
    {"Origin": "null"},
    {"Origin": ""},
]


@pytest.mark.parametrize("headers", OTHER_SITES, ids=str)
def test_another_site_can_neither_sign_somebody_in_nor_out_nor_send_anything(
    signed_in: httpx.Client, headers: dict[str, str]
) -> None:
    for method, path in [("POST", "/signin"), ("POST", "/signout"), ("PUT", "/_stcore/upload")]:
        answer = signed_in.request(method, path, headers=headers, data={"name": "Eve"})
        assert answer.status_code == 403
        assert answer.text.startswith(("This request did not come from", "Podium is in local mode"))
    assert signed_in.get("/").status_code == 200


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_what_the_browser_calls_our_own_page_may_send(client: httpx.Client, site: str) -> None:
    headers = {"Sec-Fetch-Site": site, "Origin": "null"}
    assert client.post("/signin", headers=headers, data={"name": "Ada"}).status_code == 303


def test_a_websocket_without_a_session_is_refused(
    websocket: Callable[..., list[Message]], behind: Behind
) -> None:
    assert websocket(b"click") == REFUSED
    assert websocket(b"click", headers={"Cookie": f"{SESSION_COOKIE}=nobody"}) == REFUSED
    assert behind.frames == []


@pytest.mark.parametrize("headers", OTHER_SITES, ids=str)
def test_a_websocket_from_another_site_is_refused(
    signed_in: httpx.Client, websocket: Callable[..., list[Message]], headers: dict[str, str]
) -> None:
    assert websocket(b"click", headers=headers) == REFUSED


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example:8501", "Origin": "http://evil.example:8501"},
        {"X-Forwarded-For": "127.0.0.1"},
    ],
    ids=str,
)
def test_a_websocket_that_is_not_local_is_refused(
    signed_in: httpx.Client, websocket: Callable[..., list[Message]], headers: dict[str, str]
) -> None:
    assert websocket(b"click", headers=headers) == REFUSED


def test_a_signed_in_websocket_passes_with_its_subprotocol(
    signed_in: httpx.Client,
    websocket: Callable[..., list[Message]],
    database: Database,
    behind: Behind,
) -> None:
    accepted, greeting, echo, *_ = websocket(b"click")
    assert (accepted["type"], accepted["subprotocol"]) == ("websocket.accept", "streamlit")
    assert json.loads(greeting["text"]) == {"persons": [str(person_id(database, signed_in))]}
    assert echo["bytes"] == b"click"
    assert behind.frames == [b"click"]


def test_the_first_frame_after_the_session_ended_leads_to_the_sign_in_page_and_runs_nothing(
    signed_in: httpx.Client,
    websocket: Callable[..., list[Message]],
    database: Database,
    behind: Behind,
) -> None:
    session_id = signed_in.cookies[SESSION_COOKIE]
    said = websocket(b"one", lambda: people.sign_out(database, session_id), b"two", b"three")
    assert behind.frames == [b"one"]
    assert [message.get("bytes") for message in said[2:-1]] == [b"one", SIGNED_OUT_FRAME]
    assert said[-1] == {"type": "websocket.close", "code": 1008}


def test_a_session_id_is_long_and_random(client: httpx.Client) -> None:
    ids = set()
    for _ in range(20):
        client.post("/signin", data={"name": "Ada"})
        ids.add(client.cookies[SESSION_COOKIE])
    assert len(ids) == 20
    assert all(re.fullmatch(r"[\w-]{43}", each) for each in ids)


@pytest.mark.parametrize(
    "foreign",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Via": "1.1 proxy"},
        {"CF-Connecting-IP": "192.0.2.1"},
    ],
)
def test_local_mode_answers_nothing_that_a_proxy_passed_on_under_its_own_name(
    signed_in: httpx.Client, websocket: Callable[..., list[Message]], foreign: dict[str, str]
) -> None:
    assert websocket()[0]["type"] == "websocket.accept"
    assert signed_in.get("/").status_code == 200
    answer = signed_in.get("/", headers=foreign)
    assert (answer.status_code, "localhost" in answer.text) == (403, True)
    assert [message["type"] for message in websocket(headers=foreign)] == ["websocket.close"]


def test_a_page_is_not_kept_by_the_browser_and_the_frames_of_components_are(
    gated: Starlette, signed_in: httpx.Client, behind: Behind
) -> None:
    behind.content_type = "text/html; charset=utf-8"
    assert signed_in.get("/label").headers["cache-control"] == "no-store"
    assert "cache-control" not in signed_in.get("/component/x/index.html").headers
    behind.content_type = "text/javascript"
    assert "cache-control" not in signed_in.get("/static/js/index.js").headers

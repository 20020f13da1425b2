"""Signing in with e-mail and password through the gate, at the pace that it allows."""

import asyncio
import re
import threading
from dataclasses import replace

import httpx
import pytest

from lib.gate import password_sign_in, password_threads
from lib.gate.attempt_lanes import AttemptLanes
from lib.gate.password_sign_in import WRONG
from lib.gate.sessions import SESSION_COOKIE
from lib.gate.sign_in_page import password_page
from lib.services import people, sign_in_attempts
from lib.services.accounts import new_first_admin_link, use_link
from lib.services.people import list_sessions
from lib.services.sign_in_attempts import Pace, SignInAttempts
from lib.settings import Settings
from lib.store.database import Database
from tests.gate.conftest import ORIGIN

ADA, GOOD = "ada@example.org", "correct horse battery"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, auth="password")


@pytest.fixture(autouse=True)
def ada(database: Database, cheap_hashes: None) -> people.Session:
    """The admin, who has an account."""
    token = new_first_admin_link(database).partition("#")[2]
    return use_link(database, token, GOOD, name="Ada", email=ADA)


@pytest.fixture
def quick(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three failures shut an address out, and no answer is held back."""
    attempts = SignInAttempts(Pace(failures=3, first_delay=0))
    monkeypatch.setitem(sign_in_attempts._attempts_in, database.file, attempts)


def sign_in(client: httpx.Client, **fields: str) -> httpx.Response:
    return client.post("/signin", data={"email": ADA, "password": GOOD, **fields})


def test_the_right_pair_gives_a_session_and_leads_on(
    client: httpx.Client, database: Database, ada: people.Session
) -> None:
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    client.headers.update(agent)
    answer = sign_in(client, next="/label?project=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/label?project=1")
    assert client.get("/").json() == {"persons": [str(ada.person.annotator_id)]}
    assert list_sessions(database, ada.person)[0].browser == "Firefox on Linux"


def test_a_name_alone_signs_nobody_in(client: httpx.Client) -> None:
    answer = client.post("/signin", data={"name": "Ada"})
    assert answer.status_code == 422
    assert client.get("/").status_code == 401


@pytest.mark.parametrize(
    "fields",
    [
        {"password": "wrong horse battery"},
        {"email": "nobody@example.org"},
        {"email": "", "password": ""},
        {"email": "<b>x", "password": "<b>x"},
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same_and_shows_no_password(
    client: httpx.Client, fields: dict[str, str]
) -> None:
    answer = sign_in(client, next="/label", **fields)
    email = {"<b>x": "&lt;b&gt;x"}.get(fields.get("email", ADA), fields.get("email", ADA))
    expected = password_page("/label", error=WRONG, email=fields.get("email", ADA))
    assert (answer.status_code, answer.text) == (422, expected)
    assert f'value="{email}"' in answer.text
    assert "horse" not in answer.text
    assert "set-cookie" not in answer.headers


def test_somebody_archived_is_told_the_same(
    client: httpx.Client, database: Database, ada: people.Session
) -> None:
    assert sign_in(client).status_code == 303
    database.write(
        lambda c: c.execute(
            "UPDATE annotator SET archived_at = now()::TIMESTAMP WHERE annotator_id = $1",
            [ada.person.annotator_id],
        )
    )
    people.end_sessions_of(database, ada.person.annotator_id)
    assert client.get("/").status_code == 401
    answer = sign_in(client)
    assert (answer.status_code, answer.text) == (422, password_page("/", error=WRONG, email=ADA))


def test_an_address_is_shut_out_after_too_many_failures_with_a_sentence(
    client: httpx.Client, quick: None
) -> None:
    for number in range(3):
        assert sign_in(client, email=f"{number}@example.org").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900
    assert re.search(
        r"too many failed attempts from your network address. Try again in 1\d minutes\.",
        answer.text,
    )
    assert client.get("/").status_code == 401


def test_many_attempts_at_once_are_counted_one_by_one(
    client: httpx.Client, quick: None, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def wrong(_database: Database, email: str, *_: str) -> None:
        tried.append(email)

    monkeypatch.setattr("lib.services.accounts.sign_in_with_password", wrong)
    transport = client._transport._transport

    async def attempts() -> list[int]:
        async with httpx.AsyncClient(
            transport=transport, base_url=ORIGIN, headers={"Origin": ORIGIN}
        ) as browser:
            answers = await asyncio.gather(
                *(
                    browser.post("/signin", data={"email": f"{n}@x.example", "password": "guess"})
                    for n in range(12)
                )
            )
        return sorted(answer.status_code for answer in answers)

    statuses = asyncio.run(attempts())
    # Two are worked on at a time, so that at most one more than the three gets through.
    assert len(tried) in (3, 4)
    assert statuses == [422] * len(tried) + [429] * (12 - len(tried))


def test_an_account_is_slowed_down_and_never_locked(
    client: httpx.Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    now = [1000.0]

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    lanes = AttemptLanes(lambda: now[0], sleep)
    monkeypatch.setitem(password_sign_in._lanes_in, database.file, lanes)
    for _ in range(5):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 303
    # Nothing before the first four; then what the third, fourth and fifth failure ask for.
    assert slept == [0.25, 0.5, 1]
    # This computer is known now.
    sign_in(client)
    assert len(slept) == 3


def test_where_too_many_wait_a_sentence_asks_to_come_back_in_a_few_seconds(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = threading.BoundedSemaphore(1)
    monkeypatch.setitem(password_threads._places, False, places)
    with places:
        answer = sign_in(client)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "Many are signing in at this moment. Try again in a few seconds." in answer.text
    assert "horse" not in answer.text
    assert sign_in(client).status_code == 303
    # Who is known has places of their own.
    with places:
        assert sign_in(client).status_code == 303


def test_signing_in_again_ends_the_session_before(client: httpx.Client, database: Database) -> None:
    sign_in(client)
    first = client.cookies[SESSION_COOKIE]
    sign_in(client)
    assert people.session_person(database, first, "password") is None
    assert client.get("/").status_code == 200


def test_a_session_of_local_mode_does_not_stand(client: httpx.Client, database: Database) -> None:
    client.cookies.set(SESSION_COOKIE, people.sign_in(database, "Ada").session_id)
    assert client.get("/").status_code == 401


def test_what_comes_from_another_computer_or_through_a_proxy_is_answered(
    client: httpx.Client,
) -> None:
    headers = {
        "Host": "podium.example.org",
        "Origin": "https://podium.example.org",
        "X-Forwarded-For": "192.0.2.9",
    }
    assert client.get("/signin", headers=headers).status_code == 200
    data = {"email": ADA, "password": GOOD}
    assert client.post("/signin", headers=headers, data=data).status_code == 303
    assert client.post("/signin", headers={"Origin": "https://x.example"}).status_code == 403


@pytest.mark.parametrize(
    ("url", "is_secure"),
    [("https://localhost:8501", True), ("http://localhost:8501", False), (None, False)],
)
def test_the_cookie_asks_for_https_where_the_address_is_so(
    client: httpx.Client,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    url: str | None,
    is_secure: bool,
) -> None:
    known = replace(settings, url=url)
    for module in ("sessions", "sign_in", "request_check"):
        monkeypatch.setattr(f"lib.gate.{module}.current_settings", lambda: known)
    cookie = sign_in(client).headers["set-cookie"]
    assert ("Secure" in cookie.split("; ")) == is_secure


def test_the_page_asks_for_both_and_can_be_read_by_everybody(client: httpx.Client) -> None:
    page = client.get("/signin?next=/label").text
    for part in (
        '<label for="email">',
        '<label for="password">',
        'autocomplete="current-password"',
        'value="/label"',
        "Forgotten your password?",
        "dark",
    ):
        assert part in page
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?!data:)[\w/.]""", page)


def test_the_page_says_who_is_signed_in_by_the_name_of_today(
    client: httpx.Client, database: Database, ada: people.Session
) -> None:
    sign_in(client)
    assert "You are signed in as Ada." in client.get("/signin").text
    database.write(lambda c: c.execute("UPDATE annotator SET name = 'Ada Byron'"))
    assert "You are signed in as Ada Byron." in client.get("/signin").text


def test_single_sign_on_is_not_there(client: httpx.Client) -> None:
    for path in ("/sso/start", "/sso/callback?code=x&state=y"):
        assert client.get(path).status_code == 404

"""One-time links: the code comes in once, stays in a cookie, and is spent with the password."""

import re
from dataclasses import replace
from html import escape

import httpx
import pytest

from lib.gate.sessions import SESSION_COOKIE
from lib.gate.setup_link import SETUP_COOKIE
from lib.gate.setup_page import code_page, first_admin_page, password_page
from lib.services import people
from lib.services.accounts import new_first_admin_link, new_password_link, sign_in_with_password
from lib.settings import Settings
from lib.store import annotators
from lib.store.database import Database

ADA, GOOD = "ada@example.org", "correct horse battery"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, auth="password")


@pytest.fixture(autouse=True)
def cheap(cheap_hashes: None) -> None:
    pass


@pytest.fixture
def code(database: Database) -> str:
    """The code of a link for the first admin."""
    return new_first_admin_link(database).partition("#")[2]


def test_the_link_leads_step_by_step_to_an_admin_who_is_signed_in(
    client: httpx.Client, database: Database, code: str
) -> None:
    assert '<script src="/setup.js" defer></script>' in client.get("/setup").text
    answer = client.post("/setup", data={"code": f" {code} "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/setup")
    value, *attributes = answer.headers["set-cookie"].split("; ")
    assert value == f"{SETUP_COOKIE}={code}"
    assert sorted(attributes) == ["HttpOnly", "Max-Age=3600", "Path=/setup", "SameSite=strict"]
    page = client.get("/setup").text
    assert "Become the first admin of this Podium." in page
    assert code not in page
    data = {"name": "Ada", "email": ADA, "password": GOOD, "again": GOOD}
    answer = client.post("/setup", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert SETUP_COOKIE not in client.cookies
    person = people.session_person(database, client.cookies[SESSION_COOKIE], "password")
    assert person is not None
    assert (person.name, person.email) == ("Ada", ADA)
    assert client.get("/").status_code == 200


def test_code_and_password_may_come_at_once(client: httpx.Client, code: str) -> None:
    data = {"code": code, "name": "Ada", "email": ADA, "password": GOOD}
    assert client.post("/setup", data=data).status_code == 303
    assert client.get("/").status_code == 200


def test_somebody_who_was_added_is_greeted_and_gives_only_a_password(
    client: httpx.Client, database: Database
) -> None:
    bea = database.write(lambda c: annotators.find_or_add_annotator(c, "Bea", "bea@example.org"))
    client.post("/setup", data={"code": new_password_link(database, bea.annotator_id)[7:]})
    page = client.get("/setup").text
    assert "Welcome, Bea." in page
    assert 'value="bea@example.org" autocomplete="username" readonly' in page
    assert 'name="name"' not in page
    client.post("/setup", data={"password": GOOD, "name": "Eve", "email": "eve@example.org"})
    session = sign_in_with_password(database, "bea@example.org", GOOD)
    assert session is not None
    assert session.person == bea


@pytest.mark.parametrize("code", ["", "guess", "<b>", "\x00"])
def test_a_code_that_is_none_is_answered_with_a_sentence(client: httpx.Client, code: str) -> None:
    for data in ({"code": code}, {"code": code, "password": GOOD}):
        answer = client.post(
            "/setup", data={k: v.encode("utf-8", "replace") for k, v in data.items()}
        )
        assert answer.status_code == 422
        assert "This link does not serve any more" in answer.text
        assert "<b>" not in answer.text
    assert SETUP_COOKIE not in client.cookies


def test_a_used_code_opens_nothing(client: httpx.Client, code: str) -> None:
    data = {"code": code, "name": "Ada", "email": ADA, "password": GOOD}
    client.post("/setup", data=data)
    client.cookies.clear()
    assert client.post("/setup", data=data).status_code == 422
    client.cookies.set(SETUP_COOKIE, code)
    answer = client.get("/setup")
    assert answer.text == code_page()
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert client.get("/").status_code == 401


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"again": "another one"}, "The two passwords are not the same."),
        ({"password": "short", "again": "short"}, "The password has 5 characters."),
        ({"name": ""}, "The name is empty."),
        ({"email": "ada"}, "“ada” is no e-mail address."),
        ({"name": '"><b>', "email": '"><b>'}, "is no e-mail address."),
    ],
)
def test_what_does_not_serve_is_said_and_the_rest_stays_but_no_password(
    client: httpx.Client, code: str, fields: dict[str, str], words: str
) -> None:
    given = {"name": "Ada", "email": ADA, "password": GOOD, "again": GOOD, **fields}
    answer = client.post("/setup", data={"code": code, **given})
    assert answer.status_code == 422
    assert words in answer.text
    for typed in (given["name"], given["email"]):
        assert f'value="{escape(typed)}"' in answer.text
    for secret in (GOOD, "another one", code, "<b>"):
        assert secret not in answer.text
    serves = {"name": "Ada", "email": ADA, "password": GOOD, "again": GOOD}
    assert client.post("/setup", data=serves).status_code == 303


def test_another_site_can_use_no_link(client: httpx.Client, code: str) -> None:
    headers = {"Origin": "https://evil.example"}
    assert client.post("/setup", data={"code": code}, headers=headers).status_code == 403


def test_the_script_is_served_as_one_and_takes_the_code_from_the_address(
    client: httpx.Client,
) -> None:
    answer = client.get("/setup.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    for part in ("location.hash", "replaceState", "code-form"):
        assert part in answer.text


def test_every_page_is_kept_by_no_cache_and_escapes_what_it_shows(client: httpx.Client) -> None:
    assert client.get("/setup").headers["cache-control"] == "no-store"
    bad = "\"'><script>alert(1)</script>"
    for page in (
        code_page(bad),
        first_admin_page(name=bad, email=bad, error=bad),
        password_page(name=bad, email=bad, error=bad),
    ):
        assert re.findall(r"<script[^>]*>", page) == ['<script src="/setup.js" defer>']
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/setup"), ("POST", "/setup"), ("GET", "/setup.js")]
)
def test_there_are_no_links_where_nobody_has_a_password(
    client: httpx.Client,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
) -> None:
    known = replace(settings, auth="local")
    monkeypatch.setattr("lib.gate.setup_link.current_settings", lambda: known)
    assert client.request(method, path).status_code == 404

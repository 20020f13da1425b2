"""Signing in by name, where that leads, and signing out."""

import re

import httpx
import pytest

from lib.gate.sessions import SESSION_COOKIE
from lib.gate.sign_in import same_site_path
from lib.gate.sign_in_page import sign_in_page
from lib.services import people
from lib.store.database import Database


def test_signing_in_gives_a_cookie_that_scripts_and_other_sites_do_not_get(
    client: httpx.Client, database: Database
) -> None:
    answer = client.post("/signin", data={"name": " Ada  Lovelace ", "next": "/label?project=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/label?project=1")
    value, *attributes = answer.headers["set-cookie"].split("; ")
    assert sorted(attributes) == ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=lax"]
    person = people.session_person(database, value.removeprefix(f"{SESSION_COOKIE}="))
    assert person is not None
    assert person.name == "Ada Lovelace"


def test_behind_tls_the_cookie_travels_only_encrypted(client: httpx.Client) -> None:
    url = "https://localhost:8501/signin"
    answer = client.post(url, data={"name": "Ada"}, headers={"Origin": "https://localhost:8501"})
    assert "Secure" in answer.headers["set-cookie"].split("; ")


def test_the_same_name_is_the_same_person_in_another_session(
    client: httpx.Client, database: Database
) -> None:
    persons, ids = set(), set()
    for _ in range(2):
        client.cookies.clear()
        client.post("/signin", data={"name": "Ada"})
        ids.add(client.cookies[SESSION_COOKIE])
        persons.add(people.session_person(database, client.cookies[SESSION_COOKIE]))
    assert (len(persons), len(ids)) == (1, 2)


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\x00b"])
def test_a_name_that_does_not_serve_is_answered_with_a_sentence_in_the_page(
    client: httpx.Client, name: str
) -> None:
    answer = client.post("/signin", data={"name": name, "next": "/label"})
    assert answer.status_code == 422
    assert re.search(r'<p class="error" id="error">The name .+\.</p>', answer.text)
    assert 'name="next" value="/label"' in answer.text
    assert "set-cookie" not in answer.headers


def test_a_form_without_fields_or_with_a_huge_one_signs_nobody_in(client: httpx.Client) -> None:
    assert client.post("/signin").status_code == 422
    assert client.post("/signin", data={"name": "x" * 100_000}).status_code == 400
    assert client.post("/signin", files={"name": b"Ada"}).status_code == 400
    assert SESSION_COOKIE not in client.cookies


def test_signing_out_ends_the_session_itself_and_takes_the_cookie(
    signed_in: httpx.Client, database: Database
) -> None:
    session_id = signed_in.cookies[SESSION_COOKIE]
    answer = signed_in.post("/signout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")
    assert SESSION_COOKIE not in signed_in.cookies
    assert people.session_person(database, session_id) is None
    signed_in.cookies.set(SESSION_COOKIE, session_id)
    assert signed_in.get("/").status_code == 401


def test_signing_out_without_a_session_leads_to_the_sign_in_page(client: httpx.Client) -> None:
    assert client.post("/signout").headers["location"] == "/signin"


def test_signing_in_as_somebody_else_ends_the_first_session(
    signed_in: httpx.Client, database: Database
) -> None:
    first = signed_in.cookies[SESSION_COOKIE]
    signed_in.post("/signin", data={"name": "Grace"})
    assert people.session_person(database, first) is None
    assert signed_in.get("/").status_code == 200


def test_the_page_says_who_is_signed_in_already(signed_in: httpx.Client) -> None:
    page = signed_in.get("/signin?next=/label").text
    assert "You are signed in as Ada." in page
    assert '<a href="/label">Continue</a>' in page


@pytest.mark.parametrize("target", ["/", "/label", "/label?project=1&x=a%20b#top", "/é", "/?a=//b"])
def test_a_path_of_this_site_is_where_one_goes_next(target: str) -> None:
    assert same_site_path(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "label",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/signin?next=/signin",
        "/signout",
    ],
)
def test_any_other_target_leads_to_the_start_page(target: str | None) -> None:
    assert same_site_path(target) == "/"


def test_a_foreign_target_is_forgotten_at_each_step(client: httpx.Client) -> None:
    assert "evil" not in client.get("/signin?next=//evil.example/").text
    answer = client.post("/signin", data={"name": "Ada", "next": "//evil.example/"})
    assert answer.headers["location"] == "/"


def test_everything_in_the_page_is_escaped() -> None:
    bad = "\"'><script>alert(1)</script>"
    page = sign_in_page(f"/{bad}", name=bad, error=bad, signed_in_as=bad)
    assert "<script" not in page
    assert page.count("&quot;&#x27;&gt;&lt;script&gt;alert(1)&lt;/script&gt;") == 5


def test_the_page_needs_nothing_else_and_can_be_read_by_everybody() -> None:
    page = sign_in_page("/")
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?!data:)[\w/.]""", page)
    for part in ('<html lang="en">', "<title>", '<label for="name">', "autofocus", "dark"):
        assert part in page

"""Signing in at a real OpenID provider, and what is refused on the way."""

import base64
import hashlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest

from lib.domain.access import Actor
from lib.gate.sessions import SESSION_COOKIE
from lib.gate.single_sign_on import FLOW_COOKIE
from lib.services import people
from lib.services.access import role_of
from lib.settings import OidcSettings, Settings
from lib.store import annotators
from lib.store.database import Database
from tests.gate.conftest import ORIGIN
from tests.gate.provider import Provider, running_provider

ADMIN, ANN = "admin@example.org", "ann@example.org"
SECRET = "the client's secret"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with running_provider() as running:
        running.knows("s-admin", email=ADMIN, email_verified=True, name="Ada  Byron")
        running.knows("s-ann", email=ANN.upper(), email_verified=True, name="Somebody")
        running.knows("s-unverified", email=ANN, email_verified=False)
        running.knows("s-unsaid", email=ANN)
        running.knows("s-stranger", email="eve@example.org", email_verified=True)
        running.knows("s-nameless", name="Nobody")
        yield running


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    oidc = OidcSettings(provider.issuer, "podium", SECRET, frozenset({ADMIN}))
    return replace(settings, auth="oidc", url=ORIGIN, oidc=oidc)


def start(client: httpx.Client, path: str = "/sso/start?next=/label%3Fproject%3D1") -> str:
    answer = client.get(path)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def sign_in(client: httpx.Client, provider: Provider, subject: str) -> httpx.Response:
    return client.get(provider.answer(start(client), subject))


def refusal(answer: httpx.Response) -> str:
    """The sentence of a refusal, which gives no session."""
    assert answer.status_code == 403
    assert SESSION_COOKIE not in answer.headers.get("set-cookie", "")
    return answer.text.partition('<p class="error" id="error">')[2].partition("</p>")[0]


def test_the_sign_in_page_names_the_provider(client: httpx.Client, provider: Provider) -> None:
    page = client.get("/signin?next=/label%3Fproject%3D1").text
    assert f"Sign in with {urlsplit(provider.issuer).netloc}</a>" in page
    assert 'href="/sso/start?next=/label%3Fproject%3D1"' in page
    assert "<form" not in page


def test_who_is_an_admin_by_the_settings_is_made_and_signed_in(
    client: httpx.Client, provider: Provider, database: Database
) -> None:
    answer = sign_in(client, provider, "s-admin")
    assert (answer.status_code, answer.headers["location"]) == (303, "/label?project=1")
    person = people.session_person(database, client.cookies[SESSION_COOKIE], "oidc")
    assert person is not None
    assert (person.name, person.email) == ("Ada Byron", ADMIN)
    assert role_of(database.acting_for(Actor(person.annotator_id))) == "admin"
    assert client.get("/").json() == {"persons": [str(person.annotator_id)]}


def test_who_was_added_by_address_is_signed_in_and_known_by_subject_from_then_on(
    client: httpx.Client, provider: Provider, database: Database
) -> None:
    ann = database.write(lambda c: annotators.find_or_add_annotator(c, "Ann", ANN))
    assert sign_in(client, provider, "s-ann").status_code == 303
    database.write(lambda c: c.execute("UPDATE annotator SET email = 'new@example.org'"))
    assert sign_in(client, provider, "s-ann").status_code == 303
    person = people.session_person(database, client.cookies[SESSION_COOKIE], "oidc")
    assert person is not None
    assert person.annotator_id == ann.annotator_id
    assert role_of(database.acting_for(Actor(ann.annotator_id))) is None


def test_the_way_there_carries_state_nonce_and_a_challenge_and_the_way_back_its_answer(
    client: httpx.Client, provider: Provider
) -> None:
    url = start(client)
    asked = {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}
    assert asked.pop("scope") == "openid email profile"
    assert (asked["response_type"], asked["client_id"]) == ("code", "podium")
    assert asked["redirect_uri"] == f"{ORIGIN}/sso/callback"
    assert asked["code_challenge_method"] == "S256"
    assert min(len(asked["state"]), len(asked["nonce"])) == 64
    client.get(provider.answer(url, "s-admin"))
    verifier = provider.token_requests[-1]["code_verifier"]
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    assert digest.decode().rstrip("=") == asked["code_challenge"]
    assert SECRET not in str(provider.token_requests)  # it went in a header


def test_the_cookie_of_the_way_is_short_lived_and_read_by_no_script(client: httpx.Client) -> None:
    answer = client.get("/sso/start")
    name, *attributes = answer.headers["set-cookie"].split("; ")
    assert name.startswith(f"{FLOW_COOKIE}=")
    assert sorted(attributes) == ["HttpOnly", "Max-Age=600", "Path=/sso", "SameSite=lax"]


@pytest.mark.parametrize("subject", ["s-unverified", "s-unsaid", "s-nameless"])
def test_an_address_that_was_not_verified_signs_nobody_in(
    client: httpx.Client, provider: Provider, database: Database, subject: str
) -> None:
    database.write(lambda c: annotators.find_or_add_annotator(c, "Ann", ANN))
    told = refusal(sign_in(client, provider, subject))
    assert told.startswith("Your e-mail address was not confirmed to Podium")
    assert client.get("/").status_code == 401


def test_somebody_whom_nobody_has_added_is_told_so(
    client: httpx.Client, provider: Provider, database: Database
) -> None:
    told = refusal(sign_in(client, provider, "s-stranger"))
    assert told.startswith("“eve@example.org” has no access to this Podium. Ask one of its admins")
    rows = database.read(lambda c: c.execute("SELECT * FROM annotator").fetchall())
    assert rows == []


@pytest.mark.parametrize("subject", ["s-ann", "s-admin"])
def test_somebody_archived_is_told_the_same_whether_or_not_they_were_known(
    client: httpx.Client, provider: Provider, database: Database, subject: str
) -> None:
    email = ANN if subject == "s-ann" else ADMIN
    database.write(lambda c: annotators.find_or_add_annotator(c, "Ann", email))
    archive = "UPDATE annotator SET archived_at = now()::TIMESTAMP"
    database.write(lambda c: c.execute(archive))
    assert "has no access to this Podium" in refusal(sign_in(client, provider, subject))
    database.write(lambda c: c.execute("UPDATE annotator SET archived_at = NULL"))
    assert sign_in(client, provider, subject).status_code == 303
    database.write(lambda c: c.execute(archive))
    assert "has no access to this Podium" in refusal(sign_in(client, provider, subject))


def test_an_answer_that_was_used_signs_nobody_in_again(
    client: httpx.Client, provider: Provider
) -> None:
    back = provider.answer(start(client), "s-admin")
    assert client.get(back).status_code == 303
    assert "has expired, or it was begun in another browser" in refusal(client.get(back))


def test_a_code_that_was_used_signs_nobody_in_with_another_state(
    client: httpx.Client, provider: Provider
) -> None:
    back = provider.answer(start(client), "s-admin")
    client.get(back)
    code = parse_qs(urlsplit(back).query)["code"][0]
    state = parse_qs(urlsplit(start(client)).query)["state"][0]
    query = urlencode({"code": code, "state": state})
    told = refusal(client.get(f"/sso/callback?{query}"))
    assert "did not say for certain who you are, so nobody was signed in" in told


@pytest.mark.parametrize("state", ["", "&state=", "&state=guess"])
def test_a_wrong_state_signs_nobody_in(
    client: httpx.Client, provider: Provider, state: str
) -> None:
    back = provider.answer(start(client), "s-admin").partition("&state=")[0]
    assert "&" not in back
    assert "has expired" in refusal(client.get(back + state))


def test_an_answer_brought_by_another_browser_signs_nobody_in(
    client: httpx.Client, provider: Provider
) -> None:
    back = provider.answer(start(client), "s-admin")
    mine = client.cookies[FLOW_COOKIE]
    for theirs in (None, "guess", "\x00"):
        client.cookies.clear()
        if theirs:
            client.cookies.set(FLOW_COOKIE, theirs)
        assert "another browser" in refusal(client.get(back))
    client.cookies.clear()
    client.cookies.set(FLOW_COOKIE, mine)
    assert client.get(back).status_code == 303


def test_a_wrong_nonce_signs_nobody_in(client: httpx.Client, provider: Provider) -> None:
    url = start(client)
    nonce = parse_qs(urlsplit(url).query)["nonce"][0]
    back = provider.answer(url.replace(nonce, "another-nonce"), "s-admin")
    assert "did not say for certain who you are" in refusal(client.get(back))


def test_a_code_for_another_client_signs_nobody_in(
    client: httpx.Client, provider: Provider
) -> None:
    url = start(client).replace("client_id=podium", "client_id=another")
    assert "did not say for certain" in refusal(client.get(provider.answer(url, "s-admin")))


def test_who_does_not_want_to_is_not_signed_in(client: httpx.Client, provider: Provider) -> None:
    told = refusal(client.get(provider.denial(start(client))))
    assert told == f"{urlsplit(provider.issuer).netloc} has not signed you in. Try again."


def test_two_tabs_of_one_browser_do_not_disturb_each_other(
    client: httpx.Client, provider: Provider
) -> None:
    first, second = start(client, "/sso/start?next=/one"), start(client, "/sso/start?next=/two")
    for url, target in ((first, "/one"), (second, "/two")):
        answer = client.get(provider.answer(url, "s-admin"))
        assert (answer.status_code, answer.headers["location"]) == (303, target)


def test_a_foreign_target_is_forgotten(client: httpx.Client, provider: Provider) -> None:
    url = start(client, "/sso/start?next=//evil.example/")
    assert client.get(provider.answer(url, "s-admin")).headers["location"] == "/"


def test_a_provider_that_does_not_answer_is_named_in_a_sentence_and_no_secret_is_logged(
    client: httpx.Client,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert settings.oidc is not None
    gone = replace(settings, oidc=replace(settings.oidc, issuer="http://localhost:9"))
    monkeypatch.setattr("lib.gate.single_sign_on.current_settings", lambda: gone)
    with caplog.at_level(logging.INFO):
        answer = client.get("/sso/start")
    assert answer.status_code == 502
    assert "localhost:9 could not be asked, so nobody was signed in. Try again;" in answer.text
    assert any("localhost:9 failed: it could not be asked" in each for each in caplog.messages)
    assert SECRET not in caplog.text
    assert "Traceback" not in caplog.text


def test_nothing_secret_is_logged_when_the_provider_refuses_a_code(
    client: httpx.Client, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    state = parse_qs(urlsplit(start(client)).query)["state"][0]
    with caplog.at_level(logging.DEBUG):
        client.get(f"/sso/callback?code=a-secret-code&state={state}")
    # The browser, which is in this process too, logs its own requests.
    logged = "\n".join(each for each in caplog.messages if ORIGIN not in each)
    assert "OAuth2Error" in logged
    for secret in ("a-secret-code", state, SECRET, provider.token_requests[-1]["code_verifier"]):
        assert secret not in logged


def test_there_is_neither_a_form_nor_a_link_to_sign_in_with(client: httpx.Client) -> None:
    assert client.post("/signin", data={"name": "Ada"}).status_code == 404
    assert client.get("/setup").status_code == 404
    assert client.head("/sso/start").status_code == 401


def test_sessions_of_other_modes_do_not_stand(client: httpx.Client, database: Database) -> None:
    client.cookies.set(SESSION_COOKIE, people.sign_in(database, "Ada").session_id)
    assert client.get("/").status_code == 401

"""What an ID token must hold, and how a provider is asked."""

import base64
import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from lib.errors import NotAllowed
from lib.services import openid_provider
from lib.services.openid_provider import OpenIdProvider
from lib.settings import OidcSettings

ISSUER = "https://accounts.example.org/realm"
KEY = RSAKey.generate_key(2048, parameters={"kid": "one"})
OTHER_KEY = RSAKey.generate_key(2048, parameters={"kid": "one"})
SECRET = "the client's secret"


class Server:
    """A provider that answers what a test says; `asked` are the requests that it got."""

    def __init__(self, monkeypatch):
        self.asked = []
        self.metadata = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize?tenant=1",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
        }
        self.keys = [KEY]
        self.token = httpx.Response(500)
        self.userinfo = httpx.Response(500)
        transport = httpx.MockTransport(self.answer)
        monkeypatch.setattr(openid_provider, "_http", lambda: httpx.Client(transport=transport))

    def answer(self, request):
        self.asked.append(request)
        return {
            "/realm/.well-known/openid-configuration": httpx.Response(200, json=self.metadata),
            "/realm/keys": httpx.Response(200, json=KeySet(self.keys).as_dict(private=False)),
            "/realm/token": self.token,
            "/realm/userinfo": self.userinfo,
        }[request.url.path]

    def issues(self, key=KEY, alg="RS256", header=None, **changed):
        """Answer a code with an ID token of these claims; None leaves one out."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "sub": "s-1",
            "aud": "podium",
            "exp": now + 300,
            "iat": now,
            "nonce": "n-1",
            "email": "ann@example.org",
            "email_verified": True,
            "name": "Ann",
            **changed,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        id_token = jwt.encode(header or {"alg": alg, "kid": "one"}, claims, key, [alg])
        self.says(id_token)

    def says(self, id_token):
        content = {"access_token": "a-1", "token_type": "Bearer", "id_token": id_token}
        self.token = httpx.Response(200, json=content)

    def paths(self):
        return [request.url.path.removeprefix("/realm") for request in self.asked]


@pytest.fixture
def server(monkeypatch):
    found = Server(monkeypatch)
    found.issues()
    return found


@pytest.fixture
def provider(server):
    settings = OidcSettings(ISSUER, "podium", SECRET)
    return OpenIdProvider(settings, "https://podium.example.org/sso/callback")


def claims(provider, nonce="n-1"):
    return provider.claims("c-1", nonce, "v-1")


def fails(provider):
    with pytest.raises(NotAllowed) as caught:
        claims(provider)
    assert str(caught.value) == (
        "accounts.example.org did not say for certain who you are, so nobody was signed in. Try "
        "again; if it stays so, tell whoever runs this Podium."
    )
    assert caught.value.__suppress_context__
    return True


def test_a_right_token_names_the_person(provider):
    found = claims(provider)
    assert (found.issuer, found.subject) == (ISSUER, "s-1")
    assert (found.email, found.name) == ("ann@example.org", "Ann")


def test_a_browser_is_sent_to_the_endpoint_with_all_that_is_asked_of_it(provider):
    url = urlsplit(provider.authorization_url("st", "no", "ve" * 30))
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{ISSUER}/authorize"
    asked = {name: value for name, [value] in parse_qs(url.query).items()}
    assert len(asked.pop("code_challenge")) == 43
    assert asked == {
        "tenant": "1",
        "response_type": "code",
        "client_id": "podium",
        "redirect_uri": "https://podium.example.org/sso/callback",
        "scope": "openid email profile",
        "state": "st",
        "nonce": "no",
        "code_challenge_method": "S256",
    }


def test_the_code_is_exchanged_with_the_secret_and_the_verifier(provider, server):
    claims(provider)
    request = next(each for each in server.asked if each.url.path == "/realm/token")
    basic = base64.b64encode(f"podium:{SECRET}".encode()).decode()
    assert request.headers["authorization"] == f"Basic {basic}"
    sent = {name: value for name, [value] in parse_qs(request.content.decode()).items()}
    assert sent == {
        "grant_type": "authorization_code",
        "code": "c-1",
        "code_verifier": "v-1",
        "redirect_uri": "https://podium.example.org/sso/callback",
    }


def test_the_secret_goes_into_the_form_where_the_provider_wants_it_there(provider, server):
    server.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    claims(provider)
    request = next(each for each in server.asked if each.url.path == "/realm/token")
    sent = parse_qs(request.content.decode())
    assert "authorization" not in request.headers
    assert (sent["client_id"], sent["client_secret"]) == (["podium"], [SECRET])


def test_what_the_provider_says_of_itself_is_asked_once(provider, server):
    provider.authorization_url("st", "no", "ve" * 30)
    claims(provider)
    claims(provider)
    assert server.paths() == ["/.well-known/openid-configuration", "/token", "/keys", "/token"]


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://evil.example"},
        {"iss": f"{ISSUER}/"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": None},
        {"aud": ["podium", "another"], "azp": "another"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"exp": "soon"},
        {"iat": 4_000_000_000},
        {"nonce": "n-2"},
        {"nonce": None},
        {"sub": None},
        {"sub": 7},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_names_nobody(provider, server, changed):
    server.issues(**changed)
    assert fails(provider)


def test_a_token_for_several_of_whom_we_are_one_is_right(provider, server):
    server.issues(aud=["another", "podium"], azp="podium")
    assert claims(provider).subject == "s-1"


def test_a_token_that_somebody_else_has_signed_names_nobody(provider, server):
    server.issues(key=OTHER_KEY)
    assert fails(provider)


def test_a_token_signed_with_what_the_client_knows_names_nobody(provider, server):
    secret = OctKey.import_key(SECRET, parameters={"kid": "one"})
    server.issues(key=secret, alg="HS256")
    assert fails(provider)


@pytest.mark.parametrize("id_token", ["", "x", "e30.e30.", "eyJhbGciOiJub25lIn0.e30.", None, 5])
def test_what_is_no_signed_token_names_nobody(provider, server, id_token):
    server.says(id_token)
    assert fails(provider)


def test_an_elliptic_signature_serves_too(provider, server):
    server.keys = [ECKey.generate_key("P-256", parameters={"kid": "one"})]
    server.issues(key=server.keys[0], alg="ES256")
    assert claims(provider).subject == "s-1"


def test_keys_that_were_changed_are_asked_for_anew(provider, server):
    claims(provider)
    server.keys = [OTHER_KEY]
    server.issues(key=OTHER_KEY)
    assert claims(provider).subject == "s-1"
    assert server.paths().count("/keys") == 2


@pytest.mark.parametrize(
    ("verified", "email"),
    [
        (True, "ann@example.org"),
        ("true", "ann@example.org"),
        (False, None),
        ("no", None),
        (None, None),
    ],
)
def test_an_address_counts_only_where_it_was_verified(provider, server, verified, email):
    server.issues(email_verified=verified)
    assert claims(provider).email == email


def test_an_address_that_the_token_lacks_is_asked_for_with_the_access_token(provider, server):
    server.issues(email=None, email_verified=None, name=None)
    about = {"sub": "s-1", "email": "bea@example.org", "email_verified": True, "name": "Bea"}
    server.userinfo = httpx.Response(200, json=about)
    found = claims(provider)
    assert (found.subject, found.email, found.name) == ("s-1", "bea@example.org", "Bea")
    assert server.asked[-1].headers["authorization"] == "Bearer a-1"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, json={"sub": "s-2", "email": "x@example.org", "email_verified": True}),
        httpx.Response(200, json=[]),
        httpx.Response(200, text="<html>"),
        httpx.Response(401),
    ],
    ids=["somebody else", "a list", "no JSON", "refused"],
)
def test_an_answer_about_somebody_else_or_none_at_all_names_nobody(provider, server, answer):
    server.issues(email=None)
    server.userinfo = answer
    assert fails(provider)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(400, json={"error": "invalid_grant", "error_description": "used"}),
        httpx.Response(200, json={"access_token": "a-1"}),
        httpx.Response(200, json=[1]),
        httpx.Response(302, headers={"location": "https://evil.example"}),
        httpx.Response(502, text="<html>"),
    ],
    ids=["refused", "no id_token", "a list", "elsewhere", "broken"],
)
def test_a_failed_exchange_names_nobody(provider, server, answer):
    server.token = answer
    assert fails(provider)


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://accounts.example.org/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": 5},
    ],
    ids=str,
)
def test_a_provider_that_says_odd_things_of_itself_is_not_used(provider, server, changed):
    server.metadata.update(changed)
    with pytest.raises(NotAllowed, match=r"accounts\.example\.org could not be asked"):
        provider.authorization_url("st", "no", "ve" * 30)
    assert server.paths() == ["/.well-known/openid-configuration"]


def test_a_slash_at_the_issuers_end_makes_no_difference(server):
    settings = OidcSettings(f"{ISSUER}/", "podium", SECRET)
    provider = OpenIdProvider(settings, "https://podium.example.org/sso/callback")
    assert claims(provider).issuer == ISSUER
    assert SECRET not in repr(provider)

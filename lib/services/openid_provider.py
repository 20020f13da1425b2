"""Speaking with an OpenID provider: where it is, whom it names, and that it was the provider.

The authorization code flow with PKCE (S256), state and nonce: OpenID Connect Core 1.0, RFC 7636.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ValidationError

from lib.errors import NotAllowed
from lib.settings import OidcSettings

SCOPE = "openid email profile"
PATIENCE = 10.0
CLOCK_SKEW = 60
ALGORITHMS = tuple(f"{kind}{size}" for kind in ("RS", "PS", "ES") for size in (256, 384, 512))
"""Signatures that need the provider's private key; none whose key the client knows too."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claims:
    """Whom a provider has signed in. `email` is None where it has not verified the address."""

    issuer: str
    subject: str
    email: str | None
    name: str


class _Metadata(BaseModel):
    """What a provider says of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]


@dataclass
class OpenIdProvider:
    """The provider of the settings; what it says of itself is asked for once."""

    settings: OidcSettings
    redirect_uri: str
    _metadata: _Metadata | None = field(default=None, repr=False)
    _keys: KeySet | None = field(default=None, repr=False)

    def authorization_url(self, state: str, nonce: str, code_verifier: str) -> str:
        """Where a browser is sent to sign in. Raises NotAllowed where the provider fails."""
        try:
            with _http() as http:
                endpoint = self._found(http).authorization_endpoint
                url, _ = self._client(http).create_authorization_url(
                    endpoint, state=state, nonce=nonce, code_verifier=code_verifier
                )
        except _FAILURES as error:
            raise self._failed("could not be asked", error) from None
        return str(url)

    def claims(self, code: str, nonce: str, code_verifier: str) -> Claims:
        """Whom a code stands for. Raises NotAllowed where that cannot be told for certain."""
        try:
            with _http() as http:
                token = self._token(http, code, code_verifier)
                claims = self._verified(http, token["id_token"], nonce)
                about = claims if "email" in claims else self._userinfo(http, token, claims)
        except _FAILURES as error:
            raise self._failed("did not say for certain who you are", error) from None
        verified = about.get("email_verified") in (True, "true")
        email = about.get("email") if verified else None
        return Claims(
            issuer=claims["iss"],
            subject=claims["sub"],
            email=email if isinstance(email, str) and email else None,
            name=str(about.get("name") or claims.get("name") or ""),
        )

    def _found(self, http: httpx.Client) -> _Metadata:
        if self._metadata is None:
            issuer = self.settings.issuer.rstrip("/")
            answer = http.get(f"{issuer}/.well-known/openid-configuration").raise_for_status()
            found = _Metadata.model_validate_json(answer.content)
            if found.issuer.rstrip("/") != issuer:
                raise ValueError("another issuer")
            endpoints = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
            if issuer.startswith("https:") and not all(
                each.startswith("https:") for each in endpoints
            ):
                raise ValueError("an endpoint without https")
            self._metadata = found
        return self._metadata

    def _client(self, http: httpx.Client) -> OAuth2Client:
        return OAuth2Client(
            http,
            client_id=self.settings.client_id,
            scope=SCOPE,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
        )

    def _token(self, http: httpx.Client, code: str, code_verifier: str) -> Mapping[str, Any]:
        found, settings = self._found(http), self.settings
        secret: dict[str, Any] = {"auth": (settings.client_id, settings.client_secret)}
        methods = found.token_endpoint_auth_methods_supported
        if "client_secret_basic" not in methods and "client_secret_post" in methods:
            secret = {
                "auth": httpx.Auth(),
                "client_id": settings.client_id,
                "client_secret": settings.client_secret,
            }
        token: Mapping[str, Any] = self._client(http).fetch_token(
            found.token_endpoint,
            grant_type="authorization_code",
            code=code,
            code_verifier=code_verifier,
            **secret,
        )
        return token

    def _verified(self, http: httpx.Client, id_token: str, nonce: str) -> Mapping[str, Any]:
        """The claims of an ID token whose signature and contents are right (Core 1.0, 3.1.3.7)."""
        known = self._keys
        try:
            decoded = jwt.decode(id_token, known or self._new_keys(http), ALGORITHMS)
        except (JoseError, ValueError):
            if known is None:
                raise
            # The provider may have changed its keys since they were asked for.
            decoded = jwt.decode(id_token, self._new_keys(http), ALGORITHMS)
        claims, client_id = decoded.claims, self.settings.client_id
        jwt.JWTClaimsRegistry(
            leeway=CLOCK_SKEW,
            iss={"essential": True, "value": self._found(http).issuer},
            aud={"essential": True, "value": client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        ).validate(claims)
        if claims.get("azp", client_id) != client_id:
            raise ValueError("issued to another client")
        return claims

    def _new_keys(self, http: httpx.Client) -> KeySet:
        answer = http.get(self._found(http).jwks_uri).raise_for_status()
        self._keys = KeySet.import_key_set(answer.json())
        return self._keys

    def _userinfo(
        self, http: httpx.Client, token: Mapping[str, Any], claims: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """The claims that some providers give only when asked with the access token."""
        endpoint = self._found(http).userinfo_endpoint
        if endpoint is None:
            return claims
        bearer = {"Authorization": f"Bearer {token['access_token']}"}
        answer = http.get(endpoint, headers=bearer).raise_for_status().json()
        if not isinstance(answer, dict) or answer.get("sub") != claims["sub"]:
            raise ValueError("userinfo of another person")
        return answer

    def _failed(self, what: str, error: Exception) -> NotAllowed:
        # Only the kind of error: its text may hold a code or a token.
        _log.warning("Signing in at %s failed: it %s (%s).", self.settings.host, what, _kind(error))
        return NotAllowed(
            f"{self.settings.host} {what}, so nobody was signed in. Try again; if it stays so, "
            "tell whoever runs this Podium."
        )


_FAILURES = (
    httpx.HTTPError,
    httpx.InvalidURL,
    AuthlibBaseError,
    JoseError,
    ValidationError,
    ValueError,
    KeyError,
    TypeError,
)


def _kind(error: Exception) -> str:
    if isinstance(error, httpx.HTTPStatusError):
        return f"{type(error).__name__} {error.response.status_code}"
    return type(error).__name__


def _http() -> httpx.Client:
    return httpx.Client(timeout=PATIENCE, headers={"Accept": "application/json"})

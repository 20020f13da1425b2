"""Signing in at an OpenID provider (oidc mode): a flow begins, and ends with a session of ours.

`begin_flow` and `finish_flow` are called by the gate before it is known who acts.
"""

import hashlib
import hmac
import secrets
import threading
import time
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from lib.domain.annotation import Annotator
from lib.domain.storable import storable
from lib.errors import NotAllowed
from lib.services.access import forget_roles, requires
from lib.services.openid_provider import Claims, OpenIdProvider
from lib.services.people import LONGEST_NAME, Session, begin_session
from lib.settings import OidcSettings
from lib.store import accounts, annotators, memberships
from lib.store.database import Database
from lib.store.writer import Connection

FLOW_SECONDS = 600
MOST_FLOWS = 10_000

_UNKNOWN_FLOW = (
    "This sign-in has expired, or it was begun in another browser. Begin again on the sign-in page."
)


@dataclass(frozen=True)
class Flow:
    """A sign-in that has begun: its secrets, the browser that it is bound to, where it leads."""

    browser_key: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)
    target: str
    ends_at: float


@dataclass(frozen=True)
class BegunFlow:
    """Where to send the browser, and the secret for its cookie."""

    url: str = field(repr=False)
    browser_secret: str = field(repr=False)


class SingleSignOn:
    """The provider of the settings and the flows that have begun, by the hash of their state."""

    def __init__(self, settings: OidcSettings, own_url: str) -> None:
        self.settings = settings
        self.provider = OpenIdProvider(settings, f"{own_url}/sso/callback")
        self._lock = threading.Lock()
        self._flows: dict[str, Flow] = {}

    def begin(self, target: str, browser_secret: str | None) -> BegunFlow:
        """A flow that ends at `target`; another tab's of the same browser goes on beside it."""
        state, nonce, code_verifier = (secrets.token_urlsafe(48) for _ in range(3))
        url = self.provider.authorization_url(state, nonce, code_verifier)
        with self._lock:
            self._forget_old()
            key = _key(browser_secret or "")
            if browser_secret is None or all(
                flow.browser_key != key for flow in self._flows.values()
            ):
                browser_secret = secrets.token_urlsafe(32)
            ends_at = time.monotonic() + FLOW_SECONDS
            flow = Flow(_key(browser_secret), nonce, code_verifier, target, ends_at)
            self._flows[_key(state)] = flow
        return BegunFlow(url, browser_secret)

    def taken(self, state: str, browser_secret: str) -> Flow:
        """The flow of that state and browser, which ends with it. Raises NotAllowed."""
        with self._lock:
            self._forget_old()
            flow = self._flows.get(_key(state))
            if flow is None or not hmac.compare_digest(flow.browser_key, _key(browser_secret)):
                raise NotAllowed(_UNKNOWN_FLOW)
            return self._flows.pop(_key(state))

    def _forget_old(self) -> None:
        now = time.monotonic()
        for key in [key for key, flow in self._flows.items() if flow.ends_at < now]:
            del self._flows[key]
        while len(self._flows) >= MOST_FLOWS:
            del self._flows[next(iter(self._flows))]


_single_sign_on_in: WeakKeyDictionary[object, SingleSignOn] = WeakKeyDictionary()


def begin_flow(
    database: Database,
    settings: OidcSettings,
    own_url: str,
    *,
    target: str,
    browser_secret: str | None,
) -> BegunFlow:
    """Begin to sign in. `browser_secret` is what the browser's cookie holds of an earlier flow.

    Raises NotAllowed where the provider cannot be asked.
    """
    return _single_sign_on(database, settings, own_url).begin(target, browser_secret)


def finish_flow(
    database: Database,
    settings: OidcSettings,
    own_url: str,
    *,
    answer: dict[str, str],
    browser_secret: str,
    browser: str,
) -> tuple[Session, str]:
    """A session for whom the provider has signed in, and where to go next.

    `answer` is what the provider has sent the browser back with. Raises NotAllowed where it is no
    answer to a flow of this browser, where the provider fails, or where nobody has let them in.
    """
    sign_on = _single_sign_on(database, settings, own_url)
    flow = sign_on.taken(answer.get("state", ""), browser_secret)
    if "error" in answer or "code" not in answer:
        raise NotAllowed(f"{settings.host} has not signed you in. Try again.")
    if answer.get("iss", settings.issuer).rstrip("/") != settings.issuer.rstrip("/"):
        raise NotAllowed(_UNKNOWN_FLOW)
    claims = sign_on.provider.claims(answer["code"], flow.nonce, flow.code_verifier)

    def change(connection: Connection) -> Session:
        person = _person_of(connection, claims, settings)
        return begin_session(connection, person, "oidc", browser)

    session = database.write(change)
    forget_roles(database)
    return session, flow.target


@requires("operator")
def has_admin(database: Database, settings: OidcSettings) -> bool:
    """Whether somebody can be an admin: one there is, or one whom PODIUM_ADMINS names."""
    return bool(settings.admins) or database.read(memberships.count_admins) > 0


def _single_sign_on(database: Database, settings: OidcSettings, own_url: str) -> SingleSignOn:
    known = _single_sign_on_in.get(database.file)
    if known is None or known.settings != settings:
        known = _single_sign_on_in[database.file] = SingleSignOn(settings, own_url)
    return known


def _person_of(connection: Connection, claims: Claims, settings: OidcSettings) -> Annotator:
    """Who it is: by an earlier sign-in, else by the verified e-mail of somebody who was added.

    An address may be given to another person in time: it stands for who signed in with it first.
    Whose address is in PODIUM_ADMINS is an admin, and made where missing.
    """
    email = storable(claims.email or "").strip()
    is_admin = email.lower() in settings.admins
    known = accounts.find_identity(connection, claims.issuer, claims.subject)
    if known:
        person: Annotator | None = annotators.get_annotator(connection, known)
    else:
        person = annotators.find_by_email(connection, email) if email else None
        if person and accounts.has_identity(connection, claims.issuer, person.annotator_id):
            raise NotAllowed(
                f"“{email[:100]}” has signed in with another account at {claims.issuer} before, so "
                "this one is not let in. If it is yours, ask an admin to change your e-mail "
                "address on the Team page and back, which makes Podium forget the other one."
            )
        if person is None and is_admin:
            name = " ".join(storable(claims.name).split())[:LONGEST_NAME] or email
            person = annotators.find_or_add_annotator(connection, name, email)
    if person and is_admin:
        memberships.set_admin(connection, person.annotator_id, True)
    if person is None or not _may_sign_in(connection, person):
        raise NotAllowed(_refusal(claims, email))
    if not known:
        accounts.add_identity(connection, claims.issuer, claims.subject, person.annotator_id)
    return person


def _may_sign_in(connection: Connection, person: Annotator) -> bool:
    """Not somebody archived, and not somebody whom only an import has named."""
    annotator_id = person.annotator_id
    return not annotators.is_archived(
        connection, annotator_id
    ) and not annotators.is_known_by_import_only(connection, annotator_id)


def _refusal(claims: Claims, email: str) -> str:
    if not email:
        return (
            "Your e-mail address was not confirmed to Podium, so it cannot tell who you are. Have "
            f"it verified at {claims.issuer}, then try again."
        )
    return (
        f"“{email[:100]}” has no access to this Podium. Ask one of its admins to add this address "
        "on the Team page."
    )


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()

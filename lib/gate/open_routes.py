"""What is served without a session. Whatever is not here stands behind the gate."""

import re

from starlette.requests import HTTPConnection

HEALTH = "/healthz"
SIGN_IN = "/signin"
SIGN_OUT = "/signout"
SETUP = "/setup"
SETUP_SCRIPT = "/setup.js"
SSO_START = "/sso/start"
SSO_CALLBACK = "/sso/callback"

OPEN_ROUTES = frozenset(
    {
        ("GET", HEALTH),
        ("HEAD", HEALTH),
        ("GET", SIGN_IN),
        ("HEAD", SIGN_IN),
        ("POST", SIGN_IN),
        ("POST", SIGN_OUT),
        ("GET", SETUP),
        ("HEAD", SETUP),
        ("POST", SETUP),
        ("GET", SETUP_SCRIPT),
        ("HEAD", SETUP_SCRIPT),
        ("GET", SSO_START),
        ("GET", SSO_CALLBACK),
    }
)
"""Exact paths. Those that the way of signing in does not need answer 404."""

OWN_SECRET_ROUTES = re.compile(r"/api/sync|/api/label-studio/[0-9]{1,9}")
"""What is posted to by programs, which have no session: each asks for a secret of its own."""


def is_open(connection: HTTPConnection) -> bool:
    """Whether a request needs no session."""
    return (connection.scope.get("method"), connection.scope["path"]) in OPEN_ROUTES


def asks_for_own_secret(connection: HTTPConnection) -> bool:
    """Whether a request is a program's, which shows a secret of its own."""
    path = connection.scope["path"]
    is_post = connection.scope.get("method") == "POST"
    return is_post and OWN_SECRET_ROUTES.fullmatch(path) is not None

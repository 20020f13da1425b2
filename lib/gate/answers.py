"""What the sign-in routes have in common: forms, where to go next, and how they answer."""

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Scope

from lib.gate.open_routes import (
    SETUP,
    SETUP_SCRIPT,
    SIGN_IN,
    SIGN_OUT,
    SSO_CALLBACK,
    SSO_START,
)
from lib.gate.sessions import end_session, remember_session

_FORM_LIMIT = 16 * 1024
_NO_STORE = {"Cache-Control": "no-store"}
_NOWHERE = frozenset({SIGN_IN, SIGN_OUT, SETUP, SETUP_SCRIPT, SSO_START, SSO_CALLBACK})


async def posted_fields(request: Request) -> dict[str, str]:
    """The text fields of a small form."""
    async with request.form(max_files=0, max_fields=8, max_part_size=_FORM_LIMIT) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def page_answer(page: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A page that no cache keeps."""
    return HTMLResponse(page, status, headers={**_NO_STORE, **(headers or {})})


def redirect(target: str) -> Response:
    """To that path by GET."""
    return RedirectResponse(target, 303, headers=_NO_STORE)


async def signed_in(request: Request, session_id: str, target: str) -> Response:
    """The browser's session is this one from now on; an earlier one ends."""
    await end_session(request)
    response = redirect(target)
    remember_session(response, session_id, request)
    return response


def sign_in_path(scope: Scope) -> str:
    """The sign-in page's path that leads on to the page that a request asked for."""
    query = scope["query_string"].decode("latin-1")
    target = quote(scope["path"]) + (f"?{query}" if query else "")
    return f"{SIGN_IN}?next={quote(target)}"


def same_site_path(target: str | None) -> str:
    """Where to go after signing in: the target if it is a path of this site, else the start page.

    Browsers drop control characters and read a backslash as a slash, so a path that holds one
    could lead to another site.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return "/"
    if "\\" in target or not target.isprintable():
        return "/"
    return "/" if urlsplit(target).path in _NOWHERE else target

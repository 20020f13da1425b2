"""The routes of signing in and out: a form, two posts, and where to go next."""

from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Scope

from lib.errors import InvalidInput
from lib.gate.sessions import (
    end_session,
    forget_session,
    remember_session,
    session_person,
    start_session,
)
from lib.gate.sign_in_page import sign_in_page

SIGN_IN = "/signin"
SIGN_OUT = "/signout"

_FORM_LIMIT = 16 * 1024
_NO_STORE = {"Cache-Control": "no-store"}


def sign_in_routes() -> list[Route]:
    """GET and POST /signin, POST /signout. The gate checks that posts come from our own page."""
    return [
        Route(SIGN_IN, _show, methods=["GET"]),
        Route(SIGN_IN, _sign_in, methods=["POST"]),
        Route(SIGN_OUT, _sign_out, methods=["POST"]),
    ]


async def _show(request: Request) -> Response:
    person = session_person(request)
    target = same_site_path(request.query_params.get("next"))
    page = sign_in_page(target, signed_in_as=person.name if person else None)
    return HTMLResponse(page, headers=_NO_STORE)


async def _sign_in(request: Request) -> Response:
    async with request.form(max_files=0, max_fields=8, max_part_size=_FORM_LIMIT) as form:
        name, target = str(form.get("name", "")), same_site_path(str(form.get("next", "")))
    try:
        session_id = await start_session(name)
    except InvalidInput as error:
        page = sign_in_page(target, name=name, error=str(error))
        return HTMLResponse(page, 422, headers=_NO_STORE)
    await end_session(request)
    response = RedirectResponse(target, 303, headers=_NO_STORE)
    remember_session(response, session_id, request)
    return response


async def _sign_out(request: Request) -> Response:
    await end_session(request)
    response = RedirectResponse(SIGN_IN, 303, headers=_NO_STORE)
    forget_session(response)
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
    return "/" if urlsplit(target).path in (SIGN_IN, SIGN_OUT) else target

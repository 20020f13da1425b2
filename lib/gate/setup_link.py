"""One-time links: the code comes in once, stays in a cookie, and is spent with the password.

The code stands behind the # of the link, which browsers do not send, so no server's log has it.
"""

from functools import cache, partial

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lib.errors import InvalidInput, NotFound
from lib.gate.answers import page_answer, posted_fields, redirect, signed_in
from lib.gate.attempt_lanes import TooBusy
from lib.gate.open_routes import SETUP
from lib.gate.password_sign_in import BUSY, BUSY_SECONDS
from lib.gate.password_threads import in_password_thread
from lib.gate.sessions import browser, is_secure
from lib.gate.setup_page import SCRIPT_FILE, code_page, first_admin_page, password_page
from lib.services import accounts
from lib.services.accounts import SetupLink
from lib.services.application import current_database, current_settings

SETUP_COOKIE = "podium_setup"
_COOKIE_SECONDS = 3600
_NOT_THE_SAME = "The two passwords are not the same. Type both again."


async def show(request: Request) -> Response:
    """The form that the link in the cookie is for; without one, the form that asks for a code."""
    _only_in_password_mode()
    code = request.cookies.get(SETUP_COOKIE)
    if code is None:
        return page_answer(code_page())
    try:
        return page_answer(_form(await _found(code)))
    except NotFound:
        return _without_cookie(page_answer(code_page()))


async def post(request: Request) -> Response:
    """Take a link's code, or its password, or both at once."""
    _only_in_password_mode()
    fields = await posted_fields(request)
    code = fields.get("code", "").strip() or request.cookies.get(SETUP_COOKIE, "")
    try:
        link = await _found(code)
        if "password" not in fields:
            return _with_cookie(redirect(SETUP), code, request)
        return await _used(request, link, code, fields)
    except NotFound as error:
        return _without_cookie(page_answer(code_page(str(error)), 422))


async def script(_request: Request) -> Response:
    """The one script of these pages, in a file of its own as the security headers ask."""
    _only_in_password_mode()
    return Response(_script(), media_type="text/javascript", headers={"Cache-Control": "no-cache"})


async def _used(request: Request, link: SetupLink, code: str, fields: dict[str, str]) -> Response:
    password = fields["password"]
    given = {name: fields.get(name, "") for name in ("name", "email")}
    try:
        if fields.get("again", password) != password:
            raise InvalidInput(_NOT_THE_SAME)
        use = partial(
            accounts.use_link, current_database(), code, password, browser(request), **given
        )
        session = await in_password_thread(use, is_known=True)
    except InvalidInput as error:
        page = _form(link, error=str(error), **given)
        return _with_cookie(page_answer(page, 422), code, request)
    except TooBusy:
        page = _form(link, error=BUSY, **given)
        headers = {"Retry-After": str(BUSY_SECONDS)}
        return _with_cookie(page_answer(page, 503, headers), code, request)
    return _without_cookie(await signed_in(request, session.session_id, "/"))


def _form(link: SetupLink, *, name: str = "", email: str = "", error: str | None = None) -> str:
    if link.person is None:
        return first_admin_page(name=name, email=email, error=error)
    return password_page(name=link.person.name, email=link.person.email or "", error=error)


async def _found(code: str) -> SetupLink:
    return await to_thread.run_sync(accounts.find_link, current_database(), code)


def _with_cookie(response: Response, code: str, request: Request) -> Response:
    response.set_cookie(
        SETUP_COOKIE,
        code,
        max_age=_COOKIE_SECONDS,
        path=SETUP,
        secure=is_secure(request),
        httponly=True,
        samesite="strict",
    )
    return response


def _without_cookie(response: Response) -> Response:
    response.delete_cookie(SETUP_COOKIE, path=SETUP, httponly=True, samesite="strict")
    return response


def _only_in_password_mode() -> None:
    if current_settings().auth != "password":
        raise HTTPException(404)


@cache
def _script() -> bytes:
    return SCRIPT_FILE.read_bytes()

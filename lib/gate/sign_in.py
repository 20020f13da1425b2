"""The routes of signing in and out: a page, its posts, and where to go next."""

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib.errors import InvalidInput
from lib.gate import password_sign_in, setup_link, single_sign_on
from lib.gate.answers import (
    page_answer,
    posted_fields,
    redirect,
    same_site_path,
    signed_in,
)
from lib.gate.answers import sign_in_path as sign_in_path
from lib.gate.open_routes import SETUP, SETUP_SCRIPT, SIGN_OUT, SSO_CALLBACK, SSO_START
from lib.gate.open_routes import SIGN_IN as SIGN_IN
from lib.gate.sessions import end_session, forget_session, session_person, start_session
from lib.gate.sign_in_page import sign_in_page
from lib.services import people
from lib.services.application import current_database, current_settings


def sign_in_routes() -> list[Route]:
    """What is open before signing in. The gate checks that posts come from our own page."""
    return [
        Route(SIGN_IN, _show, methods=["GET"]),
        Route(SIGN_IN, _sign_in, methods=["POST"]),
        Route(SIGN_OUT, _sign_out, methods=["POST"]),
        Route(SETUP, setup_link.show, methods=["GET"]),
        Route(SETUP, setup_link.post, methods=["POST"]),
        Route(SETUP_SCRIPT, setup_link.script, methods=["GET"]),
        Route(SSO_START, single_sign_on.start, methods=["GET"]),
        Route(SSO_CALLBACK, single_sign_on.callback, methods=["GET"]),
    ]


async def _show(request: Request) -> Response:
    target = same_site_path(request.query_params.get("next"))
    name = await _name(request)
    match current_settings().auth:
        case "local":
            return page_answer(sign_in_page(target, signed_in_as=name))
        case "password":
            return await password_sign_in.page(target, signed_in_as=name)
        case "oidc":
            return single_sign_on.page(target, signed_in_as=name)


async def _name(request: Request) -> str | None:
    """What who is signed in already is called today."""
    person = session_person(request)
    if person is None:
        return None
    known = await to_thread.run_sync(people.get_person, current_database(), person.annotator_id)
    return known.name


async def _sign_in(request: Request) -> Response:
    fields = await posted_fields(request)
    target = same_site_path(fields.get("next"))
    match current_settings().auth:
        case "local":
            return await _by_name(request, fields.get("name", ""), target)
        case "password":
            return await password_sign_in.sign_in(request, fields, target)
        case "oidc":
            raise HTTPException(404)


async def _by_name(request: Request, name: str, target: str) -> Response:
    try:
        session_id = await start_session(name, request)
    except InvalidInput as error:
        return page_answer(sign_in_page(target, name=name, error=str(error)), 422)
    return await signed_in(request, session_id, target)


async def _sign_out(request: Request) -> Response:
    await end_session(request)
    response = redirect(SIGN_IN)
    forget_session(response)
    return response

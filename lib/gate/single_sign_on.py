"""The two routes of single sign-on: to the provider, and back from it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lib.errors import NotAllowed
from lib.gate.answers import page_answer, redirect, same_site_path, signed_in
from lib.gate.open_routes import SSO_CALLBACK
from lib.gate.sessions import browser, is_secure
from lib.gate.sign_in_page import provider_page
from lib.services.application import current_database, current_settings
from lib.services.single_sign_on import FLOW_SECONDS, begin_flow, finish_flow
from lib.settings import OidcSettings

FLOW_COOKIE = "podium_sso"
_COOKIE_PATH = SSO_CALLBACK.rpartition("/")[0]

# Threads of its own: a provider that does not answer must not hold those that serve the rest.
_asking = ThreadPoolExecutor(8, thread_name_prefix="sso")


def page(
    target: str, *, error: str | None = None, signed_in_as: str | None = None, status: int = 200
) -> Response:
    """The sign-in page with the button that leads to the provider."""
    settings, _ = _oidc()
    content = provider_page(target, host=settings.host, error=error, signed_in_as=signed_in_as)
    return page_answer(content, status)


async def start(request: Request) -> Response:
    """Send the browser to the provider."""
    settings, own_url = _oidc()
    target = same_site_path(request.query_params.get("next"))
    begin = partial(
        begin_flow,
        current_database(),
        settings,
        own_url,
        target=target,
        browser_secret=request.cookies.get(FLOW_COOKIE),
    )
    try:
        begun = await asyncio.get_running_loop().run_in_executor(_asking, begin)
    except NotAllowed as error:
        return page(target, error=str(error), status=502)
    response = redirect(begun.url)
    response.set_cookie(
        FLOW_COOKIE,
        begun.browser_secret,
        max_age=FLOW_SECONDS,
        path=_COOKIE_PATH,
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return response


async def callback(request: Request) -> Response:
    """Whom the provider sends back is signed in, or told why not."""
    settings, own_url = _oidc()
    finish = partial(
        finish_flow,
        current_database(),
        settings,
        own_url,
        answer=dict(request.query_params),
        browser_secret=request.cookies.get(FLOW_COOKIE, ""),
        browser=browser(request),
    )
    try:
        session, target = await asyncio.get_running_loop().run_in_executor(_asking, finish)
    except NotAllowed as error:
        return page("/", error=str(error), status=403)
    return await signed_in(request, session.session_id, target)


def _oidc() -> tuple[OidcSettings, str]:
    """The provider and our own address. In any other way of signing in there is nothing here."""
    settings = current_settings()
    if settings.auth != "oidc" or settings.oidc is None or settings.url is None:
        raise HTTPException(404)
    return settings.oidc, settings.url

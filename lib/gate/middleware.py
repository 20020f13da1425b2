"""The gate: nobody without a session gets past it, by HTTP or by websocket."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from lib.gate.headers import RawHeaders, security_headers, with_headers, with_identity
from lib.gate.open_routes import OPEN_ROUTES as OPEN_ROUTES
from lib.gate.open_routes import OWN_SECRET_ROUTES as OWN_SECRET_ROUTES
from lib.gate.open_routes import asks_for_own_secret, is_open
from lib.gate.same_origin import SAFE_METHODS, is_same_origin
from lib.gate.sessions import session_person
from lib.gate.sign_in import sign_in_path
from lib.services.application import current_settings

_POLICY_VIOLATION = 1008
_SIGNED_OUT = "You are not signed in. Reload this page to sign in.\n"
_OTHER_SITE = "This request did not come from a page of Podium, so nothing was done.\n"

RequestCheck = Callable[[HTTPConnection], str | None]


class Gate:
    """ASGI middleware around everything that is served.

    `request_check` gives the sentence with which a request is refused, or None; `signed_out_frame`
    is the websocket frame that sends a signed-out browser to the sign-in page; `index_html` is the
    front end's page, whose inline scripts the security headers allow. They are made at the first
    request, since the settings are not read before.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        request_check: RequestCheck,
        signed_out_frame: bytes,
        index_html: Path,
    ) -> None:
        self._app = app
        self._request_check = request_check
        self._signed_out_frame = signed_out_frame
        self._index_html = index_html
        self._headers: dict[tuple[str, ...], RawHeaders] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            # The docks of the labeling page are frames, loaded again and again.
            is_kept = scope["path"].startswith("/component/")
            headers = self._security_headers()
            await self._http(scope, receive, with_headers(send, headers, is_kept=is_kept))
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        response = self._refused(request)
        person = None
        if response is None and not asks_for_own_secret(request):
            person = session_person(request)
            if person is None and not is_open(request):
                response = _sent_to_sign_in(request)
        await (response or self._app)(with_identity(scope, person), receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        refused = self._request_check(connection) or not is_same_origin(connection)
        person = None if refused else session_person(connection)
        if person is None:
            await WebSocketClose(_POLICY_VIOLATION)(scope, receive, send)
            return
        closed = False

        async def receive_while_signed_in() -> Message:
            """The next message; once the session has ended, a goodbye and a disconnect instead."""
            nonlocal closed
            message = await receive()
            if message["type"] == "websocket.receive" and not session_person(connection):
                closed = True
                with contextlib.suppress(OSError):  # the client may have gone meanwhile
                    await send({"type": "websocket.send", "bytes": self._signed_out_frame})
                    await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
                return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}
            return message

        async def send_until_closed(message: Message) -> None:
            if not closed:
                await send(message)

        scope = with_identity(scope, person)
        await self._app(scope, receive_while_signed_in, send_until_closed)

    def _security_headers(self) -> RawHeaders:
        images_from = current_settings().images_from
        if images_from not in self._headers:
            self._headers[images_from] = security_headers(self._index_html, images_from)
        return self._headers[images_from]

    def _refused(self, request: Request) -> Response | None:
        refusal = self._request_check(request)
        if refusal is not None:
            return PlainTextResponse(f"{refusal}\n", 403)
        if request.method in SAFE_METHODS or asks_for_own_secret(request):
            return None
        if not is_same_origin(request):
            return PlainTextResponse(_OTHER_SITE, 403)
        return None


def _sent_to_sign_in(request: Request) -> Response:
    """To the sign-in page for somebody who opened a page, and plainly 401 for anything else."""
    no_store = {"Cache-Control": "no-store"}
    if request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse(sign_in_path(request.scope), 303, headers=no_store)
    return PlainTextResponse(_SIGNED_OUT, 401, headers=no_store)

"""Requests and websockets to an ASGI application without a server."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from starlette.types import ASGIApp, Message

ON_THIS_COMPUTER = ("127.0.0.1", 50000)


class InProcess(httpx.BaseTransport):
    """Lets an `httpx.Client` speak to an application as from this computer."""

    def __init__(self, app: ASGIApp) -> None:
        self._transport = httpx.ASGITransport(app, client=ON_THIS_COMPUTER)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._transport.handle_async_request(request)
        content = await answer.aread()
        return httpx.Response(answer.status_code, headers=answer.headers, content=content)


def conversation(
    app: ASGIApp, path: str, headers: Mapping[str, str], *steps: bytes | Callable[[], object]
) -> list[Message]:
    """What an application says on a websocket. Frames are sent to it, callables called, in turn;
    then the client goes away."""
    said: list[Message] = []
    remaining: list[Any] = ["connect", *steps]

    async def receive() -> Message:
        while remaining:
            step = remaining.pop(0)
            if step == "connect":
                return {"type": "websocket.connect"}
            if isinstance(step, bytes):
                return {"type": "websocket.receive", "bytes": step}
            step()
        return {"type": "websocket.disconnect", "code": 1000}

    async def send(message: Message) -> None:
        said.append(message)

    scope = {
        "type": "websocket",
        "scheme": "ws",
        "path": path,
        "query_string": b"",
        "client": ON_THIS_COMPUTER,
        "server": ("127.0.0.1", 8501),
        "subprotocols": ["streamlit", "token"],
        "headers": [(key.lower().encode(), value.encode()) for key, value in headers.items()],
    }
    asyncio.run(app(scope, receive, send))
    return said

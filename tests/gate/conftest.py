"""The gate around a small application, with a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from lib.gate.headers import IDENTITY_HEADER
from lib.gate.middleware import Gate
from lib.gate.request_check import request_refusal
from lib.gate.sign_in import sign_in_routes
from lib.services import passwords
from lib.services.application import close_application, open_application
from lib.settings import Settings
from lib.store.database import Database
from tests.gate.in_process import InProcess

SIGNED_OUT_FRAME = b"signed out"
ORIGIN = "http://localhost:8501"
INLINE_SCRIPT = "\n  let ready = false\n"


class Behind:
    """What stands behind the gate: tells who was said to ask, and notes what reached it."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.content_type = "application/json"

    async def page(self, request: Request) -> JSONResponse:
        return JSONResponse(
            {"persons": request.headers.getlist(IDENTITY_HEADER)},
            headers={"X-Frame-Options": "ALLOWALL"},
            media_type=self.content_type,
        )

    async def stream(self, socket: WebSocket) -> None:
        await socket.accept(subprotocol="streamlit")
        await socket.send_json({"persons": socket.headers.getlist(IDENTITY_HEADER)})
        async for frame in socket.iter_bytes():
            self.frames.append(frame)
            await socket.send_bytes(frame)
        await socket.send_bytes(b"sent after the end")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Local mode; other modes have a fixture of this name in their own test files."""
    return Settings(database=tmp_path / "podium.duckdb")


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The application's own database, new and empty."""
    yield open_application(settings)
    close_application()


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords in a millisecond, where it does not matter how."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", hasher)


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
def gated(database: Database, behind: Behind, tmp_path: Path) -> Starlette:
    """The gate and its sign-in routes around `behind`."""
    index_html = tmp_path / "index.html"
    index_html.write_text(f"<script>{INLINE_SCRIPT}</script><script src='x.js'></script>")
    methods = ["GET", "POST", "PUT", "DELETE"]
    return Starlette(
        routes=[
            Route("/healthz", behind.page),
            *sign_in_routes(),
            WebSocketRoute("/_stcore/stream", behind.stream),
            Route("/{path:path}", behind.page, methods=methods),
        ],
        middleware=[
            Middleware(
                Gate,
                request_check=request_refusal,
                signed_out_frame=SIGNED_OUT_FRAME,
                index_html=index_html,
            )
        ],
    )


@pytest.fixture
def client(gated: Starlette) -> httpx.Client:
    """A browser on this computer that is not signed in."""
    return httpx.Client(transport=InProcess(gated), base_url=ORIGIN, headers={"Origin": ORIGIN})


@pytest.fixture
def signed_in(client: httpx.Client) -> httpx.Client:
    """The same browser, signed in as Ada."""
    assert client.post("/signin", data={"name": "Ada"}).status_code == 303
    return client

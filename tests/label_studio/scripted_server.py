"""An HTTP server that answers what a test tells it to, also what no real server would."""

import json
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from lib.label_studio.client import LabelStudioClient

POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Scripted:
    """One answer. A `body` of text or bytes is sent as it is, anything else as JSON.

    `cut_at`: the connection is closed after so many bytes of the answer, its head included (0: none
    is sent). `slow_seconds`: it comes so much later.
    """

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    slow_seconds: float = 0.0

    def as_bytes(self) -> bytes:
        """Head and body as they go over the wire."""
        is_raw = isinstance(self.body, str | bytes)
        raw = self.body if is_raw else json.dumps(self.body)
        content = raw.encode() if isinstance(raw, str) else raw
        kind = "text/html; charset=utf-8" if is_raw else "application/json"
        headers = {"Content-Type": kind, "Content-Length": str(len(content)), **self.headers}
        lines = [f"HTTP/1.1 {self.status} Scripted", *(f"{k}: {v}" for k, v in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + content


@dataclass(frozen=True)
class Asked:
    """A request that came; `target` is the path with its query."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class ScriptedServer:
    """Answers its script, one entry a request, on a free loopback port; after it, status 418.

    `asked` has all requests in order. A context manager.
    """

    def __init__(self, *script: Scripted) -> None:
        self.asked: list[Asked] = []
        self.is_closed = threading.Event()
        self._clients: list[LabelStudioClient] = []
        self._script = deque(script)
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_SECONDS,), daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """The address without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def add(self, *script: Scripted) -> None:
        """Put more at the end of the script."""
        self._script.extend(script)

    def connect(self, token: str, **options: Any) -> LabelStudioClient:
        """A client that does not pause between its tries; closed with the server."""
        self._clients.append(LabelStudioClient(self.url, token, wait_seconds=0.0, **options))
        return self._clients[-1]

    def next_answer(self) -> Scripted:
        """What the next request gets."""
        return self._script.popleft() if self._script else Scripted("The script is over.", 418)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.is_closed.set()
        for client in self._clients:
            client.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def handle_one_request(self) -> None:
        """Take the next request of the connection, whatever its method is."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        script = self.server.script
        script.asked.append(Asked(self.command, self.path, dict(self.headers), body))
        answer = script.next_answer()
        script.is_closed.wait(answer.slow_seconds)
        self.wfile.write(answer.as_bytes()[: answer.cut_at])
        if answer.cut_at is not None:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, script: ScriptedServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script

    def handle_error(self, *_: object) -> None:
        """Print nothing where a client has gone."""

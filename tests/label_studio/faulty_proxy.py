"""An HTTP proxy before a real server, which fails at the requests it is told to."""

import http.client
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import urlsplit

# Before the request is sent on; or after the real server has carried it out and answered.
When = Literal["before", "after"]

POLL_SECONDS = 0.02

OF_ONE_CONNECTION = {
    "connection", "keep-alive", "proxy-connection", "te", "transfer-encoding", "upgrade",
    "content-length",
}  # fmt: skip


@dataclass(frozen=True)
class _Fault:
    when: When
    for_good: bool
    action: Callable[[], object] | None


class FaultyProxy:
    """Passes every request on to `target` and its answer back, until one is to fail.

    A request fails by its connection being closed without a byte of an answer. `requests` is every
    one that came, in order, as "POST /api/projects/1/import?a=b", whether it failed or not; the
    numbers of faults count them from 1. A context manager.
    """

    def __init__(self, target: str) -> None:
        self.requests: list[str] = []
        self._target = urlsplit(target)
        self._faults: dict[int, _Fault] = {}
        self._is_dead = False
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL_SECONDS,), daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        """The address to use instead of the real one, without a slash at its end."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def count(self) -> int:
        """How many requests have come."""
        return len(self.requests)

    def fail_at(
        self,
        number: int,
        when: When,
        *,
        for_good: bool = False,
        action: Callable[[], object] | None = None,
    ) -> None:
        """Fail at the n-th request; `for_good`: and at every later one, before it is sent on.

        `action` is called at that moment, before the connection is closed: to kill a process, say.
        """
        self._faults[number] = _Fault(when, for_good, action)

    def die(self) -> None:
        """Fail at every request from now on, before it is sent on."""
        self._is_dead = True

    def reset(self) -> None:
        """Forget all faults and requests; the next request is number 1."""
        with self._lock:
            self._faults.clear()
            self._is_dead = False
            self.requests.clear()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> "FaultyProxy":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def answer(self, handler: "_Handler") -> None:
        """Let one request through to the real server and back, or not."""
        with self._lock:
            self.requests.append(f"{handler.command} {handler.path}")
            fault = self._faults.get(len(self.requests))
            fails_before = self._is_dead or (fault is not None and fault.when == "before")
            if fault is not None and fault.for_good:
                self._is_dead = True
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        answered = None if fails_before else self._ask(handler, body)
        if fault is not None and fault.action is not None:
            fault.action()
        if answered is None or fault is not None:
            handler.close_connection = True
            return
        handler.send_answer(*answered)

    def _ask(self, handler: "_Handler", body: bytes) -> tuple[http.client.HTTPResponse, bytes]:
        connection = http.client.HTTPConnection(
            self._target.hostname or "", self._target.port, timeout=600
        )
        try:
            headers = {k: v for k, v in handler.headers.items() if _is_passed_on(k)}
            connection.request(handler.command, handler.path, body or None, headers)
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Server"

    def handle_one_request(self) -> None:
        """Take the next request of the connection, whatever its method is."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline:
            self.close_connection = True
        elif self.parse_request():
            self.server.proxy.answer(self)

    def send_answer(self, answer: http.client.HTTPResponse, body: bytes) -> None:
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if _is_passed_on(name):
                self.send_header(name, value)
        if answer.status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, proxy: FaultyProxy) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.proxy = proxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Only close the connection where the client or the real server has gone."""
        if not isinstance(sys.exc_info()[1], OSError | http.client.HTTPException):
            super().handle_error(request, client_address)


def _is_passed_on(header: str) -> bool:
    return header.lower() not in OF_ONE_CONNECTION

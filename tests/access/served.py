"""The real app in a process of its own, started either way, and clients that speak to it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from lib.gate.sessions import SESSION_COOKIE
from tests.e2e.server import CHECKOUT, free_port

START_SECONDS = 60
WAYS = ("streamlit", "uvicorn")


def command(way: str, *options: str) -> list[str]:
    """How the app is started that way, from the checkout."""
    programs = {
        "streamlit": ["streamlit", "run", "app.py", "--server.fileWatcherType=none"],
        "uvicorn": ["uvicorn", "app:app"],
    }
    return [sys.executable, "-m", *programs[way], *options]


@dataclass
class Served:
    """The app at `port` of this computer; everything that it prints goes to the file `log`."""

    port: int
    log: Path
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    def client(self, **headers: str) -> httpx.Client:
        """A browser of its own, which is not signed in; it sends as our own pages do."""
        made = httpx.Client(
            base_url=self.origin,
            trust_env=False,
            timeout=30,
            headers={"Origin": self.origin, **headers},
            # uvicorn closes a connection after an answer that it could not finish.
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self.clients.append(made)
        return made

    def signed_in(self, **fields: str) -> httpx.Client:
        """A browser that has filled in the form at /signin."""
        client = self.client()
        answer = client.post("/signin", data=fields)
        assert answer.status_code == 303, answer.text
        return client

    def said(self) -> str:
        """What it has printed so far, on either stream."""
        return self.log.read_text("utf-8", errors="replace")


@contextmanager
def served(way: str, database: Path, **environment: str) -> Iterator[Served]:
    """The app on 127.0.0.1, once it answers; it is killed at the end."""
    port = free_port()
    options = {
        "streamlit": ["--server.address=127.0.0.1", f"--server.port={port}"],
        "uvicorn": ["--host=127.0.0.1", f"--port={port}"],
    }
    log = database.with_suffix(".log")
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command(way, *options[way]),
            cwd=CHECKOUT,
            env={**os.environ, "PODIUM_DATABASE": str(database), **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        app = Served(port, log)
        try:
            _wait(process, app)
            yield app
        finally:
            for client in app.clients:
                client.close()
            process.kill()


def _wait(process: subprocess.Popen[bytes], app: Served) -> None:
    give_up = time.monotonic() + START_SECONDS
    client = app.client()
    while "Podium is ready" not in app.said():
        assert process.poll() is None, app.said()
        assert time.monotonic() < give_up, app.said()
        time.sleep(0.05)
    assert client.get("/healthz").status_code == 200


def stream(client: httpx.Client, *subprotocols: str, **headers: str) -> dict[str, Any]:
    """How a browser with that client's cookies opens Streamlit's websocket, for `connect`."""
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    given = {"Cookie": cookies} if cookies else {}
    return {
        "uri": f"ws://localhost:{client.base_url.port}/_stcore/stream",
        "origin": str(client.base_url).rstrip("/"),
        "subprotocols": [Subprotocol(each) for each in ("streamlit", *subprotocols)],
        "additional_headers": {**given, **headers},
        "proxy": None,
    }


@contextmanager
def opened(client: httpx.Client, *subprotocols: str) -> Iterator[ClientConnection]:
    with connect(**stream(client, *subprotocols), max_size=None) as socket:
        yield socket


def session_cookie(client: httpx.Client) -> str:
    return client.cookies[SESSION_COOKIE]


def asked(page: str = "", query: str = "") -> BackMsg:
    """What a browser sends when it opens a page."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    return message


def clicked(page: BackMsg, widget_id: str) -> BackMsg:
    """What it sends when a button of that page is clicked."""
    message = BackMsg()
    message.CopyFrom(page)
    state = message.rerun_script.widget_states.widgets.add()
    state.id, state.trigger_value = widget_id, True
    return message


def button_id(messages: Sequence[ForwardMsg], label: str) -> str | None:
    """The id of the button whose label begins so, where there is one."""
    for message in messages:
        element = message.delta.new_element
        if element.WhichOneof("type") == "button" and element.button.label.startswith(label):
            return element.button.id
    return None


def run(socket: ClientConnection, message: BackMsg) -> list[ForwardMsg]:
    """Send it, and take all that comes until the script has finished and is not run anew."""
    socket.send(message.SerializeToString())
    said: list[ForwardMsg] = []
    finished = False
    while True:
        said.append(ForwardMsg.FromString(socket.recv(timeout=60, decode=False)))
        kind = said[-1].WhichOneof("type")
        if kind == "script_finished":
            finished = said[-1].script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        is_idle = not said[-1].session_status_changed.script_is_running
        if finished and kind == "session_status_changed" and is_idle:
            return said


def last_words(socket: ClientConnection, message: BackMsg) -> tuple[list[ForwardMsg], int | None]:
    """Send it, and take all that comes until the server closes; the code it closes with."""
    socket.send(message.SerializeToString())
    said: list[ForwardMsg] = []
    try:
        while True:
            said.append(ForwardMsg.FromString(socket.recv(timeout=60, decode=False)))
    except ConnectionClosed as closed:
        return said, closed.rcvd.code if closed.rcvd else None


def text_of(messages: Sequence[ForwardMsg]) -> str:
    """All that is text somewhere in these messages, in lower case."""
    raw = b"\n".join(message.SerializeToString() for message in messages)
    return raw.decode("utf-8", errors="replace").lower()

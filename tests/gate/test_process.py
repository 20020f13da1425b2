"""The real app, started both ways: where it refuses to start, and what a fresh process serves."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from lib.gate.sessions import SESSION_COOKIE
from tests.e2e.server import CHECKOUT, free_port

START_SECONDS = 60
STREAMLIT = ("streamlit", "run", "app.py", "--server.fileWatcherType=none")
BOTH_WAYS = pytest.mark.parametrize("way", ["streamlit", "uvicorn"])

# The machine's own addresses in its networks: none in a container without a network.
LAN = [
    address.address
    for addresses in psutil.net_if_addrs().values()
    for address in addresses
    if address.family == socket.AF_INET and not address.address.startswith("127.")
]


@contextmanager
def started(
    way: str, host: str, port: int, database: Path, **environment: str
) -> Iterator[subprocess.Popen[str]]:
    """The app on that address, killed at the end where it still runs."""
    commands = {
        "streamlit": [*STREAMLIT, f"--server.address={host}", f"--server.port={port}"],
        "uvicorn": ["uvicorn", "app:app", f"--host={host}", f"--port={port}"],
    }
    process = subprocess.Popen(
        [sys.executable, "-m", *commands[way]],
        cwd=CHECKOUT,
        env={**os.environ, "PODIUM_DATABASE": str(database), **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def running(
    way: str, host: str, database: Path, *, port: int | None = None, **environment: str
) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """The app on that address, and a client of it on this computer, once it answers."""
    port = port or free_port()
    with (
        started(way, host, port, database, **environment) as process,
        httpx.Client(base_url=f"http://localhost:{port}", trust_env=False) as client,
    ):
        give_up = time.monotonic() + START_SECONDS
        while True:
            assert process.poll() is None, process.communicate()
            try:
                client.get("/healthz")
                break
            except httpx.TransportError:
                assert time.monotonic() < give_up
                time.sleep(0.1)
        yield process, client


@contextmanager
def serving(way: str, database: Path) -> Iterator[httpx.Client]:
    """A client of the app on 127.0.0.1, once it answers."""
    with running(way, "127.0.0.1", database) as (_, client):
        yield client


@BOTH_WAYS
@pytest.mark.parametrize("host", ["0.0.0.0", *LAN[:1]])
def test_local_mode_refuses_to_start_where_other_computers_could_reach_it(
    way: str, host: str, tmp_path: Path
) -> None:
    database = tmp_path / "podium.duckdb"
    with started(way, host, free_port(), database) as process:
        _, errors = process.communicate(timeout=START_SECONDS)
    assert process.returncode == 78
    said = [line for line in errors.splitlines() if line.startswith("Podium does not start: ")]
    assert len(said) == 1
    assert f"it is bound to {host}." in said[0]
    assert "Traceback" not in errors
    assert not database.exists()


def test_an_unknown_sign_in_mode_ends_with_a_line_that_names_the_valid_ones(tmp_path: Path) -> None:
    database = tmp_path / "podium.duckdb"
    way = started("uvicorn", "127.0.0.1", free_port(), database, PODIUM_AUTH="magic")
    with way as process:
        _, errors = process.communicate(timeout=START_SECONDS)
    assert process.returncode == 78
    assert errors.splitlines()[-1].startswith("PODIUM_AUTH is 'magic'")
    assert "Traceback" not in errors


@BOTH_WAYS
def test_a_fresh_process_gives_nothing_away_without_a_session(way: str, tmp_path: Path) -> None:
    with serving(way, tmp_path / "podium.duckdb") as client:
        health = client.get("/healthz")
        assert (health.status_code, health.text) == (200, "ok\n")
        assert "server" not in health.headers
        for path in (
            "/leaderboard",
            "/label?project=1",
            "/media/x",
            "/component/streamlit_sortables.sortable_items/index.html",
            "/_stcore/host-config",
            "/_stcore/metrics",
            "/_stcore/health",
            "/_stcore/agent/openapi.json",
            "/index.html",
            "/",
        ):
            page = client.get(path, headers={"Accept": "text/html"})
            assert (page.status_code, page.content) == (303, b"")
            assert page.headers["location"].startswith("/signin?next=/")
            other = client.get(path)
            assert other.status_code == 401
            assert other.text == "You are not signed in. Reload this page to sign in.\n"
            assert "content-security-policy" in other.headers
        foreign = client.get("/signin", headers={"Host": "evil.example"})
        forwarded = client.get("/signin", headers={"X-Forwarded-For": "127.0.0.1"})
        assert (foreign.status_code, forwarded.status_code) == (403, 403)
        with pytest.raises(InvalidStatus) as refusal, connect(**stream(client)):
            pass
        assert refusal.value.response.status_code == 403


@BOTH_WAYS
def test_the_next_click_after_signing_out_leads_to_the_sign_in_page(
    way: str, tmp_path: Path
) -> None:
    with serving(way, tmp_path / "podium.duckdb") as client:
        origin = {"Origin": str(client.base_url)}
        client.post("/signin", data={"name": "Ada"}, headers=origin)
        assert client.get("/_stcore/host-config").status_code == 200
        assert "not_available" in client.post("/_stcore/agent/mcp", headers=origin, json={}).text
        rerun = BackMsg()
        rerun.rerun_script.query_string = ""
        with connect(**stream(client)) as socket:
            assert socket.subprotocol == "streamlit"
            socket.send(rerun.SerializeToString())
            next_of_type(socket, "new_session")
            client.post("/signout", headers=origin)
            socket.send(rerun.SerializeToString())
            message = next_of_type(socket, "auth_redirect")
            assert message.auth_redirect.url == "/signin"
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


def test_a_second_process_on_the_same_database_ends_with_one_line(tmp_path: Path) -> None:
    database = tmp_path / "podium.duckdb"
    with (
        serving("streamlit", database),
        started("streamlit", "127.0.0.1", free_port(), database) as second,
    ):
        _, errors = second.communicate(timeout=START_SECONDS)
    assert second.returncode == 75
    assert "is in use by another process" in errors.splitlines()[-1]
    assert "Traceback" not in errors


def stream(client: httpx.Client) -> dict[str, Any]:
    """How a browser with that client's cookies opens Streamlit's websocket."""
    session_id = client.cookies.get(SESSION_COOKIE)
    return {
        "uri": f"ws://localhost:{client.base_url.port}/_stcore/stream",
        "origin": str(client.base_url),
        "subprotocols": [Subprotocol("streamlit")],
        "additional_headers": {"Cookie": f"{SESSION_COOKIE}={session_id}"} if session_id else {},
        "proxy": None,
    }


def next_of_type(connection: ClientConnection, kind: str) -> ForwardMsg:
    """The next message of that kind; those before it are passed over."""
    while True:
        message = ForwardMsg.FromString(connection.recv(timeout=30, decode=False))
        if message.WhichOneof("type") == kind:
            return message

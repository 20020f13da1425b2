"""Local mode has no password: it answers this computer only, whichever way it is started."""

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from lib.gate.sessions import SESSION_COOKIE
from tests.access.served import (
    START_SECONDS,
    WAYS,
    Served,
    command,
    served,
    session_cookie,
    stream,
)
from tests.e2e.server import CHECKOUT, free_port

LAN = [
    address.address
    for addresses in psutil.net_if_addrs().values()
    for address in addresses
    if address.family == socket.AF_INET and not address.address.startswith("127.")
][:1]
"""An address of this computer in a network, where it has one."""


def ended(command: list[str], folder: Path, **environment: str) -> tuple[int, str, str]:
    """How a process ended that should not have started: its code, its stdout and its stderr."""
    finished = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    return finished.returncode, finished.stdout, finished.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", *LAN])
@pytest.mark.parametrize("way", WAYS)
def test_it_does_not_start_where_other_computers_could_reach_it(
    way: str, host: str, tmp_path: Path
) -> None:
    port = free_port()
    options = {
        "streamlit": [f"--server.address={host}", f"--server.port={port}"],
        "uvicorn": [f"--host={host}", f"--port={port}"],
    }
    database = tmp_path / "podium.duckdb"
    code, printed, errors = ended(
        command(way, *options[way]), CHECKOUT, PODIUM_DATABASE=str(database)
    )
    assert code == 78
    said = [line for line in errors.splitlines() if line.startswith("Podium does not start: ")]
    assert len(said) == 1
    assert f"it is bound to {host}." in said[0]
    assert "Traceback" not in printed + errors
    assert not database.exists()


def test_no_variable_makes_it_listen_to_others(tmp_path: Path) -> None:
    """One that Streamlit reads is above the file of settings, which says localhost."""
    code, _, errors = ended(
        command("streamlit", f"--server.port={free_port()}"),
        CHECKOUT,
        PODIUM_DATABASE=str(tmp_path / "podium.duckdb"),
        STREAMLIT_SERVER_ADDRESS="0.0.0.0",
    )
    assert (code, "it is bound to 0.0.0.0." in errors) == (78, True)


def test_a_socket_in_the_file_system_is_no_way_round_it(tmp_path: Path) -> None:
    """Whoever may open the file could be a server that lets others in."""
    code, _, errors = ended(
        command("uvicorn", f"--uds={tmp_path / 'podium.sock'}"),
        CHECKOUT,
        PODIUM_DATABASE=str(tmp_path / "podium.duckdb"),
    )
    assert "it is bound to the socket" in errors
    assert code == 78


@pytest.fixture(scope="module", params=WAYS)
def app(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    database = tmp_path_factory.mktemp(request.param) / "podium.duckdb"
    with served(request.param, database) as running:
        yield running


FROM_ELSEWHERE = pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8501", "Origin": "http://evil.example:8501"},
        *({"Host": f"{address}:8501"} for address in LAN),
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Host": "localhost"},
        {"X-Forwarded-Proto": "https"},
        {"Forwarded": "for=127.0.0.1"},
    ],
    ids=str,
)


@FROM_ELSEWHERE
def test_it_refuses_what_came_by_another_name_or_through_a_proxy(
    headers: dict[str, str], app: Served
) -> None:
    """With a session too: a page elsewhere may have its name lead here (DNS rebinding)."""
    ada = app.signed_in(name="Ada")
    for method, path in [
        ("GET", "/"),
        ("GET", "/label?project=1"),
        ("GET", "/signin"),
        ("POST", "/signin"),
        ("GET", "/healthz"),
        ("GET", "/download/1/label-studio-json"),
        ("GET", "/_stcore/host-config"),
        ("POST", "/api/sync"),
        ("POST", "/api/label-studio/1"),
    ]:
        answer = ada.request(method, path, headers=headers)
        assert answer.status_code == 403, path
        assert answer.text.startswith("Podium is in local mode and answers this computer only")
    with (
        socket.create_connection(("127.0.0.1", app.port)) as reached,
        pytest.raises(InvalidStatus) as refusal,
        connect(**{**stream(ada), **_named(headers, app)}, sock=reached),
    ):
        pass
    assert refusal.value.response.status_code == 403


def _named(headers: dict[str, str], app: Served) -> dict[str, Any]:
    """The same for a websocket, whose Host and Origin are not given as headers."""
    session = {"Cookie": f"{SESSION_COOKIE}={session_cookie(app.clients[-1])}"}
    others = {name: value for name, value in headers.items() if name not in ("Host", "Origin")}
    return {
        "uri": f"ws://{headers.get('Host', f'localhost:{app.port}')}/_stcore/stream",
        "origin": headers.get("Origin", app.origin),
        "additional_headers": {**session, **others},
    }


def test_it_answers_this_computer_by_each_of_its_own_names(app: Served) -> None:
    for host in (f"localhost:{app.port}", f"127.0.0.1:{app.port}"):
        answer = httpx.get(f"http://{host}/healthz", trust_env=False)
        assert (answer.status_code, answer.text) == (200, "ok\n")


@pytest.mark.parametrize("address", LAN)
def test_nobody_answers_at_an_address_in_a_network(address: str, app: Served) -> None:
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://{address}:{app.port}/healthz", trust_env=False)

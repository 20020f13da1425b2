"""What signing in needs at start-up, and what is said about it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lib.gate.listeners import local_url, own_url
from lib.gate.start_up import NO_ADMIN, prepare_sign_in, say_where
from lib.services import people
from lib.services.accounts import find_link, use_link
from lib.services.running_app import find_running_app, withdraw_app
from lib.settings import OidcSettings, Settings
from lib.store.database import Database

OIDC = OidcSettings("https://accounts.example.org", "podium", "s")
GOOD = "correct horse battery"


@dataclass
class Bound:
    """A server as far as it is asked where it listens."""

    name: Any
    is_ssl: bool = False

    @property
    def servers(self) -> list[Any]:
        return [SimpleNamespace(sockets=[SimpleNamespace(getsockname=lambda: self.name)])]

    @property
    def config(self) -> Any:
        return SimpleNamespace(is_ssl=self.is_ssl)


@pytest.fixture(autouse=True)
def withdrawn(settings: Settings) -> Iterator[None]:
    yield
    withdraw_app(settings.database)


def test_the_first_start_makes_a_link_and_a_second_one_another(
    database: Database, settings: Settings, cheap_hashes: None
) -> None:
    settings = replace(settings, auth="password")
    first, second = (prepare_sign_in(database, settings) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first != second
    code = second.removeprefix("/setup#")
    assert find_link(database, code).person is None
    use_link(database, code, GOOD, name="Ada", email="ada@example.org")
    assert prepare_sign_in(database, settings) is None


def test_local_mode_needs_no_link_and_ends_the_sessions_of_other_modes(
    database: Database, settings: Settings
) -> None:
    session = people.sign_in(database, "Ada")
    assert prepare_sign_in(database, settings) is None
    assert people.session_person(database, session.session_id) == session.person
    prepare_sign_in(database, replace(settings, auth="password"))
    assert people.session_person(database, session.session_id) is None


def test_single_sign_on_without_any_admin_says_what_to_set(
    database: Database, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert prepare_sign_in(database, replace(settings, auth="oidc", oidc=OIDC)) is None
    assert capsys.readouterr().err == f"{NO_ADMIN}\n"
    named = replace(OIDC, admins=frozenset({"ada@example.org"}))
    prepare_sign_in(database, replace(settings, auth="oidc", oidc=named))
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("bound", "shown", "own"),
    [
        (("127.0.0.1", 8501), "http://localhost:8501", "http://127.0.0.1:8501"),
        (("0.0.0.0", 8501), "http://localhost:8501", "http://127.0.0.1:8501"),
        (("::", 8501, 0, 0), "http://localhost:8501", "http://[::1]:8501"),
        (("::1", 8501, 0, 0), "http://localhost:8501", "http://[::1]:8501"),
        (("192.0.2.7", 80), "http://192.0.2.7:80", "http://192.0.2.7:80"),
        (("2001:db8::7", 80, 0, 0), "http://[2001:db8::7]:80", "http://[2001:db8::7]:80"),
        ("podium.sock", None, None),
    ],
)
def test_the_address_to_open_and_the_one_for_the_command_line(
    bound: object, shown: str | None, own: str | None
) -> None:
    server: Any = Bound(bound)
    assert (local_url(server), own_url(server)) == (shown, own)


def test_https_is_told_where_the_server_speaks_it() -> None:
    server: Any = Bound(("127.0.0.1", 8501), is_ssl=True)
    assert local_url(server) == "https://localhost:8501"


def test_the_address_of_the_settings_is_said_and_the_command_line_gets_the_real_one(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    server: Any = Bound(("0.0.0.0", 8501))
    url = "https://podium.example.org"
    say_where(server, replace(settings, auth="password", url=url), "/setup#code")
    assert capsys.readouterr().out.splitlines() == [
        f"Podium is ready: {url}",
        f"Become its admin within 24 hours: {url}/setup#code",
    ]
    announced = find_running_app(settings.database)
    assert announced is not None
    assert announced.address == "http://127.0.0.1:8501"


def test_in_local_mode_the_address_is_this_computers(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    server: Any = Bound(("127.0.0.1", 8501))
    say_where(server, replace(settings, url="https://podium.example.org"), None)
    assert capsys.readouterr().out == "Podium is ready: http://localhost:8501\n"


def test_a_folder_that_cannot_be_written_is_said_and_no_fault(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    server: Any = Bound(("127.0.0.1", 8501))
    say_where(server, replace(settings, database=Path("/nonexistent/x.duckdb")), None)
    assert "cannot be written" in capsys.readouterr().err


def test_a_socket_in_the_file_system_is_announced_to_nobody(settings: Settings) -> None:
    server: Any = Bound("podium.sock")
    say_where(server, replace(settings, auth="password"), None)
    assert find_running_app(settings.database) is None

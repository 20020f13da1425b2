"""The file with which the app tells the command line where it is."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lib.errors import StorageError
from lib.services import running_app
from lib.services.running_app import (
    announce_app,
    find_running_app,
    is_on_this_computer,
    is_our_secret,
    withdraw_app,
)

ADDRESS = "http://127.0.0.1:8501"


@pytest.fixture
def path(tmp_path: Path):
    yield tmp_path / "podium.duckdb"
    running_app._ours.clear()


def written(path: Path) -> Path:
    return path.with_name("podium.duckdb.app")


def put(path: Path, mode: int = 0o600, **changes: object) -> None:
    content = {"address": ADDRESS, "pid": os.getpid(), "secret": "s" * 43, **changes}
    written(path).write_text(json.dumps(content))
    written(path).chmod(mode)


def test_what_the_app_announces_is_found(path: Path) -> None:
    assert find_running_app(path) is None
    app = announce_app(path, ADDRESS)
    assert find_running_app(path) == app
    assert (app.address, app.pid, len(app.secret)) == (ADDRESS, os.getpid(), 43)
    assert is_our_secret(app.secret)
    assert app.secret not in repr(app)


def test_only_its_owner_can_read_the_file_from_the_first_byte_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes = []
    dump = json.dump

    def noting(content: object, file: object) -> None:
        modes.append(stat.S_IMODE(os.fstat(file.fileno()).st_mode))
        dump(content, file)

    monkeypatch.setattr(json, "dump", noting)
    before = os.umask(0)
    try:
        announce_app(path, ADDRESS)
    finally:
        os.umask(before)
    assert modes == [0o600]
    assert stat.S_IMODE(written(path).stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["podium.duckdb.app"]


def test_what_a_dead_process_left_is_replaced_by_a_new_secret(path: Path) -> None:
    put(path)
    written(path).with_name("podium.duckdb.app.part").write_text("half")
    app = announce_app(path, ADDRESS)
    assert find_running_app(path) == app
    assert app.secret != "s" * 43


def test_at_the_end_the_file_is_gone_and_the_secret_counts_no_more(path: Path) -> None:
    app = announce_app(path, ADDRESS)
    withdraw_app(path)
    assert not written(path).exists()
    assert not is_our_secret(app.secret)
    assert not is_our_secret("")
    withdraw_app(path)


def test_a_process_that_has_announced_nothing_removes_nothing(path: Path) -> None:
    put(path)
    withdraw_app(path)
    assert written(path).exists()


def test_a_folder_that_cannot_be_written_is_told_and_leaves_nothing(path: Path) -> None:
    with pytest.raises(StorageError, match=r"cannot be written: .*`podium sync` will not find"):
        announce_app(path.parent / "absent" / "podium.duckdb", ADDRESS)
    written(path).mkdir()
    with pytest.raises(StorageError):
        announce_app(path, ADDRESS)
    assert [each.name for each in path.parent.iterdir()] == ["podium.duckdb.app"]


def test_the_file_of_a_dead_process_is_passed_over(path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    put(path, pid=ended.pid)
    assert find_running_app(path) is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_that_others_could_read_or_write_is_passed_over(path: Path, mode: int) -> None:
    put(path, mode)
    assert find_running_app(path) is None


@pytest.mark.parametrize(
    "address",
    ["http://192.0.2.2:8501", "http://evil.example", "http://localhost:1", "x", "http://[", ""],
)
def test_an_address_that_is_not_this_computers_by_number_is_passed_over(
    path: Path, address: str
) -> None:
    put(path, address=address)
    assert find_running_app(path) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"address": 1}', "\x00"])
def test_a_broken_file_is_passed_over(path: Path, content: str) -> None:
    put(path)
    written(path).write_text(content)
    assert find_running_app(path) is None


@pytest.mark.parametrize("secret", ["", "x", "ü", "s" * 1000])
def test_a_wrong_secret_is_wrong_whatever_it_is_made_of(path: Path, secret: str) -> None:
    announce_app(path, ADDRESS)
    assert not is_our_secret(secret)


@pytest.mark.parametrize(
    ("host", "ours"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("10.0.0.1", False), ("", False)],
)
def test_loopback_addresses_are_this_computer(host: str, ours: bool) -> None:
    assert is_on_this_computer(host) is ours

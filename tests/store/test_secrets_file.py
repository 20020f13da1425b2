"""Tokens in a file of their own, readable by its owner only."""

import json
import os
import stat
import threading

import pytest

from lib.errors import StorageError
from lib.store.secrets_file import read_secret, remove_secret, write_secret


@pytest.fixture
def path(tmp_path):
    return tmp_path / "podium.duckdb"


@pytest.fixture
def secrets(tmp_path):
    return tmp_path / "podium.duckdb.secrets"


@pytest.fixture(autouse=True)
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_there_is_no_secret_and_no_file_at_first(path, secrets):
    assert read_secret(path, "token") is None
    remove_secret(path, "token")
    assert not secrets.exists()


def test_secrets_come_back_by_name_the_last_one_stored(path, secrets):
    write_secret(path, "one", "é“1”")
    write_secret(path, "two", "2")
    write_secret(path, "one", "3")
    assert (read_secret(path, "one"), read_secret(path, "two")) == ("3", "2")
    assert read_secret(path, "three") is None
    assert json.loads(secrets.read_text()) == {"one": "3", "two": "2"}


def test_a_removed_secret_is_gone_and_the_last_one_takes_the_file_along(path, secrets, tmp_path):
    write_secret(path, "one", "1")
    write_secret(path, "two", "2")
    remove_secret(path, "one")
    assert (read_secret(path, "one"), read_secret(path, "two")) == (None, "2")
    assert "1" not in secrets.read_text()
    remove_secret(path, "two")
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_its_owners_only_from_its_first_byte(path, secrets, monkeypatch):
    modes = []
    dump = json.dump

    def watched(value, file):
        modes.append(stat.S_IMODE(os.fstat(file.fileno()).st_mode))
        dump(value, file)

    monkeypatch.setattr("lib.store.secrets_file.json.dump", watched)
    os.umask(0)
    write_secret(path, "one", "1")
    write_secret(path, "two", "2")
    assert [*modes, stat.S_IMODE(secrets.stat().st_mode)] == [0o600, 0o600, 0o600]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o666, 0o620])
def test_a_file_that_others_can_reach_is_refused_and_stays_as_it_is(path, secrets, mode):
    write_secret(path, "token", "abc")
    before = secrets.read_bytes()
    secrets.chmod(mode)
    for use in (
        lambda: read_secret(path, "token"),
        lambda: write_secret(path, "other", "def"),
        lambda: remove_secret(path, "token"),
    ):
        with pytest.raises(StorageError) as refused:
            use()
        assert str(refused.value) == (
            f"The tokens in {secrets} are not used, because others can get at them "
            f"(mode {mode:o}): set its mode to 600, and better make new tokens in Label Studio."
        )
    assert secrets.read_bytes() == before
    secrets.chmod(0o600)
    assert read_secret(path, "token") == "abc"


@pytest.mark.parametrize(
    "content", [b"", b"secret", b"[]", b'{"token": 1}', b'{"token": "sec', b"[" * 100_000, b"\xff"]
)
def test_a_broken_file_is_refused_without_showing_what_is_in_it(path, secrets, content):
    secrets.write_bytes(content)
    secrets.chmod(0o600)
    with pytest.raises(StorageError, match=r"cannot be read.* enter the tokens again\.$") as broken:
        read_secret(path, "token")
    assert "sec" not in str(broken.value).replace(str(secrets), "")
    assert not isinstance(broken.value.__cause__, json.JSONDecodeError)


def test_a_folder_in_its_place_gives_one_sentence(path, secrets):
    secrets.mkdir()
    with pytest.raises(StorageError, match=r"^The tokens in .* cannot be read: .* your own, or "):
        read_secret(path, "token")


def test_a_place_that_cannot_be_written_gives_one_sentence_without_the_secret(tmp_path):
    with pytest.raises(StorageError, match=r"^The token cannot be stored in .*: ") as refused:
        write_secret(tmp_path / "absent" / "podium.duckdb", "token", "abcdef")
    assert "abcdef" not in str(refused.value)


def test_a_write_that_breaks_off_leaves_the_old_file(path, secrets, monkeypatch):
    write_secret(path, "token", "old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("lib.store.secrets_file.os.fsync", full)
        with pytest.raises(StorageError, match="No space left"):
            write_secret(path, "token", "new")
    assert read_secret(path, "token") == "old"
    # What it left behind is in nobody's way.
    write_secret(path, "token", "new")
    assert read_secret(path, "token") == "new"


def test_a_link_laid_where_the_new_file_comes_is_not_followed(path, secrets, tmp_path):
    target = tmp_path / "target"
    target.write_text("kept")
    (tmp_path / "podium.duckdb.secrets.new").symlink_to(target)
    write_secret(path, "token", "abc")
    assert (target.read_text(), read_secret(path, "token")) == ("kept", "abc")


def test_writers_at_the_same_time_lose_nothing(path):
    writers = [
        threading.Thread(target=write_secret, args=(path, f"name {n}", str(n))) for n in range(20)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [read_secret(path, f"name {n}") for n in range(20)] == [str(n) for n in range(20)]

"""Getting a Label Studio for the tests; what takes minutes is replaced by an empty one."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests import label_studio_server
from tests.label_studio_server import (
    NoLabelStudio,
    find_label_studio,
    install_label_studio,
    log_file,
    main,
    wait_for_label_studio,
)


class Builder:
    """Stands in for the commands that make one: counts them, and is interrupted at the n-th."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.fails_at = 0

    def __call__(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        self.commands.append(list(command))
        if len(self.commands) == self.fails_at:
            raise KeyboardInterrupt
        if command[1:3] == ["-m", "venv"]:
            python = Path(command[3]) / "bin" / "python"
            python.parent.mkdir(parents=True)
            python.symlink_to(sys.executable)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "podium" / "label-studio"


@pytest.fixture
def builder(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    """Makes an empty Label Studio in the empty cache."""
    builder = Builder()
    monkeypatch.setattr(label_studio_server, "_run", builder)
    return builder


def test_it_is_made_in_the_users_cache_and_found_there_the_next_time(
    cache: Path, builder: Builder
) -> None:
    assert find_label_studio() is None
    made = install_label_studio()
    assert made.folder.parent == cache
    assert [command[2] for command in builder.commands] == ["venv", "pip", "label_studio.server"]
    assert find_label_studio() == made == install_label_studio() == wait_for_label_studio()
    assert len(builder.commands) == 3


@pytest.mark.parametrize("step", [1, 2, 3])
def test_one_that_was_interrupted_is_not_found_and_is_made_anew(
    builder: Builder, step: int
) -> None:
    builder.fails_at = step
    with pytest.raises(KeyboardInterrupt):
        install_label_studio()
    assert find_label_studio() is None
    assert install_label_studio() == find_label_studio()


def test_one_whose_python_has_gone_is_made_anew(builder: Builder) -> None:
    made = install_label_studio()
    made.python.unlink()
    made.python.symlink_to("/nowhere/python")
    assert find_label_studio() is None
    assert install_label_studio().python.exists()


def test_two_at_once_make_one(builder: Builder) -> None:
    threads = [threading.Thread(target=install_label_studio) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(builder.commands) == 3
    assert find_label_studio() is not None


def test_whoever_needs_it_waits_for_the_one_who_is_getting_it(builder: Builder) -> None:
    with label_studio_server._lock():
        found: list[object] = []
        waiting = threading.Thread(target=lambda: found.append(wait_for_label_studio()))
        waiting.start()
        waiting.join(0.2)
        assert not found
        made = label_studio_server._installed()
    waiting.join()
    assert found == [made]


def test_where_nobody_is_getting_it_the_wait_ends_with_what_was_said(cache: Path) -> None:
    cache.mkdir(parents=True)
    log_file().write_text("no room is left\n")
    with pytest.raises(NoLabelStudio, match=r"`make test` gets one(.|\n)*no room is left"):
        wait_for_label_studio()


def test_a_command_that_fails_is_named_with_what_it_said() -> None:
    command = [sys.executable, "-c", "print('no such version'); raise SystemExit(3)"]
    with pytest.raises(NoLabelStudio, match=r"^no such version\n(.|\n)*ended with 3"):
        label_studio_server._run(command)


def test_a_cache_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    for arguments in ([], ["--background"]):
        assert main(arguments) == 1
        said = capsys.readouterr().err
        assert "cannot be written" in said
        assert "XDG_CACHE_HOME" in said


def test_in_the_background_it_is_got_while_the_caller_goes_on(
    builder: Builder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: started.append(command))
    assert main(["--background"]) == 0
    assert started == [[sys.executable, "-m", "tests.label_studio_server"]]
    assert str(log_file()) in capsys.readouterr().out
    assert main([]) == 0
    assert main(["--background"]) == 0
    assert len(started) == 1


def test_it_is_run_without_the_settings_of_this_environment(
    builder: Builder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBUG", "true")
    monkeypatch.setenv("LABEL_STUDIO_HOST", "http://elsewhere")
    environment = install_label_studio().environment(tmp_path, {"LABEL_STUDIO_USERNAME": "a@b.c"})
    assert environment["LABEL_STUDIO_BASE_DATA_DIR"] == str(tmp_path)
    assert environment["LABEL_STUDIO_USERNAME"] == "a@b.c"
    assert environment["PATH"] == os.environ["PATH"]
    assert not environment.keys() & {"DEBUG", "LABEL_STUDIO_HOST"}

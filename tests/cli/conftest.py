"""The command run in this process, on a database of each test's own."""

import json
import sys
from pathlib import Path

import pytest

from lib import cli
from tests.factories import make_data


class Podium:
    """Runs the command in this process; gives exit code, lines of stdout, lines of stderr."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch = monkeypatch
        self.capfd = capfd

    def __call__(self, *arguments: object) -> tuple[int, list[str], list[str]]:
        self.monkeypatch.setattr(sys, "argv", ["podium", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = self.capfd.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return code, out.splitlines(), err.splitlines()

    def fails(self, *arguments: object) -> str:
        """The one line with which a call fails."""
        code, out, err = self(*arguments)
        assert (code, out, len(err)) == (1, [], 1), err
        return err[0]


@pytest.fixture
def database(tmp_path, monkeypatch) -> Path:
    """Where the command finds its database."""
    path = tmp_path / "podium.duckdb"
    monkeypatch.setenv("PODIUM_DATABASE", str(path))
    return path


@pytest.fixture
def podium(database, monkeypatch, capfd) -> Podium:
    return Podium(monkeypatch, capfd)


@pytest.fixture
def tasks(tmp_path) -> Path:
    path = tmp_path / "tasks.jsonl"
    path.write_text("\n".join(json.dumps(make_data(number)) for number in (1, 2, 3)))
    return path


@pytest.fixture
def project(podium, tasks) -> str:
    """A project with three tasks."""
    podium("project", "create", "Mine", "--template", "rank-and-rewrite")
    podium("import", "Mine", tasks)
    return "Mine"

"""A team with two projects, stored once, and a copy of it for each test."""

import importlib
import pkgutil
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import lib.services
from lib.services.application import close_application, open_application
from lib.settings import Settings
from lib.store.database import Database
from tests.access.made_team import Team, make_team

for found in pkgutil.walk_packages(lib.services.__path__, "lib.services."):
    importlib.import_module(found.name)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Team]:
    """A closed file with the team in it."""
    path = tmp_path_factory.mktemp("team") / "podium.duckdb"
    database = Database(path)
    team = make_team(database)
    database.close()
    return path, team


@pytest.fixture
def team(prepared: tuple[Path, Team]) -> Team:
    return prepared[1]


@pytest.fixture
def database(prepared: tuple[Path, Team], tmp_path: Path) -> Iterator[Database]:
    """A copy of it as the application's own database, in the operator's name; roles count."""
    path = tmp_path / "podium.duckdb"
    shutil.copy(prepared[0], path)
    yield open_application(Settings(database=path, auth="password"))
    close_application()

"""A database of each test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.store.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "podium.duckdb")
    yield opened
    opened.close()

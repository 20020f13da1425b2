"""Run single pages without a browser, on a real database, as somebody who is signed in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.services.application import close_application, open_application
from lib.services.people import sign_in
from lib.settings import Settings
from lib.store.database import Database
from lib.ui import access

PAGES = Path(__file__).parents[2] / "pages"
PATIENCE = 30


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """The application's own database, empty."""
    yield open_application(Settings(database=tmp_path / "podium.duckdb"))
    close_application()


@pytest.fixture
def run_page(database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Run `pages/NAME.py` as the person Ann; keyword arguments are query parameters."""
    person = sign_in(database, "Ann").person
    monkeypatch.setattr(access, "signed_in_person", lambda: person)

    def run(name: str, **query: str) -> AppTest:
        page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=PATIENCE)
        for key, value in query.items():
            page.query_params[key] = value
        return page.run()

    return run

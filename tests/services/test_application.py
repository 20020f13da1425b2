"""The one open database of a process."""

import pytest

from lib.errors import StorageError
from lib.services.application import close_application, current_database, open_application
from lib.services.projects import list_project_summaries
from lib.settings import Settings


def test_before_it_is_opened_there_is_no_database():
    with pytest.raises(StorageError, match="has not opened its database"):
        current_database()


def test_the_open_database_is_the_one_of_the_settings_until_it_is_closed(tmp_path):
    opened = open_application(Settings(tmp_path / "podium.duckdb"))
    assert current_database() is opened
    assert list_project_summaries(opened) == []
    close_application()
    with pytest.raises(StorageError, match="has not opened its database"):
        current_database()
    with pytest.raises(StorageError, match="is closed"):
        list_project_summaries(opened)


def test_closing_twice_is_no_fault(tmp_path):
    open_application(Settings(tmp_path / "podium.duckdb"))
    close_application()
    close_application()

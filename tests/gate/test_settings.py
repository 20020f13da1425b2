"""What the environment decides."""

from pathlib import Path

import pytest

from lib.settings import DEFAULT_DATABASE, InvalidSettings, Settings, read_settings


def test_without_variables_the_database_is_in_the_data_folder_and_the_mode_local() -> None:
    checkout = Path(__file__).parents[2]
    assert read_settings({}) == Settings(checkout / "data" / "podium.duckdb", "local")
    assert read_settings({"PODIUM_DATABASE": "", "PODIUM_AUTH": ""}).database == DEFAULT_DATABASE


def test_a_relative_path_is_seen_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_settings({"PODIUM_DATABASE": "a.duckdb"}).database == tmp_path / "a.duckdb"


def test_a_mode_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(InvalidSettings, match=r"^PODIUM_AUTH is 'Local', .*; valid is 'local'\."):
        read_settings({"PODIUM_AUTH": "Local"})

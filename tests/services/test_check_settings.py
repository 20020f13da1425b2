"""How often hidden checks may be asked for."""

import pytest

from lib.errors import InvalidInput
from lib.services.projects import change_settings
from tests.factories import add_project


@pytest.mark.parametrize("every", [0, 2, 1_000])
@pytest.mark.parametrize("setting", ["gold_every", "repeat_every"])
def test_none_and_one_in_two_to_a_thousand_are_taken(database, setting, every):
    project = add_project(database)
    changed = change_settings(database, project.project_id, **{setting: every})
    assert getattr(changed.settings, setting) == every


@pytest.mark.parametrize("every", [-1, 1, 1_001])
@pytest.mark.parametrize(("setting", "what"), [("gold_every", "gold"), ("repeat_every", "repeat")])
def test_others_are_refused_with_what_is_valid(database, setting, what, every):
    project = add_project(database)
    with pytest.raises(
        InvalidInput, match=f"One task in {every} cannot be a {what}.*Use 2 to 1,000"
    ):
        change_settings(database, project.project_id, **{setting: every})

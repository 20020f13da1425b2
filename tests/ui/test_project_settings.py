"""The form with a project's settings."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.domain.project import ProjectSettings
from lib.formats.templates import TEMPLATES
from lib.services.application import close_application, open_application
from lib.services.projects import find_project, labeling_config_of
from lib.settings import Settings
from lib.store.database import Database
from tests.factories import add_person, add_project, submit

PATIENCE = 30
SET_ELSEWHERE = {"guideline_version", "gold_every", "repeat_every"}
"""Counted with the texts of the guidelines, or set on the page about quality."""


def page_script() -> None:
    from lib.services.application import current_database
    from lib.services.projects import list_projects
    from lib.ui.project_settings import show_settings

    show_settings(current_database(), list_projects(current_database())[0])


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    yield open_application(Settings(database=tmp_path / "podium.duckdb"))
    close_application()


@pytest.fixture
def open_form() -> Callable[[], AppTest]:
    def run() -> AppTest:
        page = AppTest.from_function(page_script, default_timeout=PATIENCE).run()
        assert not page.exception
        return page

    return run


def save(page: AppTest) -> None:
    page.button[0].click().run()
    assert not page.exception
    assert "Saved." in page.success[0].value


def test_what_is_set_is_saved_and_shown_again(
    database: Database, open_form: Callable[[], AppTest]
) -> None:
    project = add_project(database)
    buckets = [
        bucket.name for bucket in labeling_config_of(project.labeling_config).rankers[0].buckets
    ]
    page = open_form()
    page.multiselect[0].set_value(buckets[::-1])
    for box in page.checkbox:
        box.set_value(not box.value)
    page.selectbox[0].set_value("title")
    page.number_input[0].set_value(3)
    save(page)
    expected = ProjectSettings(
        ordered_buckets=tuple(buckets[::-1]),
        unplaced_is_worst=True,
        ties_allowed=True,
        model_field="title",
        all_items_required=True,
        prefill_ranking=True,
        prefill_text=False,
        no_difference_points=3,
    )
    assert find_project(database, project.name).settings == expected
    again = open_form()
    assert again.multiselect[0].value == buckets[::-1]
    assert again.selectbox[0].value == "title"
    assert again.number_input[0].value == 3


def test_saving_an_untouched_form_changes_nothing(
    database: Database, open_form: Callable[[], AppTest]
) -> None:
    project = add_project(database, ordered_buckets=("biased_results",), model_field="id")
    save(open_form())
    assert find_project(database, project.name) == project


def test_each_setting_has_a_sentence_of_help(
    database: Database, open_form: Callable[[], AppTest]
) -> None:
    add_project(database)
    page = open_form()
    kinds = (page.multiselect, page.checkbox, page.selectbox, page.number_input, page.text_area)
    settings = [each for kind in kinds for each in kind]
    assert len(settings) == len(set(ProjectSettings.__dataclass_fields__) - SET_ELSEWHERE)
    assert all(each.help.endswith(".") for each in settings)


def test_a_project_without_buckets_has_none_to_order(
    database: Database, open_form: Callable[[], AppTest]
) -> None:
    add_project(database, config=TEMPLATES["ranking"].xml)
    assert open_form().multiselect[0].disabled


def test_another_model_field_renames_what_is_stored(
    database: Database, open_form: Callable[[], AppTest]
) -> None:
    project = add_project(database, n_tasks=1)
    submit(database, project, add_person(database), {"relevant_results": "abc"})
    page = open_form()
    page.selectbox[0].set_value("id")
    save(page)
    stored = database.read(lambda c: c.execute("SELECT models FROM annotation_revision").fetchall())
    assert stored == [(["a", "b", "c"],)]

"""The guidelines beside a task, and their editor."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.domain.annotation import Annotator
from lib.domain.project import Project
from lib.services.application import close_application, open_application
from lib.services.projects import change_settings, find_project
from lib.settings import Settings
from lib.store.database import Database
from lib.ui import access
from tests.factories import add_person, add_project, submit

PATIENCE = 30
ORDER = {"relevant_results": "abc"}


def label_script() -> None:
    from lib.services.projects import list_projects
    from lib.ui.access import visit
    from lib.ui.guidelines import show_guidelines

    show_guidelines(list_projects(visit().database)[0])


def editor_script() -> None:
    from lib.services.projects import list_projects
    from lib.ui.access import visit
    from lib.ui.guidelines import show_guideline_editor

    database = visit().database
    show_guideline_editor(database, list_projects(database)[0])


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    yield open_application(Settings(database=tmp_path / "podium.duckdb"))
    close_application()


@pytest.fixture
def ann(database: Database, monkeypatch: pytest.MonkeyPatch) -> Annotator:
    """Who looks at the pages."""
    person = add_person(database, "Ann")
    monkeypatch.setattr(access, "signed_in_person", lambda: person)
    return person


def shown(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def beside_task() -> AppTest:
    return shown(AppTest.from_function(label_script, default_timeout=PATIENCE))


def editor() -> AppTest:
    return shown(AppTest.from_function(editor_script, default_timeout=PATIENCE))


def now(database: Database) -> Project:
    return find_project(database, "Project")


def write(database: Database, text: str) -> Project:
    return change_settings(database, now(database).project_id, guidelines=text)


def popovers(page: AppTest) -> list[str]:
    return [str(each.proto.popover.label) for each in page.get("popover")]


def texts(page: AppTest) -> list[str]:
    return [each.value for each in page.markdown]


CHANGED = ":orange-badge[changed since your last task]"


def test_the_guidelines_name_their_version_and_none_show_nothing(
    database: Database, ann: Annotator
) -> None:
    add_project(database)
    assert not popovers(beside_task())
    write(database, "Read **it**.")
    page = beside_task()
    assert popovers(page) == ["Guidelines · v1"]
    assert texts(page) == ["Read **it**."]
    write(database, "")
    assert not popovers(beside_task())


def test_a_change_is_announced_until_a_task_was_done_under_it(
    database: Database, ann: Annotator
) -> None:
    project = add_project(database, n_tasks=3, guidelines="Read it.")
    submit(database, project, ann, ORDER)
    page = beside_task()
    assert CHANGED not in texts(page)
    project = write(database, "Read it twice.")
    assert CHANGED in texts(shown(page))
    submit(database, project, ann, ORDER)
    assert CHANGED not in texts(shown(page))


def test_raw_html_in_guidelines_stays_text(database: Database, ann: Annotator) -> None:
    add_project(database, guidelines="<script>alert(1)</script><b>bold</b>")
    for page in (beside_task(), editor()):
        holding = [each for each in page.markdown if "alert(1)" in each.value]
        assert holding
        assert not [each for each in holding if each.allow_html]


def test_what_is_typed_is_previewed_and_saved_as_the_next_version(
    database: Database, ann: Annotator
) -> None:
    add_project(database, guidelines="Read it.")
    page = editor()
    assert page.button[0].label == "Save the guidelines as version 2"
    page.button[0].click().run()
    assert page.success[0].value == "Nothing has changed."
    page.text_area[0].set_value("Read it **twice**.").run()
    assert "Read it **twice**." in texts(page)
    assert now(database).settings.guideline_version == 1
    page.button[0].click().run()
    assert now(database).settings.guidelines == "Read it **twice**."
    assert now(database).settings.guideline_version == 2
    assert page.success[0].value == "Saved as version 2."
    assert page.button[0].label == "Save the guidelines as version 3"
    assert page.text_area[0].value == "Read it **twice**."


def test_the_versions_tell_who_wrote_them_and_when_and_show_their_text(
    database: Database, ann: Annotator
) -> None:
    add_project(database, guidelines="Read it.")
    page = editor()
    page.text_area[0].set_value("Read it twice.").run()
    page.button[0].click().run()
    options = page.selectbox[0].options
    assert options[0].startswith("v2 · 20")
    assert options[0].endswith(" UTC · Ann")
    assert options[1].startswith("v1 · 20")
    page.selectbox[0].select_index(1).run()
    assert texts(page)[-1] == "Read it."


def test_a_project_without_guidelines_says_so_and_takes_the_first(
    database: Database, ann: Annotator
) -> None:
    add_project(database)
    page = editor()
    assert "This project has no guidelines." in texts(page)
    page.text_area[0].set_value("Read it.").run()
    page.button[0].click().run()
    assert now(database).settings.guideline_version == 1


def test_an_untouched_box_takes_over_what_somebody_else_saves(
    database: Database, ann: Annotator
) -> None:
    add_project(database, guidelines="Read it.")
    page = editor()
    write(database, "Read it twice.")
    shown(page)
    assert page.text_area[0].value == "Read it twice."
    assert not page.warning


def test_what_one_types_is_kept_when_somebody_else_saves_and_one_is_warned(
    database: Database, ann: Annotator
) -> None:
    add_project(database, guidelines="Read it.")
    page = editor()
    page.text_area[0].set_value("Read it aloud.").run()
    write(database, "Read it twice.")
    shown(page)
    assert page.text_area[0].value == "Read it aloud."
    assert "Version 2 was saved while you wrote on version 1" in page.warning[0].value
    page.button[0].click().run()
    assert now(database).settings.guidelines == "Read it aloud."
    assert now(database).settings.guideline_version == 3
    assert not page.warning
    assert page.success[0].value == (
        "Saved as version 3. Somebody else saved while you wrote; see Versions."
    )


def test_saving_an_untouched_box_does_not_take_back_what_somebody_else_has_just_saved(
    database: Database, ann: Annotator
) -> None:
    add_project(database, guidelines="Read it.")
    page = editor()
    write(database, "Read it twice.")
    page.button[0].click().run()
    assert page.success[0].value == "Nothing has changed."
    assert page.text_area[0].value == "Read it twice."
    assert now(database).settings.guidelines == "Read it twice."


def test_a_text_that_is_too_long_is_refused_and_stays_in_the_box(
    database: Database, ann: Annotator
) -> None:
    add_project(database, guidelines="Read it.")
    page = editor()
    page.text_area[0].set_value("x" * 100_001).run()
    page.button[0].click().run()
    assert "100,001 characters" in page.error[0].value
    assert len(page.text_area[0].value) == 100_001
    assert now(database).settings.guidelines == "Read it."

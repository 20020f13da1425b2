"""The settings that say who gets which task, and the form that assigns tasks to people."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.errors import InvalidInput
from lib.services.application import close_application, open_application
from lib.services.assignment import list_assignments
from lib.services.projects import change_settings, find_project
from lib.settings import Settings
from lib.store.database import Database
from tests.factories import add_person, add_project, submit

PATIENCE = 30


def settings_script() -> None:
    from lib.services.application import current_database
    from lib.services.projects import list_projects
    from lib.ui.project_settings import show_settings

    show_settings(current_database(), list_projects(current_database())[0])


def assign_script() -> None:
    from lib.services.application import current_database
    from lib.services.people import sign_in
    from lib.services.projects import list_projects
    from lib.ui.assign import show_assign

    database = current_database()
    show_assign(database, list_projects(database)[0], sign_in(database, "Rita").person)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    yield open_application(Settings(database=tmp_path / "podium.duckdb"))
    close_application()


def opened(script: Callable[[], None]) -> AppTest:
    page = AppTest.from_function(script, default_timeout=PATIENCE).run()
    assert not page.exception
    return page


def test_who_gets_which_task_is_saved_and_shown_again(database: Database) -> None:
    add_project(database, "Settings")
    page = opened(settings_script)
    number, chosen = "number_input", "selectbox"
    values: dict[str, tuple[str, Any]] = {
        "People per task (0: no limit)": (number, 3),
        "Order in which tasks are given out": (chosen, "informative"),
        "Of “most informative first”, drawn at random instead (%)": (number, 45),
        "Minutes for which a task is kept for somebody after their last move": (number, 7),
        "Skipped tasks go to": (chosen, "review"),
    }
    for label, (kind, value) in values.items():
        next(each for each in page.get(kind) if each.label == label).set_value(value)
    page.button[0].click().run()
    settings = find_project(database, "Settings").settings
    assert (settings.overlap, settings.order, settings.random_percent) == (3, "informative", 45)
    assert (settings.claim_minutes, settings.skipped_go_to) == (7, "review")
    again = opened(settings_script)
    for label, (kind, value) in values.items():
        assert next(each for each in again.get(kind) if each.label == label).value == value


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"overlap": -1}, r"people per task is -1\. Use 0 to 100"),
        ({"overlap": 101}, "Use 0 to 100"),
        ({"random_percent": 101}, r"drawn at random is 101\. Use 0 to 100"),
        ({"claim_minutes": 0}, r"in minutes, is 0\. Use 1 to 1440"),
        ({"claim_minutes": 1441}, "Use 1 to 1440"),
        ({"order": "best"}, "“best” is no order of tasks. Use imported, random"),
        ({"skipped_go_to": "bin"}, "“bin”. Use others or review"),
    ],
)
def test_settings_out_of_range_are_refused(
    database: Database, changes: dict[str, Any], message: str
) -> None:
    project = add_project(database)
    with pytest.raises(InvalidInput, match=message):
        change_settings(database, project.project_id, **changes)


def fill_in(page: AppTest, tasks: str, *people: Any) -> None:
    page.text_input[0].set_value(tasks)
    page.multiselect[0].set_value([person.annotator_id for person in people])


def click(page: AppTest, label: str) -> None:
    next(each for each in page.button if each.label == label).click().run()
    assert not page.exception


def test_tasks_are_assigned_shown_with_their_numbers_and_taken_back(database: Database) -> None:
    project = add_project(database, n_tasks=6, overlap=2)
    ann, ben = add_person(database, "Ann"), add_person(database, "Ben")
    page = opened(assign_script)
    assert "Nothing is assigned to anybody." in [each.value for each in page.caption]
    fill_in(page, "1-3, 5", ann, ben)
    click(page, "Assign")
    assert page.success[0].value == "8 assignments made."
    submit(database, project, ann, {"relevant_results": "a"})
    fill_in(page, "5", ben)
    click(page, "Take back")
    assert page.success[0].value == "1 assignment taken back. Work and drafts are kept."
    table = page.dataframe[0].value
    assert table.to_numpy().tolist() == [["Ann", 4, 1, "2-3, 5"], ["Ben", 3, 0, "1-3"]]


def test_what_cannot_be_assigned_is_said_and_nothing_is_assigned(database: Database) -> None:
    project = add_project(database, n_tasks=2, overlap=1)
    people = [add_person(database, name) for name in ("Ann", "Ben")]
    page = opened(assign_script)
    for tasks, message in (
        ("", "Nothing was chosen"),
        ("one", "“one” names no tasks"),
        ("1-99999, x", "“x” names no tasks"),
        ("1-4", "There is no task 3, 4"),
        ("1-99999", "The project has 2 tasks."),
        ("1, 2", "At most 1 people may have a task"),
    ):
        fill_in(page, tasks, *people)
        click(page, "Assign")
        assert message in page.error[0].value.replace("\\", "")
    assert list_assignments(database, project) == []

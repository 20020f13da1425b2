"""The Projects page by role: ways on, settings, what is archived and deleted for good."""

import pytest
from streamlit.testing.v1 import AppTest

from lib.domain.access import Actor
from lib.services.archiving import archive_project, list_archived_projects
from lib.services.people import sign_in
from lib.services.projects import list_projects
from lib.services.team import set_admin, set_role
from lib.ui import access
from tests.factories import add_project, submit


@pytest.fixture
def with_roles(database, monkeypatch):
    """Have roles count, as outside local mode."""
    monkeypatch.setattr(
        access, "database_for", lambda person: database.acting_for(Actor(person.annotator_id))
    )


def words(page: AppTest) -> str:
    assert not page.exception
    kinds = (page.markdown, page.caption, page.info, page.success, page.error)
    return "\n".join(each.value for kind in kinds for each in kind).replace("\\", "")


def ways(page: AppTest) -> list[str]:
    return [each.label for each in page.button if each.key and each.key.endswith("_1")]


def ann(database):
    return sign_in(database, "Ann").person.annotator_id


def test_somebody_without_a_project_is_told_whom_to_ask(database, run_page, with_roles):
    add_project(database, "Mine")
    page = run_page("projects")
    assert "You are in no project yet. Ask an admin" in words(page)
    assert "Mine" not in words(page)
    assert not page.button


def test_an_annotator_sees_their_own_progress_and_the_way_to_label(database, run_page, with_roles):
    project = add_project(database, "Mine", n_tasks=3)
    add_project(database, "Other")
    set_role(database, project.project_id, ann(database), "annotator")
    submit(database, project, sign_in(database, "Ann").person, {"relevant_results": "abc"})
    submit(database, project, sign_in(database, "Ben").person, {"relevant_results": "abc"})
    page = run_page("projects")
    assert ways(page) == ["Label", "Progress"]
    assert "You have done 1 of 3 tasks" in words(page)
    assert "Other" not in words(page)
    assert "annotations by" not in words(page)
    assert [each.label for each in page.expander] == []


def test_a_reviewer_has_all_ways_on_and_the_settings_and_makes_no_project(
    database, run_page, with_roles
):
    project = add_project(database, "Mine", n_tasks=1)
    set_role(database, project.project_id, ann(database), "reviewer")
    page = run_page("projects")
    assert ways(page) == ["Label", "Progress", "Review", "Results", "Data"]
    assert "1 task · 0 annotations by 0 people · 0 skipped" in words(page)
    assert [each.label for each in page.expander] == ["Settings"]
    page.session_state["settings_1_open"] = True
    page.run()
    assert [each.label for each in page.button if "ettings" in each.label]
    assert "Archive this project" not in [each.label for each in page.button]


def test_an_admin_makes_the_first_project_or_loads_the_demo(database, run_page, with_roles):
    set_admin(database, ann(database), True)
    page = run_page("projects")
    assert "There is nothing here yet" in words(page)
    assert {"Load the demo project", "Make the project"} <= {each.label for each in page.button}


def test_a_project_is_archived_restored_and_deleted_for_good(database, run_page):
    add_project(database, "Mine", n_tasks=2)
    page = run_page("projects")
    page.session_state["settings_1_open"] = True
    page.run()
    page.button(key="archive_1").click().run()
    assert "“Mine” is archived" in words(page)
    assert list_projects(database) == []
    page.button(key="restore_1").click().run()
    assert "“Mine” is back" in words(page)
    archive_project(database, list_projects(database)[0].project_id)
    page.session_state["purge_1_open"] = True
    page.run()
    assert "Deletes 2 tasks. It is for good" in words(page)
    page.text_input(key="purge_name_1").set_value("Yours")
    next(each for each in page.button if each.label == "Delete for good").click().run()
    assert "is not the project's name" in words(page)
    page.text_input(key="purge_name_1").set_value("Mine")
    next(each for each in page.button if each.label == "Delete for good").click().run()
    assert "“Mine” is deleted: 2 tasks" in words(page)
    assert list_archived_projects(database) == []


def test_what_is_archived_is_shown_to_admins_only(database, run_page, with_roles):
    project = add_project(database, "Mine")
    set_role(database, project.project_id, ann(database), "reviewer")
    archive_project(database, project.project_id)
    assert "Mine" not in words(run_page("projects"))
    set_admin(database, ann(database), True)
    page = run_page("projects")
    assert "Archived projects" in [each.value for each in page.subheader]
    assert "Mine" in words(page)


@pytest.mark.parametrize("name", ["label", "data", "leaderboard"])
def test_a_link_to_an_archived_project_says_that_there_is_none(database, run_page, name):
    add_project(database, "Other")
    project = add_project(database, "Mine", n_tasks=1)
    archive_project(database, project.project_id)
    page = run_page(name, project="2")
    assert "There is no project 2" in words(page)
    assert "Mine" not in words(page)

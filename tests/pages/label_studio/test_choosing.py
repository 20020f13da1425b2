"""Which project there: none is chosen by itself, and the list is read anew on demand."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.domain.label_studio import Link, RemoteProject
from lib.domain.project import Project
from lib.services.projects import TEMPLATES, create_project
from lib.store.database import Database
from lib.store.links import put_link
from lib.ui.label_studio import link_choice
from tests.pages.label_studio.linked_page import URL, RunPage, press, said
from tests.pages.label_studio.test_connecting import connected


def labels(page: AppTest) -> list[str]:
    return [each.label for each in page.button]


def existing(run_page: RunPage) -> AppTest:
    page = connected(run_page)
    page.radio(key="ls_kind_1").set_value(link_choice.EXISTING).run()
    assert not page.exception
    return page


def test_no_project_there_is_chosen_by_itself(
    run_page: RunPage, project: Project, answering: list[RemoteProject]
) -> None:
    answering.append(RemoteProject(9, "Boxes", ""))
    page = existing(run_page)
    choice = page.selectbox(key="ls_existing_1")
    assert (choice.value, choice.placeholder) == (None, "Choose a project")
    assert "Link" not in labels(page)
    assert "Link" in labels(choice.set_value(9).run())


def test_the_list_is_read_anew(
    run_page: RunPage, project: Project, answering: list[RemoteProject]
) -> None:
    page = existing(run_page)
    assert "There is no project yet that this token may see." in said(page)
    answering.extend([RemoteProject(9, "Boxes", ""), RemoteProject(10, "Ranks", "")])
    page = press(page, "Look again")
    page.selectbox(key="ls_existing_1").set_value(10).run()
    answering[1] = RemoteProject(10, "Ranks", "", n_tasks=3)
    page = press(page, "Look again")
    choice = page.selectbox(key="ls_existing_1")
    assert choice.options[1] == "Ranks · project 10 · 3 tasks"
    del answering[1]
    page = press(page, "Look again")
    choice = page.selectbox(key="ls_existing_1")
    assert (choice.options, choice.value) == (["Boxes · project 9 · 0 tasks"], None)


def test_the_address_of_a_projects_page_chooses_that_project(
    run_page: RunPage, project: Project, answering: list[RemoteProject]
) -> None:
    answering.extend([RemoteProject(9, "Boxes", ""), RemoteProject(10, "Ranks", "")])
    page = connected(run_page, f"{URL}/projects/10/data?tab=3")
    assert page.radio(key="ls_kind_1").value == link_choice.EXISTING
    assert page.selectbox(key="ls_existing_1").value == 10
    assert "Link" in labels(page)


def test_the_address_of_a_project_that_is_not_there_chooses_none(
    run_page: RunPage, project: Project, answering: list[RemoteProject]
) -> None:
    answering.append(RemoteProject(9, "Boxes", ""))
    page = connected(run_page, f"{URL}/projects/10/data?tab=3")
    assert page.radio(key="ls_kind_1").value == link_choice.NEW


def test_without_a_project_here_one_is_brought_in_from_there(
    run_page: RunPage,
    database: Database,
    answering: list[RemoteProject],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering.append(RemoteProject(9, "From there", ""))

    def make(database: Database, url: str, token: str, number: int, **options: Any) -> Project:
        made = create_project(database, options["name"], TEMPLATES["llm-ranker"].xml)
        database.write(lambda c: put_link(c, Link(made.project_id, url, number, "From there")))
        return made

    monkeypatch.setattr(link_choice, "project_from", make)
    page = connected(run_page)
    assert "There is no project here yet. Bring one in from a Label Studio" in said(page)
    assert not page.radio
    page.selectbox(key="ls_existing_0").set_value(9).run()
    page = press(page, "Make and link")
    assert "The project “From there” is there, and linked" in said(page)
    assert page.query_params["project"] == "1"
    assert "project 9" in said(page)


def test_the_projects_page_says_how_to_bring_one_in(run_page: RunPage) -> None:
    assert "bring one in from a Label Studio, open the page Label Studio" in said(
        run_page("projects")
    )

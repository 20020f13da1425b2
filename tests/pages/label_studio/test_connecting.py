"""Not linked yet: the address and the token are tried, then a counterpart is chosen."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.domain.label_studio import Link, RemoteProject, Server
from lib.domain.project import Project
from lib.errors import InvalidLabelingConfig, Unreachable
from lib.services.label_studio.tokens import TOKEN_VARIABLE
from lib.services.projects import create_project
from lib.store.database import Database
from lib.store.links import put_link
from lib.ui.label_studio import connect, link_choice
from tests.pages.label_studio.linked_page import (
    ADMIN,
    TOKEN,
    URL,
    RunPage,
    field,
    kept,
    press,
    said,
)


def connected(run_page: RunPage, url: str = URL) -> AppTest:
    page = run_page("label_studio")
    assert not page.exception
    field(page, "Address").set_value(url)
    field(page, "Token").set_value(TOKEN)
    return press(page, "Test connection")


def test_what_is_wrong_with_the_connection_is_said_in_one_line(
    run_page: RunPage, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(database: Database, url: str, token: str) -> Server:
        raise Unreachable(f"Nothing answers at {url}.")

    monkeypatch.setattr(connect, "check_connection", fail)
    page = connected(run_page)
    assert [each.value for each in page.error] == [
        r"Nothing answers at http\://ls\.example\:8080\."
    ]
    assert not page.success
    assert "Link with" not in [each.label for each in page.radio]


def test_an_empty_form_asks_nobody(run_page: RunPage, project: Project) -> None:
    page = press(run_page("label_studio"), "Test connection")
    assert [each.value for each in page.error] == ["Enter the address and the token."]


def test_a_new_project_there_gets_a_title_of_at_most_fifty_characters(
    run_page: RunPage,
    database: Database,
    project: Project,
    answering: list[RemoteProject],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: dict[str, Any] = {}

    def make(database: Database, project: Project, url: str, token: str, **options: Any) -> None:
        asked.update(options, url=url, token=token)
        made = Link(project.project_id, url, 7, options["title"], opaque=options["opaque"])
        database.write(lambda c: put_link(c, made))

    monkeypatch.setattr(link_choice, "link_to_new", make)
    page = connected(run_page)
    assert r"Label Studio 1\.23\.2 answers, signed in as admin@example\.com\." in said(page)
    assert field(page, "Title there").value == project.name[:50]
    next(each for each in page.checkbox if each.label.startswith("Hide the models")).check()
    page = press(page, "Make and link")
    assert asked["url"] == URL
    assert asked["token"] == TOKEN
    assert asked["token_env"] is None
    assert (asked["opaque"], asked["makes_users"]) == (True, False)
    assert asked["title"] == project.name[:50]
    assert "Linked. Push" in said(page).replace("\\", "")
    assert "Models are hidden there in tasks from here." in said(page)
    assert TOKEN not in kept(page)


def test_the_servers_own_variable_serves_as_token(
    run_page: RunPage,
    project: Project,
    answering: list[RemoteProject],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setenv(TOKEN_VARIABLE, TOKEN)
    monkeypatch.setattr(
        connect,
        "check_connection",
        lambda database, url, token: asked.append((url, token)) or Server("1.23.2", ADMIN),
    )
    page = run_page("label_studio")
    source = page.radio[0]
    page = source.set_value(source.options[1]).run()
    assert [each.label for each in page.text_input] == ["Address"]
    field(page, "Address").set_value(URL)
    page = press(page, "Test connection")
    assert asked == [(URL, TOKEN)]
    assert "answers, signed in as" in said(page)
    assert TOKEN not in said(page) + kept(page)


def test_a_config_that_podium_cannot_show_is_refused_with_its_sentence(
    run_page: RunPage,
    project: Project,
    answering: list[RemoteProject],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering.append(RemoteProject(9, "Boxes", "", n_tasks=1200))

    def refuse(*args: Any, **options: Any) -> Project:
        raise InvalidLabelingConfig("The labeling config uses Choices.")

    monkeypatch.setattr(link_choice, "project_from", refuse)
    page = connected(run_page)
    page.radio(key="ls_kind_1").set_value(link_choice.EXISTING).run()
    existing = page.selectbox(key="ls_existing_1")
    assert existing.options == ["Boxes · project 9 · 1,200 tasks"]
    existing.set_value(9).run()
    page.radio(key="ls_into_1").set_value(link_choice.ANOTHER).run()
    page = press(page, "Make and link")
    assert [each.value for each in page.error] == [r"The labeling config uses Choices\."]


def test_another_project_from_there_is_made_linked_and_chosen(
    run_page: RunPage,
    database: Database,
    project: Project,
    answering: list[RemoteProject],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering.append(RemoteProject(9, "From there", ""))

    def make(database: Database, url: str, token: str, number: int, **options: Any) -> Project:
        made = create_project(database, options["name"], project.labeling_config)
        database.write(lambda c: put_link(c, Link(made.project_id, url, number, "From there")))
        return made

    monkeypatch.setattr(link_choice, "project_from", make)
    page = connected(run_page)
    page.radio(key="ls_kind_1").set_value(link_choice.EXISTING).run()
    page.selectbox(key="ls_existing_1").set_value(9).run()
    page.radio(key="ls_into_1").set_value(link_choice.ANOTHER).run()
    page = press(page, "Make and link")
    assert "The project “From there” is there, and linked" in said(page)
    assert page.query_params["project"] == "2"
    assert "project 9" in said(page)

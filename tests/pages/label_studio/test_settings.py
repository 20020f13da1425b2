"""How a link is kept: pulls by itself, webhook, token, end."""

import pytest

from lib.api import webhook as webhook_route
from lib.domain.label_studio import Link, Server
from lib.domain.project import Project
from lib.errors import InvalidInput, TokenRefused
from lib.services.label_studio.links import find_link
from lib.services.label_studio.tokens import token_of
from lib.services.label_studio.turns import only_one_at
from lib.services.label_studio.webhook import webhook_project
from lib.store.database import Database
from lib.ui.label_studio import link_settings, webhook
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


def test_pulls_by_itself_are_set_and_shown(
    run_page: RunPage, database: Database, link: Link
) -> None:
    page = run_page("label_studio")
    choice = next(each for each in page.selectbox if each.label == "Pull by itself")
    assert choice.options == [
        "off",
        "every minute",
        "every 5 minutes",
        "every 15 minutes",
        "every 60 minutes",
    ]
    choice.set_value(15)
    page = press(page, "Save the settings")
    assert "It is pulled every 15 minutes." in said(page)
    assert (there := find_link(database, link.project_id))
    assert there.interval_minutes == 15


def test_a_webhooks_secret_is_shown_once(run_page: RunPage, database: Database, link: Link) -> None:
    page = press(run_page("label_studio"), "Make a secret")
    address, secret = [each.value for each in page.code]
    assert address.endswith("/api/label-studio/1")
    project = webhook_project(database, 1, secret)
    assert project
    assert project.project_id == link.project_id
    page = page.run()
    assert not page.code
    assert secret not in said(page) + kept(page)
    assert "its secret cannot be shown again" in said(page)


def test_a_webhook_is_said_to_work_from_this_computer_only(run_page: RunPage, link: Link) -> None:
    words = said(run_page("label_studio")).replace("\\", "")
    assert "a webhook works from a Label Studio on this computer only." in words
    assert "unless it was started with LABEL_STUDIO_SSRF_PROTECTION_ENABLED=false." in words


def test_the_webhooks_address_is_that_of_the_route(project: Project) -> None:
    path = webhook_route.ROUTES[0].path.replace("{number:int}", str(project.number))
    assert webhook.webhook_address(project).endswith(path)


def test_another_token_is_tried_before_it_is_kept(
    run_page: RunPage,
    database: Database,
    link: Link,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(database: Database, url: str, token: str, number: int | None = None) -> Server:
        raise TokenRefused("The token is refused.")

    monkeypatch.setattr(link_settings, "check_connection", refuse)
    page = run_page("label_studio")
    field(page, "Another token").set_value(TOKEN)
    page = press(page, "Test and replace the token")
    assert [each.value for each in page.error] == [r"The token is refused\."]
    with pytest.raises(InvalidInput, match="no token"):
        token_of(database, link)
    asked: list[object] = []
    monkeypatch.setattr(
        link_settings,
        "check_connection",
        lambda database, *arguments: asked.append(arguments) or Server("1.23.2", ADMIN),
    )
    field(page, "Another token").set_value(TOKEN)
    page = press(page, "Test and replace the token")
    assert asked == [(URL, TOKEN, 7)]
    assert token_of(database, link) == TOKEN
    assert "The token is replaced" in said(page)


def test_while_a_sync_runs_a_link_cannot_be_ended_and_the_page_says_why(
    run_page: RunPage, database: Database, link: Link
) -> None:
    page = run_page("label_studio")
    with only_one_at(database, link.project_id):
        page = press(page, "Unlink")
    assert len(page.error) == 1
    assert "Another sync of" in page.error[0].value
    assert r"Wait until it is done, or stop it\." in page.error[0].value
    assert find_link(database, link.project_id)


def test_unlinking_leads_back_to_the_form(
    run_page: RunPage, database: Database, link: Link
) -> None:
    page = press(run_page("label_studio"), "Unlink")
    assert find_link(database, link.project_id) is None
    assert "Both sides keep what they have" in said(page)
    assert field(page, "Token").value == ""

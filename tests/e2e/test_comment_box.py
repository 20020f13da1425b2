"""The comment box beside a task, in the real app: it is in nobody's way."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.label_page import DOCK, open_label, press, settle, task_number
from tests.e2e.prepared import LLM_RANKER, add_project, make_task, opened
from tests.e2e.server import PodiumServer

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PodiumServer]:
    path = tmp_path_factory.mktemp("comments") / "podium.duckdb"
    with opened(path) as database:
        add_project(database, "Talk", LLM_RANKER, [make_task(n, 3) for n in (1, 2)])
    with PodiumServer(path) as running:
        yield running


def box(page: Page) -> Locator:
    return page.get_by_label("Comment on this task")


def test_writing_a_comment_disturbs_neither_the_draft_nor_the_keys_nor_the_dock(
    page: Page, server: PodiumServer
) -> None:
    open_label(page, server, "Ann")
    press(page, "a")
    press(page, "1")
    place = page.locator('[data-card-letter="A"]').get_by_text("Relevant Results #1")
    expect(place).to_be_visible()
    settle(page)
    page.locator(DOCK).evaluate("frame => { frame.dataset.marked = 'yes' }")

    page.get_by_role("button", name="Comment").click()
    box(page).click()
    page.keyboard.type("u2 ? is the table in B meant so")
    # Closed and opened again, the box still holds what was not sent.
    page.keyboard.press("Escape")
    expect(box(page)).to_have_count(0)
    page.get_by_role("button", name="Comment").click()
    expect(box(page)).to_have_value("u2 ? is the table in B meant so")
    page.get_by_text("Flag this task for review").click()
    box(page).click()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("button", name="Comments · 1")).to_be_visible()
    expect(box(page)).to_have_value("")
    expect(page.get_by_role("dialog").get_by_text("u2 ? is the table in B")).to_be_visible()

    # The key sent the comment, and submitted nothing.
    assert task_number(page) == 1
    expect(place).to_be_visible()
    expect(page.locator(f"{DOCK}[data-marked=yes]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(box(page)).to_have_count(0)
    press(page, "2")
    expect(page.locator('[data-card-letter="A"]').get_by_text("Biased Results #1")).to_be_visible()

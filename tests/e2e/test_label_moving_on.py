"""From one task to the next, and from one project to another: nothing of the old one stays."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.label_page import (
    annotations_of,
    go_to_label,
    open_label,
    press,
    submit,
    task_number,
    wait_until_ready,
    wait_until_saved,
)
from tests.e2e.prepared import RANKING, WRITING, add_project, make_task, opened
from tests.e2e.server import PodiumServer

pytestmark = pytest.mark.browser

FIRST, SECOND, PLAIN = 1, 2, 3


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PodiumServer]:
    path = tmp_path_factory.mktemp("moving-on") / "podium.duckdb"
    with opened(path) as database:
        add_project(database, "First", WRITING, [{"prompt": "A question of the first"}])
        add_project(database, "Second", WRITING, [{"prompt": "A question of the second"}])
        long = [make_task(number) for number in range(1, 4)]
        for task in long:
            for item in task["items"]:
                item["body"] += "\n\nMore to read." * 60
        add_project(database, "Plain", RANKING, long)
    with PodiumServer(path) as running:
        yield running


def test_what_was_typed_in_one_project_does_not_stand_in_another(
    page: Page, server: PodiumServer
) -> None:
    open_label(page, server, "Switcher", FIRST)
    box = page.locator("textarea").first
    box.press_sequentially("Only for the first")
    page.wait_for_timeout(900)
    page.locator('[data-testid="stSidebar"] [data-testid="stSelectbox"] input').click()
    page.get_by_role("option", name="Second").click()
    expect(page.get_by_text("A question of the second")).to_be_visible()
    wait_until_ready(page)
    expect(page.locator("textarea").first).to_have_value("")
    go_to_label(page, server, FIRST)
    expect(page.locator("textarea").first).to_have_value("Only for the first")


def test_the_next_task_begins_at_its_top(page: Page, server: PodiumServer) -> None:
    open_label(page, server, "Scroller", PLAIN)
    main = page.locator('[data-testid="stMain"]')
    press(page, "d", "ArrowUp")
    main.evaluate("each => each.scrollTo(0, 10000)")
    assert main.evaluate("each => each.scrollTop") > 0
    submit(page)
    wait_until_ready(page)
    assert task_number(page) == 2
    assert main.evaluate("each => each.scrollTop") == 0


def test_an_order_never_touched_is_confirmed_by_a_second_ctrl_enter_but_not_by_a_double_one(
    page: Page, server: PodiumServer
) -> None:
    open_label(page, server, "Keyboarder", PLAIN)
    press(page, "Control+Enter", "Control+Enter")
    expect(page.get_by_role("button", name="The order shown is right")).to_be_visible()
    assert annotations_of(page, server, "Keyboarder", PLAIN) == {}
    page.wait_for_timeout(1100)
    press(page, "Control+Enter")
    wait_until_saved(page, 1)
    assert sorted(annotations_of(page, server, "Keyboarder", PLAIN)) == [1]

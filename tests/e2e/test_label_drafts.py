"""Nothing is lost: unfinished rankings and texts come back after every kind of interruption."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Error, Page, expect

from tests.e2e.dragging import drag_chip
from tests.e2e.label_page import (
    agreed,
    click_on_card,
    go_to_label,
    open_label,
    press,
    wait_until_ready,
)
from tests.e2e.prepared import (
    BIASED,
    LLM_RANKER,
    RANK_AND_REWRITE,
    RELEVANT,
    WRITING,
    add_project,
    make_task,
    opened,
)
from tests.e2e.server import PodiumServer

pytestmark = pytest.mark.browser

LONG = "The quick brown fox jumps over the lazy dog, again and again and again."
PAUSE_MS = 60
MAY_BE_LOST = 2.0
RANKER, WRITER, BOTH = 1, 2, 3


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PodiumServer]:
    path = tmp_path_factory.mktemp("drafts") / "podium.duckdb"
    tasks = [make_task(number) for number in range(1, 4)]
    with opened(path) as database:
        add_project(database, "Ranker", LLM_RANKER, tasks)
        add_project(database, "Writer", WRITING, tasks)
        add_project(database, "Both", RANK_AND_REWRITE, tasks)
    with PodiumServer(path) as running:
        yield running


def close_tab(page: Page) -> None:
    page.close()


def close_browser(page: Page) -> None:
    page.context.close()


def crash(page: Page) -> None:
    """End the process that draws the page, as when memory runs out."""
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")


def reload(page: Page) -> None:
    page.reload()


@pytest.mark.parametrize("interrupt", [close_tab, close_browser, crash, reload])
def test_what_was_typed_two_seconds_before_the_page_died_is_there(
    new_page: Callable[[], Page], server: PodiumServer, interrupt: Callable[[Page], None]
) -> None:
    name = f"Writer {interrupt.__name__}"
    page = open_label(new_page(), server, name, WRITER)
    box = page.get_by_role("textbox")
    box.focus()
    typed: list[float] = []
    for letter in LONG:
        page.keyboard.type(letter)
        typed.append(time.monotonic())
        page.wait_for_timeout(PAUSE_MS)
    died = time.monotonic()
    interrupt(page)

    again = open_label(new_page(), server, name, WRITER)
    found = again.get_by_role("textbox").input_value()
    safe = sum(at < died - MAY_BE_LOST for at in typed)
    assert safe > 20, "Typing must last longer than what may be lost."
    assert LONG.startswith(found)
    assert len(found) >= safe


def test_a_half_done_ranking_is_there_after_a_reload_and_in_another_browser(
    page: Page, new_page: Callable[[], Page], server: PodiumServer
) -> None:
    open_label(page, server, "Both", BOTH)
    drag_chip(page, "E", "Best first", spot="top")
    press(page, "c", "ArrowUp")
    page.get_by_role("textbox").press_sequentially("Better than that")
    page.wait_for_timeout(700)
    shown = agreed(page)
    page.reload()
    wait_until_ready(page)
    assert agreed(page) == shown
    expect(page.get_by_role("textbox")).to_have_value("Better than that")

    elsewhere = open_label(new_page(), server, "Both", BOTH)
    assert agreed(elsewhere) == shown
    expect(elsewhere.get_by_role("textbox")).to_have_value("Better than that")


def test_undo_still_works_after_a_reload(page: Page, server: PodiumServer) -> None:
    open_label(page, server, "Undoer", RANKER)
    start = agreed(page)
    drag_chip(page, "B", RELEVANT)
    once = agreed(page)
    click_on_card(page, "C", BIASED)
    agreed(page)
    page.reload()
    wait_until_ready(page)
    press(page, "u")
    expect(page.get_by_test_id("announcement")).to_have_text("The last move is undone.")
    assert agreed(page) == once
    page.get_by_role("button", name="Undo").click()
    assert agreed(page) == start


def test_a_killed_server_loses_no_move_and_no_text(page: Page, server: PodiumServer) -> None:
    open_label(page, server, "Killed", BOTH)
    drag_chip(page, "D", "Best first", spot="top")
    page.get_by_role("textbox").press_sequentially("Half an answ")
    page.wait_for_timeout(700)
    shown = agreed(page)
    server.kill()
    server.restart()
    go_to_label(page, server, BOTH)
    assert agreed(page) == shown
    expect(page.get_by_role("textbox")).to_have_value("Half an answ")


def test_drafts_of_two_people_on_one_task_stay_apart(
    page: Page, new_page: Callable[[], Page], server: PodiumServer
) -> None:
    open_label(page, server, "Ann", RANKER, task=2)
    press(page, "a", "1")
    mine = agreed(page)
    theirs = open_label(new_page(), server, "Ben", RANKER, task=2)
    assert agreed(theirs) != mine

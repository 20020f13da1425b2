"""Drops on the labeling page: the cards, the dock and the saved draft never disagree."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.dragging import Side, drag_chip, drag_out
from tests.e2e.label_page import (
    DOCK,
    agreed,
    badge,
    card,
    open_label,
    press,
    settle,
    task_number,
    wait_until_ready,
    wait_until_saved,
)
from tests.e2e.prepared import BIASED, LLM_RANKER, RELEVANT, add_project, make_task, opened
from tests.e2e.server import PodiumServer

pytestmark = pytest.mark.browser

SIDES: tuple[Side, ...] = ("left", "right", "above", "below")
UNPLACED = "All Results"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PodiumServer]:
    """Project 1 has five items a task and ties, project 2 ten items."""
    path = tmp_path_factory.mktemp("drops") / "podium.duckdb"
    with opened(path) as database:
        five = [make_task(number) for number in range(1, 5)]
        add_project(database, "Five", LLM_RANKER, five, ties_allowed=True)
        add_project(database, "Ten", LLM_RANKER, [make_task(1, n_items=10)])
    with PodiumServer(path) as running:
        yield running


@pytest.mark.parametrize(("project", "letters"), [(1, "ABCD"), (2, "JIHG")])
def test_after_a_drop_outside_the_dock_screen_and_draft_agree(
    page: Page, server: PodiumServer, project: int, letters: str
) -> None:
    open_label(page, server, f"Out {project}", project)
    drag_chip(page, "E", RELEVANT)
    for letter, side in zip(letters, SIDES, strict=True):
        drag_out(page, letter, side)
        shown = agreed(page)
        page.reload()
        wait_until_ready(page)
        assert agreed(page) == shown
    if project == 2:
        box = page.locator('[class*="st-key-dock_rank_"]').first
        assert box.evaluate("box => box.scrollHeight > box.clientHeight")
    assert shown[BIASED], "A drop to the right of the dock goes to its last column."


def test_a_drop_in_a_scrolled_dock_lands_where_the_pointer_is(
    page: Page, server: PodiumServer
) -> None:
    open_label(page, server, "Scrolled", 2)
    box = page.locator('[class*="st-key-dock_rank_"]').first
    for letter, title in (("J", RELEVANT), ("I", BIASED), ("H", RELEVANT)):
        box.evaluate("box => { box.scrollTop = box.scrollHeight }")
        drag_chip(page, letter, title, spot="bottom")
        assert letter in agreed(page)[title]
        assert box.evaluate("box => box.scrollTop") > 0


def test_every_key_that_moves_a_card_works_straight_after_a_mouse_drop(
    page: Page, server: PodiumServer
) -> None:
    open_label(page, server, "Keys", 1)
    press(page, "a")
    for key, dropped, title, expected in (
        ("1", "B", RELEVANT, f"{RELEVANT} #2"),
        ("2", "C", BIASED, f"{BIASED} #2"),
        ("ArrowUp", "D", BIASED, f"{BIASED} #1"),
        ("ArrowDown", "E", RELEVANT, f"{BIASED} #2"),
        ("=", "E", UNPLACED, f"{BIASED} #1 (tie)"),
    ):
        drag_chip(page, dropped, title, spot="bottom")
        press(page, key)
        expect(badge(page, "A")).to_have_text(expected)
        agreed(page)
    before = agreed(page)
    drag_chip(page, "D", RELEVANT)
    press(page, "u")
    expect(badge(page, "D")).to_have_text(f"{BIASED} #3")
    assert agreed(page) == before
    for letter in "bcdae":
        drag_chip(page, "E", RELEVANT if letter in "bdE" else BIASED)
        press(page, letter)
        expect(card(page, letter.upper())).to_be_focused()


def test_every_key_for_the_task_works_straight_after_a_mouse_drop(
    page: Page, server: PodiumServer
) -> None:
    open_label(page, server, "Tasks", 1)
    drag_chip(page, "A", RELEVANT)
    press(page, "?")
    expect(page.get_by_role("dialog")).to_contain_text("Ctrl+Enter")
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()

    drag_chip(page, "B", RELEVANT)
    press(page, "Control+ArrowRight")
    page.wait_for_url(lambda address: "task=2" in address)
    wait_until_ready(page)
    drag_chip(page, "C", BIASED)
    press(page, "Control+ArrowLeft")
    page.wait_for_url(lambda address: "task=1" in address)
    wait_until_ready(page)

    drag_chip(page, "D", BIASED)
    press(page, "Control+Enter")
    wait_until_saved(page, 1)
    wait_until_ready(page)
    assert task_number(page) == 2, "The newest draft comes first."
    drag_chip(page, "A", BIASED)
    press(page, "Control+Space")
    expect(page.get_by_text("Why skip it?")).to_be_visible()
    press(page, "Control+Space")
    wait_until_saved(page, 2, "Skipped")
    wait_until_ready(page)
    drag_chip(page, "A", BIASED)
    press(page, "Control+ArrowLeft")
    page.wait_for_url(lambda address: "task=2" in address)
    settle(page)


def test_a_dock_of_ten_leaves_room_for_the_responses(page: Page, server: PodiumServer) -> None:
    open_label(page, server, "Room", 2)
    foot = page.get_by_test_id("stBottom").bounding_box()
    assert foot is not None
    assert foot["height"] < 330
    assert page.locator(DOCK).count() == 1

"""What Submit asks for, and what a project's settings change on the labeling page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.dragging import drag_chip
from tests.e2e.label_page import (
    agreed,
    annotations_of,
    badge,
    click_on_card,
    open_label,
    press,
    submit,
    submit_button,
    wait_until_ready,
    wait_until_saved,
)
from tests.e2e.prepared import (
    BIASED,
    LLM_RANKER,
    RANK_AND_REWRITE,
    RANKING,
    RELEVANT,
    WRITING,
    add_project,
    make_task,
    opened,
)
from tests.e2e.server import PodiumServer

pytestmark = pytest.mark.browser

RANKER, WRITER, COMPLETE, TIES, REWRITE, PLAIN = 1, 2, 3, 4, 5, 6
MESSAGE = "You must provide the response to the prompt"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PodiumServer]:
    path = tmp_path_factory.mktemp("rules") / "podium.duckdb"
    tasks = [make_task(number, n_items=3) for number in range(1, 4)]
    with opened(path) as database:
        add_project(database, "Ranker", LLM_RANKER, tasks)
        add_project(database, "Writer", WRITING, tasks)
        add_project(database, "Complete", LLM_RANKER, tasks, all_items_required=True)
        add_project(database, "Ties", LLM_RANKER, tasks, ties_allowed=True)
        add_project(database, "Rewrite", RANK_AND_REWRITE, tasks)
        add_project(database, "Plain", RANKING, tasks)
    with PodiumServer(path) as running:
        yield running


def test_an_untouched_ranking_asks_whether_the_order_shown_is_right(
    page: Page, server: PodiumServer
) -> None:
    open_label(page, server, "Untouched", PLAIN)
    press(page, "Control+Enter")
    right = page.get_by_role("button", name="The order shown is right")
    expect(right).to_be_visible()
    assert annotations_of(page, server, "Untouched", PLAIN) == {}
    right.click()
    wait_until_saved(page, 1)
    assert sorted(annotations_of(page, server, "Untouched", PLAIN)) == [1]


def test_submit_says_how_many_are_not_placed_and_goes_ahead(
    page: Page, server: PodiumServer
) -> None:
    open_label(page, server, "Some", RANKER)
    expect(submit_button(page)).to_have_text("Submit · 3 not placed")
    press(page, "a", "1")
    expect(submit_button(page)).to_have_text("Submit · 2 not placed")
    submit(page)
    assert len(annotations_of(page, server, "Some", RANKER)[1]["result"][0]["value"]["ranker"]) == 3


def test_where_all_must_be_placed_submit_waits_for_the_last(
    page: Page, server: PodiumServer
) -> None:
    open_label(page, server, "All", COMPLETE)
    for letter, left in (("A", 2), ("B", 1)):
        click_on_card(page, letter, RELEVANT)
        expect(page.get_by_text(f"Place every response: {left} not placed.").first).to_be_visible()
        expect(submit_button(page)).to_be_disabled()
    press(page, "Control+Enter")
    agreed(page)
    assert annotations_of(page, server, "All", COMPLETE) == {}
    drag_chip(page, "C", BIASED)
    expect(submit_button(page)).to_be_enabled()
    submit(page)
    assert sorted(annotations_of(page, server, "All", COMPLETE)) == [1]


def test_a_required_answer_disables_submit_with_the_configs_own_message(
    page: Page, server: PodiumServer
) -> None:
    open_label(page, server, "Writer", WRITER)
    box = page.get_by_role("textbox")
    expect(box).to_have_attribute("placeholder", "Type your answer here...")
    expect(submit_button(page)).to_be_disabled()
    expect(page.get_by_text(MESSAGE).first).to_be_visible()
    box.press_sequentially("An answer")
    expect(submit_button(page)).to_be_enabled()
    expect(page.get_by_text(MESSAGE)).to_have_count(0)
    box.press_sequentially(", finished")
    press(page, "Control+Enter")
    wait_until_saved(page, 1)
    wait_until_ready(page)
    expect(box).to_have_value("")
    work = annotations_of(page, server, "Writer", WRITER)
    assert work[1]["result"][0]["value"] == {"text": ["An answer, finished"]}


def test_letters_and_arrows_are_text_while_one_types(page: Page, server: PodiumServer) -> None:
    open_label(page, server, "Typist", REWRITE)
    before = agreed(page)
    box = page.get_by_role("textbox")
    box.press_sequentially("a1u?=2")
    press(page, "ArrowUp", "Control+ArrowLeft")
    page.wait_for_timeout(700)
    expect(box).to_have_value("a1u?=2")
    assert agreed(page) == before
    drag_chip(page, "C", "Best first", spot="top")
    submit(page)
    result = annotations_of(page, server, "Typist", REWRITE)[1]["result"]
    assert [region["type"] for region in result] == ["ranker", "textarea"]
    assert result[1]["value"] == {"text": ["a1u?=2"]}


def test_ties_by_button_and_key_are_shown_and_exported(page: Page, server: PodiumServer) -> None:
    open_label(page, server, "Tied", TIES)
    for letter in "ABC":
        click_on_card(page, letter, RELEVANT)
    click_on_card(page, "B", "=")
    expect(badge(page, "B")).to_have_text(f"{RELEVANT} #1 (tie)")
    press(page, "c", "=")
    expect(badge(page, "C")).to_have_text(f"{RELEVANT} #1 (tie)")
    press(page, "=")
    expect(badge(page, "C")).to_have_text(f"{RELEVANT} #3")
    agreed(page)
    submit(page)
    region = annotations_of(page, server, "Tied", TIES)[1]["result"][0]
    assert region["meta"] == {"ties": [region["value"]["ranker"]["relevant_results"][:2]]}


def test_where_ties_are_not_allowed_there_is_no_button_and_no_key(
    page: Page, server: PodiumServer
) -> None:
    open_label(page, server, "Untied", RANKER)
    press(page, "a", "1", "b", "1", "=", "c", "2")
    expect(badge(page, "C")).to_have_text(f"{BIASED} #1")
    expect(badge(page, "B")).to_have_text(f"{RELEVANT} #2")
    expect(page.get_by_role("button", name="=", exact=True)).to_have_count(0)


def test_a_skip_keeps_its_reason_and_comes_back_from_the_recent_ones(
    page: Page, server: PodiumServer
) -> None:
    open_label(page, server, "Skipper", RANKER)
    press(page, "b", "2", "Control+Space")
    page.get_by_label("Why skip it? (optional)").fill("Not my field")
    page.get_by_role("button", name="Back", exact=True).click()
    expect(badge(page, "B")).to_have_text(f"{BIASED} #1")
    page.get_by_role("button", name="Skip", exact=True).click()
    page.get_by_role("button", name="Skip this task").click()
    wait_until_saved(page, 1, "Skipped")
    wait_until_ready(page)
    page.get_by_role("button", name="Recent").click()
    page.get_by_role("button", name="Task 1 · skipped").click()
    page.wait_for_url(lambda address: "task=1" in address)
    page.keyboard.press("Escape")
    wait_until_ready(page)
    click_on_card(page, "B", RELEVANT)
    agreed(page)
    submit(page)
    work = annotations_of(page, server, "Skipper", RANKER)
    assert work[1]["was_cancelled"] is False

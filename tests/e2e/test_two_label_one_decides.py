"""Two people label the same project, a third one decides, and the leaderboard follows.

Ann and Ben work in browsers of their own, Rita reviews in another. The three responses to each
prompt come from the models model-0, model-1 and model-2.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.dragging import drag_chip
from tests.e2e.label_page import (
    agreed,
    exported,
    items_shown,
    open_label,
    press,
    settle,
    sign_in,
    submit,
    task_number,
    wait_until_ready,
    wait_until_saved,
)
from tests.e2e.prepared import LLM_RANKER, RELEVANT, add_project, make_task, opened
from tests.e2e.server import PodiumServer

pytestmark = pytest.mark.browser

ITEMS = ("item-0", "item-1", "item-2")
EQUAL = {"model-0": 50, "model-1": 50, "model-2": 50}


def test_two_people_label_a_third_decides_and_the_leaderboard_of_final_answers_changes(
    new_page: Callable[[], Page], podium_server: Callable[..., PodiumServer], tmp_path: Path
) -> None:
    database = tmp_path / "podium.duckdb"
    with opened(database) as empty:
        tasks = [make_task(number, len(ITEMS)) for number in (1, 2)]
        add_project(empty, "Shared", LLM_RANKER, tasks)
    server = podium_server(database)
    ann, ben, rita = new_page(), new_page(), new_page()
    for page, name in ((ann, "Ann"), (ben, "Ben")):
        open_label(page, server, name)
    for number in (1, 2):
        for page, order, by in (
            (ann, ITEMS, drag_in_order),
            (ben, ITEMS[::-1], press_in_order),
        ):
            label(page, number, order, by)

    sign_in(rita, server, "Rita")
    rita.set_viewport_size({"width": 1280, "height": 900})
    # Both people compared all three pairs of both tasks, each the other way round.
    assert win_rates(rita, server) == EQUAL

    open_review(rita, server)
    expect(rita.get_by_text("disagreement 1.00 (n 2 people, 3 pairs)")).to_have_count(2)
    rita.get_by_role("button", name="Task 1", exact=True).click()
    expect(rita.get_by_text("Most apart:")).to_be_visible()
    assert "model-" not in rita.locator(".stMain").inner_text()
    accept(rita, "Ann")
    assert win_rates(rita, server, "only") == {"model-0": 100, "model-1": 50, "model-2": 0}

    open_review(rita, server, task=1)
    accept(rita, "Ben")
    assert win_rates(rita, server, "only") == {"model-0": 0, "model-1": 50, "model-2": 100}

    open_review(rita, server, task=2)
    rank_anew(rita, ("item-1", "item-0", "item-2"))
    # Task 1 says 2 > 1 > 0, task 2 now 1 > 0 > 2; each model has four comparisons.
    assert win_rates(rita, server, "only") == {"model-0": 25, "model-1": 75, "model-2": 50}
    # What people said is as it was, and the decision is not one label more.
    assert win_rates(rita, server) == EQUAL
    assert final_answers(rita, server) == {1: ["Ben"], 2: ["Rita"]}


# --- Ann and Ben ---------------------------------------------------------------------------------


def label(
    page: Page, number: int, order: Sequence[str], by: Callable[[Page, Sequence[str]], None]
) -> None:
    """Rank the task that is open, all of it in the first bucket, and submit it."""
    wait_until_ready(page)
    assert task_number(page) == number
    letters = {
        item: letter for letter, item in items_shown(page, make_task(number, len(ITEMS))).items()
    }
    by(page, [letters[item] for item in order])
    assert agreed(page)[RELEVANT] == [letters[item] for item in order]
    if by is press_in_order:
        press(page, "Control+Enter")
        wait_until_saved(page, number)
    else:
        submit(page)


def drag_in_order(page: Page, letters: Sequence[str]) -> None:
    for letter in reversed(letters):
        drag_chip(page, letter, RELEVANT, spot="top")


def press_in_order(page: Page, letters: Sequence[str]) -> None:
    for letter in letters:
        press(page, letter.lower(), "1")


# --- Rita ----------------------------------------------------------------------------------------


def open_review(page: Page, server: PodiumServer, task: int | None = None) -> None:
    at = "" if task is None else f"&task={task}"
    page.goto(f"{server.url}/review?project=1{at}")
    page.locator('[class*="st-key-review_"]').first.wait_for()
    settle(page)


def accept(page: Page, name: str) -> None:
    """Accept a person's annotation of the open task."""
    column(page, name).get_by_role("button", name="Accept as final").click()
    expect(column(page, name).get_by_text("final answer", exact=True)).to_be_visible()
    settle(page)


def column(page: Page, name: str) -> Locator:
    return page.locator('[class*="st-key-annotation_"]').filter(has_text=name)


def rank_anew(page: Page, order: Sequence[str]) -> None:
    """Rank the open task with the buttons of the cards, and save it as the final answer."""
    page.get_by_role("button", name="Rank anew", exact=True).click()
    for place, item in enumerate(order, start=1):
        card = page.locator('[class*="st-key-card_final_"]').filter(
            has_text=f"Answer {item.removeprefix('item-')} to prompt"
        )
        card.get_by_role("button", name=RELEVANT, exact=True).click()
        expect(card.get_by_text(f"{RELEVANT} #{place}")).to_be_visible()
        settle(page)
    page.get_by_role("button", name="Save as the final answer").click()
    expect(column(page, "Rita").get_by_text("final answer", exact=True)).to_be_visible()
    settle(page)


def win_rates(page: Page, server: PodiumServer, truth: str | None = None) -> dict[str, float]:
    """Each model's win rate in per cent, as the leaderboard shows it."""
    only = "" if truth is None else f"&truth={truth}"
    page.goto(f"{server.url}/leaderboard?project=1{only}")
    page.get_by_role("button", name="Show models").click()
    expect(page.get_by_role("heading", name="Win rates")).to_be_visible()
    settle(page)
    labels = page.locator('[class*="st-key-chart_win_rates_"] .ytick text')
    expect(labels).to_have_count(len(ITEMS))
    told = [label.locator("tspan").all_text_contents() for label in labels.all()]
    return {model: float(rate.split("%")[0]) for model, rate in told}


def final_answers(page: Page, server: PodiumServer) -> dict[int, list[str]]:
    """Whose annotations the export marks as ground truth, by task."""
    return {
        task["id"]: [
            annotation["created_username"].split(",")[0].strip()
            for annotation in task["annotations"]
            if annotation["ground_truth"]
        ]
        for task in exported(page, server)
    }

"""The labeling page as a person has it before them: what it shows and what can be done there."""

import json
import re
import time
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import PodiumServer

CARD = "data-card-letter"
DOCK = 'iframe[src*="streamlit_sortables"]'
AGREE_SECONDS = 5
WINDOW = {"width": 1280, "height": 900}


RETRIES = 2
"""A connection kept alive may be closed by the server just when it is used again."""


def sign_in(page: Page, server: PodiumServer, name: str) -> None:
    """Give the page's browser profile the session of a person, without drawing a page."""
    answer = page.request.post(
        f"{server.url}/signin",
        form={"name": name},
        headers={"Origin": server.url},
        max_retries=RETRIES,
    )
    assert answer.ok, answer.text()


def open_label(
    page: Page, server: PodiumServer, name: str, project: int = 1, task: int | None = None
) -> Page:
    """Sign a person in and open the labeling page, at a task or where they left off."""
    sign_in(page, server, name)
    page.set_viewport_size(WINDOW)
    return go_to_label(page, server, project, task)


def go_to_label(
    page: Page, server: PodiumServer, project: int = 1, task: int | None = None
) -> Page:
    """The labeling page, for somebody who is signed in already."""
    at = "" if task is None else f"&task={task}"
    page.goto(f"{server.url}/label?project={project}{at}")
    wait_until_ready(page)
    return page


def wait_until_ready(page: Page) -> None:
    """Wait until the task can be worked on: its Submit, its docks with chips, its cards' keys."""
    submit_button(page).wait_for()
    settle(page)
    # All docks in one look: the dock of the task before may leave the page between two.
    page.wait_for_function(
        """([dock, card]) => {
            const docks = [...document.querySelectorAll(dock)]
            const filled = (dock) =>
                dock.contentDocument?.querySelector(".sortable-container .sortable-item")
            return docks.every(filled) && (!docks.length || document.querySelector(card))
        }""",
        arg=[DOCK, f"[{CARD}]"],
    )
    page.locator("[data-dock-stand-in]").wait_for(state="detached")
    settle(page)


def settle(page: Page) -> None:
    """Wait until the app has run to its end and shows what came of it."""
    page.wait_for_timeout(120)
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


# --- what it shows -------------------------------------------------------------------------------


def task_number(page: Page) -> int:
    """The task that the address names."""
    return int(page.evaluate("new URL(location).searchParams.get('task')"))


def card(page: Page, letter: str) -> Locator:
    return page.locator(f'[{CARD}="{letter}"]')


def badge(page: Page, letter: str) -> Locator:
    """Where a card says that it stands."""
    return card(page, letter).locator(".stMarkdownBadge")


def badges(page: Page) -> dict[str, str]:
    """Every card's place by its letter."""
    found: dict[str, str] = page.evaluate(
        f"""() => Object.fromEntries([...document.querySelectorAll('[{CARD}]')].map(card =>
            [card.getAttribute('{CARD}'), card.querySelector('.stMarkdownBadge').textContent]))"""
    )
    return found


def docked(page: Page) -> dict[str, list[str]]:
    """The letters in the dock by column title, from the top; the dock may be on its way."""
    page.locator("[data-dock-stand-in]").wait_for(state="detached")
    dock = page.frame_locator(DOCK).first.locator(".sortable-component")
    found: dict[str, list[str]] = dock.evaluate(
        """dock => Object.fromEntries(
            [...dock.querySelectorAll('.sortable-container')].map(column => [
                column.querySelector('.sortable-container-header').textContent,
                [...column.querySelectorAll('.sortable-item')].map(
                    chip => chip.textContent.split(' ·')[0])]))"""
    )
    if len(found) > 1 and "Not placed" in badges(page).values():
        found[next(iter(found))].sort()
    return found


def agreed(page: Page) -> dict[str, list[str]]:
    """The ranking by column title, once cards and dock tell the same; fails where they do not.

    The unplaced ones, which have no order, stand by letter.
    """
    settle(page)
    until = time.monotonic() + AGREE_SECONDS
    while (dock := docked(page)) != (cards := _told_by_cards(page, dock)):
        assert time.monotonic() < until, f"The dock shows {dock}, the cards {cards}."
        page.wait_for_timeout(50)
    return dock


def _told_by_cards(page: Page, dock: dict[str, list[str]]) -> dict[str, list[str]]:
    """What `docked` would give, told from the badges; tied ones stand as they do in the dock."""
    titles = list(dock)
    places: dict[str, list[tuple[int, int, str]]] = {title: [] for title in titles}
    among = "".join(letter for column in dock.values() for letter in column)
    for letter, text in badges(page).items():
        title, _, place = text.removesuffix(" (tie)").rpartition("#")
        if text == "Not placed":
            title, place = titles[0], "0"
        elif not title:
            title = titles[0]
        places.setdefault(title.strip(), []).append((int(place), among.find(letter), letter))
    return {title: [letter for *_, letter in sorted(placed)] for title, placed in places.items()}


def items_shown(page: Page, data: dict[str, Any]) -> dict[str, str]:
    """Item ids by letter: a card shows the item with whose body it shares the most words."""
    words = {item["id"]: set(re.findall(r"\w+", item["body"])) for item in data["items"]}
    found = {}
    for each in page.locator(f"[{CARD}]").all():
        text = each.locator('[class*="st-key-body_card_"]').inner_text()
        seen = set(re.findall(r"\w+", text))
        likeness = {item: len(seen & body) / len(seen | body) for item, body in words.items()}
        found[each.get_attribute(CARD) or ""] = max(likeness, key=likeness.__getitem__)
    assert sorted(found.values()) == sorted(words), "Some cards could not be told apart."
    return found


# --- what can be done ----------------------------------------------------------------------------


def submit_button(page: Page) -> Locator:
    """The visible one: a button with a tooltip stands in the page twice, for mouse and touch."""
    return page.locator('[class*="st-key-submit_"] button:visible').first


def submit(page: Page) -> None:
    """Press Submit and wait until it is acknowledged: the page says that it is saved."""
    before = task_number(page)
    submit_button(page).click()
    wait_until_saved(page, before)


def wait_until_saved(page: Page, task: int, word: str = "Saved") -> None:
    expect(page.get_by_text(f"{word}: task {task}.", exact=True)).to_be_visible()


def click_on_card(page: Page, letter: str, label: str) -> None:
    """One of a card's buttons: a bucket's title, ↑, ↓ or =."""
    card(page, letter).get_by_role("button", name=label, exact=True).click()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def type_answer(page: Page, text: str, index: int = 0) -> None:
    page.get_by_role("textbox").nth(index).press_sequentially(text)


# --- what is stored ------------------------------------------------------------------------------


def exported(page: Page, server: PodiumServer, project: int = 1) -> list[dict[str, Any]]:
    """The project's Label Studio JSON from the download route, with the browser's cookies."""
    answer = page.request.get(
        f"{server.url}/download/{project}/label-studio-json", max_retries=RETRIES
    )
    assert answer.ok, answer.text()
    tasks: list[dict[str, Any]] = json.loads(answer.text())
    return tasks


def annotations_of(
    page: Page, server: PodiumServer, name: str, project: int = 1
) -> dict[int, dict[str, Any]]:
    """A person's annotations in the export by the task's number; fails where a task has two."""
    found: dict[int, dict[str, Any]] = {}
    for task in exported(page, server, project):
        for annotation in task["annotations"]:
            if annotation["created_username"].startswith(f"{name},"):
                assert task["id"] not in found, f"Two annotations of task {task['id']} by {name}."
                found[task["id"]] = annotation
    return found

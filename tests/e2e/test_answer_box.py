"""Typing in a real browser: what was typed is in Python, and nothing writes over the person."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.harness_app import heard, open_harness, running_harness, wait_until_heard

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_harness(tmp_path_factory.mktemp("answers") / "log.txt") as address:
        yield address


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "texts.json"


def box_of(page: Page) -> Locator:
    return page.get_by_label("Your answer")


def wait_until_logged(page: Page, log: Path, text: str, patience_ms: int = 3000) -> None:
    for _ in range(patience_ms // 25):
        if log.exists() and json.loads(log.read_text() or "{}").get("1") == text:
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"Python has {log.read_text() if log.exists() else 'nothing'}")


def test_a_text_arrives_half_a_second_after_the_last_key(page: Page, harness: str) -> None:
    open_harness(page, harness)
    box_of(page).click()
    page.keyboard.type("Hello")
    wait_until_heard(page, seconds=2, texts={"1": "Hello"})
    expect(box_of(page)).to_be_focused()


def test_a_text_arrives_every_two_seconds_while_typing_goes_on(page: Page, harness: str) -> None:
    open_harness(page, harness)
    box_of(page).click()
    typed = "abcdefghij" * 3
    found: set[str] = set()
    for key in typed:
        page.keyboard.type(key)
        page.wait_for_timeout(100)
        found |= set(heard(page)["texts"].values())
    assert any(typed.startswith(text) and text != typed for text in found)
    expect(box_of(page)).to_have_value(typed)
    wait_until_heard(page, texts={"1": typed})


@pytest.mark.parametrize("way", ["close", "reload", "leave"])
def test_a_page_that_goes_leaves_its_text(
    new_page: Callable[[], Page], harness: str, log: Path, way: str
) -> None:
    page, other = new_page(), new_page()
    open_harness(page, harness, log=log)
    box_of(page).click()
    page.keyboard.type("All of this is kept")
    if way == "close":
        page.close(run_before_unload=True)
    elif way == "reload":
        page.reload()
    else:
        page.goto("about:blank")
    wait_until_logged(other, log, "All of this is kept")


def test_a_page_that_is_killed_loses_at_most_two_seconds(
    new_page: Callable[[], Page], harness: str, log: Path
) -> None:
    page, other = new_page(), new_page()
    open_harness(page, harness, log=log)
    box_of(page).click()
    page.keyboard.type("This was typed a while ago. ")
    for _ in range(25):
        page.keyboard.type("x")
        page.wait_for_timeout(100)
    page.context.close()
    other.wait_for_timeout(300)
    text = json.loads(log.read_text())["1"]
    assert text.startswith("This was typed a while ago. ")


def test_submitting_by_key_carries_the_latest_text(page: Page, harness: str) -> None:
    open_harness(page, harness)
    for number, text in enumerate(("first", "second"), start=1):
        box_of(page).click()
        page.keyboard.type(text)
        page.keyboard.press("Control+Enter")
        wait_until_heard(page, task=number + 1)
        expect(box_of(page)).to_have_value("")
    wait_until_heard(page, submitted=["first", "second"], texts={"1": "first", "2": "second"})


def test_a_button_finds_the_latest_text(page: Page, harness: str) -> None:
    open_harness(page, harness)
    box_of(page).click()
    page.keyboard.type("by button")
    page.get_by_role("button", name="Next").click()
    wait_until_heard(page, task=2, submitted=["by button"], texts={"1": "by button"})
    expect(box_of(page)).to_have_value("")


def test_text_and_caret_survive_reruns(page: Page, harness: str) -> None:
    open_harness(page, harness)
    box_of(page).click()
    page.keyboard.type("one three")
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    for key in "two ":
        page.keyboard.type(key)
        page.wait_for_timeout(600)
    expect(box_of(page)).to_have_value("one two three")
    wait_until_heard(page, texts={"1": "one two three"})


def test_a_push_replaces_the_text_and_wins_over_older_typing(page: Page, harness: str) -> None:
    open_harness(page, harness)
    box_of(page).click()
    page.keyboard.type("to be undone")
    page.get_by_role("button", name="Undo text").click()
    expect(box_of(page)).to_have_value("as it was")
    wait_until_heard(page, texts={"1": "as it was"})
    page.wait_for_timeout(700)
    assert heard(page)["texts"] == {"1": "as it was"}
    box_of(page).click()
    page.keyboard.press("End")
    page.keyboard.type("!")
    wait_until_heard(page, texts={"1": "as it was!"})


def test_odd_text_arrives_unchanged(page: Page, harness: str) -> None:
    open_harness(page, harness)
    text = "<script>alert(1)</script>\n\n  שלום 🦜 \"quotes\" \\ 'and' $x$\t|"
    box_of(page).fill(text)
    wait_until_heard(page, texts={"1": text})
    assert box_of(page).get_attribute("dir") == "auto"


def test_ten_thousand_words_arrive(page: Page, harness: str, log: Path) -> None:
    open_harness(page, harness, log=log)
    text = "word " * 10_000
    box_of(page).fill(text)
    wait_until_logged(page, log, text, patience_ms=8000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_box_follows_the_theme(new_page: Callable[[], Page], harness: str, scheme: str) -> None:
    page = new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    open_harness(page, harness)
    colours = box_of(page).evaluate(
        "box => [getComputedStyle(box).color, getComputedStyle(box).backgroundColor]"
        ".map(colour => colour.match(/[0-9.]+/g).slice(0, 3).map(Number))"
    )
    brightness = [sum(colour) / 3 for colour in colours]
    assert (brightness[0] > brightness[1]) == (scheme == "dark")
    assert abs(brightness[0] - brightness[1]) > 100

"""Keys in a real browser: each arrives once, in order, for the task it was pressed for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.dragging import chip_of, chips, drag_chip
from tests.e2e.harness_app import (
    heard,
    open_harness,
    running_harness,
    wait_for_chips,
    wait_until_heard,
)

pytestmark = pytest.mark.browser

COMMANDS = {
    "Control+Space": "ctrl+space",
    "Control+Shift+Space": "ctrl+shift+space",
    "Control+ArrowLeft": "ctrl+left",
    "Control+ArrowRight": "ctrl+right",
    "u": "u",
    "ArrowUp": "up",
    "ArrowDown": "down",
    "9": "9",
    "=": "=",
    "?": "?",
}


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_harness(tmp_path_factory.mktemp("keyboard") / "log.txt") as address:
        yield address


def test_each_key_arrives_straight_after_a_mouse_drop(page: Page, harness: str) -> None:
    open_harness(page, harness)
    arrived = []
    for number, (key, name) in enumerate(COMMANDS.items()):
        drag_chip(page, "B", "1" if number % 2 else "0")
        page.keyboard.press(key)
        arrived.append(f"-:{name}")
        wait_until_heard(page, keys=arrived)
    assert [len(column) for column in chips(page)] == [4, 0, 1]
    page.keyboard.press("Control+Enter")
    wait_until_heard(page, keys=[*arrived, "-:ctrl+enter"], task=2)


def test_a_letter_and_a_bucket_key_work_straight_after_a_mouse_drop(
    page: Page, harness: str
) -> None:
    open_harness(page, harness)
    arrived = []
    for letter, column in (("C", "0"), ("A", "1"), ("E", "0")):
        drag_chip(page, letter, column)
        page.keyboard.press(letter.lower())
        expect(page.locator(f'[data-card-letter="{letter}"]')).to_be_focused()
        page.keyboard.press("2")
        arrived.append(f"{letter}:2")
        wait_until_heard(page, keys=arrived)
        wait_for_chips(page)
        assert any(text.startswith(letter) for text in chips(page)[2])


@pytest.mark.parametrize("gap", [0, 30, 100])
def test_twelve_quick_keys_arrive_in_order_and_once(page: Page, harness: str, gap: int) -> None:
    open_harness(page, harness)
    pressed = "345678934567"
    page.keyboard.press("a")
    for key in pressed:
        page.keyboard.press(key)
        if gap:
            page.wait_for_timeout(gap)
    wait_until_heard(page, keys=[f"A:{key}" for key in pressed])
    page.wait_for_timeout(400)
    assert len(heard(page)["keys"]) == len(pressed)


def test_quick_keys_that_remount_the_dock_all_count(page: Page, harness: str) -> None:
    open_harness(page, harness)
    page.keyboard.type("a1b2c1d2e1", delay=5)
    wait_until_heard(page, keys=["A:1", "B:2", "C:1", "D:2", "E:1"])
    page.wait_for_timeout(400)
    wait_for_chips(page)
    assert [[text[0] for text in column] for column in chips(page)] == [
        [],
        ["A", "C", "E"],
        ["B", "D"],
    ]
    expect(page.get_by_test_id("announcement")).to_have_text("E moved to 1")


def test_keys_count_anew_after_a_reload(page: Page, harness: str) -> None:
    open_harness(page, harness)
    page.keyboard.type("345")
    wait_until_heard(page, keys=["-:3", "-:4", "-:5"])
    page.reload()
    wait_for_chips(page)
    page.locator('[data-card-letter="A"]').wait_for()
    page.keyboard.type("67")
    wait_until_heard(page, keys=["-:6", "-:7"])


def test_a_key_for_one_task_never_reaches_the_next(page: Page, harness: str) -> None:
    open_harness(page, harness)
    page.keyboard.press("a")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    wait_until_heard(page, task=2, keys=["A:ctrl+enter"])
    page.wait_for_timeout(500)
    assert heard(page)["task"] == 2
    page.locator(".st-key-card_2_A").wait_for()
    page.keyboard.press("9")
    wait_until_heard(page, keys=["A:ctrl+enter", "-:9"])


def test_only_submit_and_skip_are_heard_while_typing(page: Page, harness: str) -> None:
    open_harness(page, harness)
    for field in (page.get_by_label("Search"), page.get_by_label("Your answer")):
        field.click()
        page.keyboard.type("a1u=? 5")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Control+ArrowLeft")
        expect(field).to_have_value("a1u=? 5")
    page.keyboard.press("Control+Space")
    wait_until_heard(page, keys=["-:ctrl+space"])
    expect(page.get_by_label("Your answer")).to_have_value("a1u=? 5")


def test_a_select_box_keeps_its_keys(page: Page, harness: str) -> None:
    open_harness(page, harness)
    page.get_by_label("Choice").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("1")
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert heard(page)["keys"] == []


def test_a_dialog_keeps_its_keys(page: Page, harness: str) -> None:
    open_harness(page, harness)
    page.get_by_role("button", name="Dialog").click()
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    assert heard(page)["keys"] == []
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.keyboard.press("4")
    wait_until_heard(page, keys=["-:4"])


def test_keys_during_a_drag_belong_to_the_drag(page: Page, harness: str) -> None:
    open_harness(page, harness)
    box = chip_of(page, "A").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 20, steps=5)
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    page.mouse.up()
    page.wait_for_timeout(300)
    assert heard(page)["keys"] == []


def test_submit_from_a_focused_chip_does_not_pick_the_chip_up(page: Page, harness: str) -> None:
    open_harness(page, harness)
    chip_of(page, "A").focus()
    page.keyboard.press("Control+Enter")
    wait_until_heard(page, keys=["-:ctrl+enter"], task=2)


def test_cards_are_reached_by_letter_and_by_tab_and_have_names(page: Page, harness: str) -> None:
    open_harness(page, harness)
    first = page.get_by_role("group", name="Response A", exact=True)
    page.keyboard.press("a")
    expect(first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("group", name="Response B", exact=True)).to_be_focused()
    page.keyboard.press("7")
    page.get_by_role("group", name="Response D").get_by_role("button").click()
    page.keyboard.press("8")
    wait_until_heard(page, keys=["B:7", "D:8"])
    page.keyboard.press("c")
    page.keyboard.press("r")
    page.wait_for_timeout(300)
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_key_held_down_submits_once(page: Page, harness: str) -> None:
    open_harness(page, harness)
    page.keyboard.down("Control")
    for _ in range(5):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    page.keyboard.up("Control")
    wait_until_heard(page, keys=["-:ctrl+enter"], task=2)
    page.wait_for_timeout(300)
    assert heard(page)["task"] == 2


def test_keys_of_an_input_method_are_left_alone(page: Page, harness: str) -> None:
    open_harness(page, harness)
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " { key: '1', code: 'Digit1', isComposing: true, bubbles: true }))"
    )
    page.wait_for_timeout(300)
    assert heard(page)["keys"] == []

"""Drags in a real browser: what the dock shows and what Python has must never differ."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.dragging import Side, Spot, chip_of, chips, dock_of, drag_chip, drag_out
from tests.e2e.harness_app import (
    heard,
    open_harness,
    running_harness,
    wait_for_chips,
    wait_until_heard,
)

pytestmark = pytest.mark.browser

BEYOND_THE_COLUMNS = 1500


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_harness(tmp_path_factory.mktemp("dock") / "log.txt") as address:
        yield address


def assert_in_step(page: Page) -> None:
    shown = chips(page)
    keys = [column[0] for column in heard(page)["ranking"]]
    wait_until_heard(
        page, ranking=[[key, *column] for key, column in zip(keys, shown, strict=True)]
    )


def scroll_dock(page: Page, to: int) -> int:
    return int(
        page.locator('[class*="st-key-dock_"]').evaluate(
            "(dock, to) => { dock.scrollTop = to; return dock.scrollTop }", to
        )
    )


@pytest.mark.parametrize("n_items", [5, 10])
def test_a_drop_outside_the_frame_on_any_side_is_what_python_has(
    page: Page, harness: str, n_items: int
) -> None:
    open_harness(page, harness, items=n_items)
    sides: tuple[Side, ...] = ("above", "below", "left", "right")
    for label, (side, far) in zip(
        "ABCDEFGH", product(sides, (30, BEYOND_THE_COLUMNS)), strict=True
    ):
        drag_out(
            page, label if n_items == 10 else "ABCDE"["ABCDEFGH".index(label) % 5], side, far=far
        )
        assert heard(page)["touched"]
        assert_in_step(page)


def test_a_drop_outside_a_scrolled_dock_is_what_python_has(page: Page, harness: str) -> None:
    open_harness(page, harness, items=10)
    sides: tuple[Side, ...] = ("above", "below", "left", "right")
    for label, side in zip("JIHG", sides, strict=True):
        assert scroll_dock(page, 120) > 100
        drag_out(page, label, side)
        wait_until_heard(page, touched=True)
        assert_in_step(page)


def test_a_drop_lands_in_the_column_under_the_pointer(page: Page, harness: str) -> None:
    open_harness(page, harness, items=8, buckets=3)
    spots: tuple[Spot, ...] = ("left", "right")
    drops = product(spots, (0.05, 0.95))
    for label, (spot, grab_at), column in zip("ABCD", drops, (1, 2, 3, 2), strict=True):
        drag_chip(page, label, str(column - 1), spot=spot, grab_at=grab_at)
        assert any(text.startswith(label) for text in chips(page)[column])
        assert_in_step(page)


def test_a_chip_is_reordered_inside_its_column(page: Page, harness: str) -> None:
    open_harness(page, harness)
    drag_chip(page, "E", "All results", spot="top")
    wait_until_heard(page, ranking=[["_", *chips(page)[0]], ["bucket0"], ["bucket1"]])
    assert [text[0] for text in chips(page)[0]] == ["E", "A", "B", "C", "D"]


def test_a_chip_dragged_back_to_where_it_was_counts_as_moved(page: Page, harness: str) -> None:
    open_harness(page, harness)
    assert not heard(page)["touched"]
    drag_chip(page, "E", "1")
    drag_chip(page, "E", "All results", spot="bottom")
    wait_until_heard(page, touched=True)
    assert [text[0] for text in chips(page)[0]] == ["A", "B", "C", "D", "E"]
    assert_in_step(page)


def test_odd_labels_and_headers_are_dragged_right_and_run_nothing(page: Page, harness: str) -> None:
    open_harness(page, harness, odd=1)
    headers = dock_of(page).locator(".sortable-container-header").all_text_contents()
    assert len(headers) == len(set(headers)) == 5
    for label in [text for column in chips(page) for text in column]:
        drag_chip(page, label, headers[1])
        assert_in_step(page)
    assert len(chips(page)[1]) == 7
    for label, header in zip(chips(page)[1][:3], headers[2:], strict=True):
        drag_chip(page, label, header)
        assert_in_step(page)
    assert [len(column) for column in chips(page)] == [0, 4, 1, 1, 1]
    assert page.title() != "broken"


def test_many_buckets_stand_side_by_side(page: Page, harness: str) -> None:
    open_harness(page, harness, items=4, buckets=7)
    drag_chip(page, "A", "6")
    drag_chip(page, "B", "3")
    assert_in_step(page)
    assert [len(column) for column in chips(page)] == [2, 0, 0, 0, 1, 0, 0, 1]


def test_chips_bear_their_place_but_not_in_the_unplaced_column(page: Page, harness: str) -> None:
    open_harness(page, harness)
    drag_chip(page, "A", "0")
    drag_chip(page, "B", "0", spot="bottom")
    numbers = (
        "chip => { const { content, counterIncrement } = getComputedStyle(chip, '::before');"
        " return [content, counterIncrement] }"
    )
    assert chip_of(page, "A").evaluate(numbers) == ['counter(place) ". "', "place 1"]
    assert chip_of(page, "C").evaluate(numbers)[0] == "none"


def test_ten_chips_in_one_column_stay_in_reach_and_the_dock_stays_low(
    page: Page, harness: str
) -> None:
    open_harness(page, harness, items=10, style="page")
    dock = page.locator('[class*="st-key-dock_"]').bounding_box()
    assert dock is not None
    assert dock["height"] <= 260
    for letter in "ABCDEFGHIJ":
        page.keyboard.press(letter.lower())
        page.keyboard.press("1")
    page.wait_for_function(
        "document.querySelector('iframe').contentDocument"
        "?.querySelectorAll('.sortable-container:nth-of-type(2) .sortable-item').length === 10"
    )
    wait_for_chips(page)
    frame = page.locator("iframe").bounding_box()
    last = chip_of(page, "J").bounding_box()
    assert frame is not None
    assert last is not None
    assert last["y"] + last["height"] <= frame["y"] + frame["height"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_move_by_key_leaves_no_blank_dock_and_no_scroll_jump(
    new_page: Callable[[], Page], harness: str, scheme: str
) -> None:
    page = new_page()
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    open_harness(page, harness, items=10)
    scrolled = scroll_dock(page, 90)
    page.evaluate(
        """expected => {
          window.blank = [];
          window.covered = 0;
          const look = () => {
            const copy = document.querySelector('[data-dock-stand-in]');
            const frame = document.querySelector('iframe');
            const chips = frame?.contentDocument?.querySelector('.sortable-item');
            const scrolled = document.querySelector('[class*="st-key-dock_"]').scrollTop;
            window.covered += copy ? 1 : 0;
            if (!copy && !(chips && frame.clientHeight)) window.blank.push('blank');
            if (scrolled !== expected) window.blank.push(`scrolled to ${scrolled}`);
            requestAnimationFrame(look);
          };
          look();
        }""",
        scrolled,
    )
    for letter, digit in (("d", "1"), ("e", "2"), ("f", "1")):
        page.keyboard.press(letter)
        page.keyboard.press(digit)
        page.wait_for_timeout(150)
    wait_until_heard(page, keys=["D:1", "E:2", "F:1"])
    page.wait_for_timeout(300)
    wait_for_chips(page)
    assert page.evaluate("window.covered") > 0
    assert page.evaluate("window.blank") == []


def test_a_touch_held_for_a_moment_drags_a_chip(browser: Browser, harness: str) -> None:
    context = browser.new_context(viewport={"width": 900, "height": 800}, has_touch=True)
    page = open_harness(context.new_page(), harness)
    start = chip_of(page, "A").bounding_box()
    end = dock_of(page).locator(".sortable-container-body").nth(2).bounding_box()
    assert start is not None
    assert end is not None
    client = context.new_cdp_session(page)
    x, y = start["x"] + 30, start["y"] + 10

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": px, "y": py} for px, py in points]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    touch("touchStart", (x, y))
    page.wait_for_timeout(400)
    for step in range(1, 9):
        touch("touchMove", (x + (end["x"] + 60 - x) * step / 8, y + 20))
        page.wait_for_timeout(20)
    touch("touchEnd")
    wait_until_heard(page, touched=True)
    assert_in_step(page)
    assert len(chips(page)[2]) == 1
    context.close()


def test_the_keyboard_drags_a_chip_as_before(page: Page, harness: str) -> None:
    open_harness(page, harness)
    chip_of(page, "A").focus()
    for key in ("Space", "ArrowDown", "ArrowDown", "Space"):
        page.keyboard.press(key)
        page.wait_for_timeout(150)
    wait_until_heard(page, touched=True)
    assert [text[0] for text in chips(page)[0]] == ["B", "C", "A", "D", "E"]
    assert_in_step(page)
    assert heard(page)["keys"] == []
    expect(page.locator("[data-dock-stand-in]")).to_have_count(0)


def test_the_style_of_a_config_colours_the_chips_and_leaves_their_size(
    page: Page, harness: str
) -> None:
    open_harness(page, harness, style="page")
    style = chip_of(page, "A").evaluate(
        "chip => { const style = getComputedStyle(chip);"
        " return [style.backgroundColor, style.color, style.fontSize] }"
    )
    assert style == ["rgb(224, 224, 224)", "rgb(51, 51, 51)", "14px"]
    drag_chip(page, "A", "1")
    assert_in_step(page)

"""Drags in a dock with a real mouse, and what the dock shows."""

from typing import Literal

from playwright.sync_api import FloatRect, FrameLocator, Locator, Page

Spot = Literal["middle", "top", "bottom", "left", "right"]
Side = Literal["above", "below", "left", "right"]

SETTLING_MS = 120
FAR = 60


def dock_of(page: Page, index: int = 0) -> FrameLocator:
    """The frame of a dock, the first one on the page by default."""
    return page.frame_locator('iframe[src*="streamlit_sortables"]').nth(index)


def chips(page: Page, index: int = 0) -> list[list[str]]:
    """What the dock shows: the labels of each column from the top, columns from the left."""
    found: list[list[str]] = (
        dock_of(page, index)
        .locator(".sortable-component")
        .evaluate(
            "dock => [...dock.querySelectorAll('.sortable-container')].map(column =>"
            " [...column.querySelectorAll('.sortable-item')].map(chip => chip.textContent))"
        )
    )
    return found


def chip_of(page: Page, label: str, index: int = 0) -> Locator:
    """The chip with a label, exactly or, for "A", the one that begins with "A ·"."""
    dock = dock_of(page, index)
    names = dock.locator(".sortable-container .sortable-item")
    exact = [text for text in names.all_text_contents() if text == label]
    wanted = label if exact else f"{label} ·"
    texts = names.all_text_contents()
    return names.nth(next(i for i, text in enumerate(texts) if text.startswith(wanted)))


def drag_chip(
    page: Page,
    label: str,
    column_title: str,
    *,
    spot: Spot = "middle",
    grab_at: float = 0.5,
    index: int = 0,
) -> None:
    """Drag a chip into the column with a title and let it go; `grab_at` is where on its width.

    Spots are those of the column's body; "top" is the first chip's place.
    """
    _resting_box(page, chip_of(page, label, index))
    column = (
        dock_of(page, index)
        .locator(".sortable-container")
        .filter(has=dock_of(page, index).get_by_text(column_title, exact=True))
        .first
    )
    body = column.locator(".sortable-container-body").bounding_box()
    assert body is not None
    x = {"left": body["x"] + 14, "right": body["x"] + body["width"] - 14}.get(
        spot, body["x"] + body["width"] / 2
    )
    y = {"top": body["y"] + 6, "bottom": body["y"] + body["height"] - 6}.get(
        spot, body["y"] + body["height"] / 2
    )
    _drag(page, label, x, y, grab_at, index)


def drag_out(page: Page, label: str, side: Side, *, far: int = FAR, index: int = 0) -> None:
    """Drag a chip out of the dock's frame, `far` pixels beyond one of its sides, and let it go."""
    _resting_box(page, chip_of(page, label, index))
    frame = page.locator('iframe[src*="streamlit_sortables"]').nth(index).bounding_box()
    assert frame is not None
    middle_x, middle_y = frame["x"] + frame["width"] / 2, frame["y"] + 60
    x = {"left": frame["x"] - far, "right": frame["x"] + frame["width"] + far}.get(side, middle_x)
    y = {"above": frame["y"] - far, "below": frame["y"] + frame["height"] + far}.get(side, middle_y)
    _drag(page, label, x, y, 0.5, index)


def _drag(page: Page, label: str, x: float, y: float, grab_at: float, index: int) -> None:
    box = _resting_box(page, chip_of(page, label, index))
    at_x, at_y = box["x"] + box["width"] * grab_at, box["y"] + box["height"] / 2
    page.mouse.move(at_x, at_y)
    page.mouse.down()
    for step in range(1, 5):
        page.mouse.move(at_x + 4 * step, at_y)
    dock_of(page, index).locator(".sortable-item.active").wait_for()
    page.mouse.move(x, y, steps=12)
    page.wait_for_timeout(150)
    page.mouse.move(x + 1, y)
    page.mouse.up()
    dock_of(page, index).locator(".sortable-item.active").wait_for(state="detached")
    page.wait_for_timeout(SETTLING_MS)


def _resting_box(page: Page, chip: Locator) -> FloatRect:
    """Where the chip is, in view, once the page has stopped moving."""
    chip.scroll_into_view_if_needed()
    before = None
    while True:
        box = chip.bounding_box()
        if box is not None and box == before:
            return box
        before = box
        page.wait_for_timeout(50)

"""The pure parts of the dock: unique headers, what a drop means, what its style says."""

from typing import Any

import pytest

from lib.ui.labeling.dock import DockColumn, dock_items, dock_key, dock_style, headers_of, read_drop

COLUMNS = [
    DockColumn("_", "All results", ("A · same words", "B · same words", "C · ")),
    DockColumn("good", "Good", ()),
    DockColumn("bad", "Bad", ("D · <b>",)),
]


def dropped_as(*held: list[str]) -> list[dict[str, Any]]:
    return [
        {"header": header, "items": items}
        for header, items in zip(headers_of(COLUMNS), held, strict=True)
    ]


def test_a_key_names_the_task_and_the_revision() -> None:
    assert dock_key("17", 3) == "rank_17_3"


def test_a_drop_gives_the_labels_by_column_key() -> None:
    value = dropped_as(["C · "], ["D · <b>", "A · same words"], ["B · same words"])
    assert read_drop(value, COLUMNS) == {
        "_": ("C · ",),
        "good": ("D · <b>", "A · same words"),
        "bad": ("B · same words",),
    }


def test_what_the_component_was_given_is_no_drop() -> None:
    assert read_drop(dock_items(COLUMNS), COLUMNS) is None


def test_a_drop_back_into_the_first_order_is_a_drop() -> None:
    value = dropped_as(*(list(column.labels) for column in COLUMNS))
    assert read_drop(value, COLUMNS) == {column.key: column.labels for column in COLUMNS}


@pytest.mark.parametrize(
    "value",
    [
        None,
        "text",
        [],
        dropped_as([], [], []),
        dropped_as(["A · same words", "B · same words", "C · "], [], ["D · <b>", "E"]),
        dropped_as(["A · same words", "A · same words", "C · "], [], ["D · <b>"]),
        dropped_as(["A · same words", "B · same words", None], [], ["D · <b>"]),  # type: ignore[list-item]
        dropped_as(["A · same words", "B · same words", "C · "], [], ["D · <b>"])[::-1],
        [{"items": []}] * 3,
        [1, 2, 3],
    ],
)
def test_a_value_that_does_not_hold_exactly_the_labels_is_no_drop(value: object) -> None:
    assert read_drop(value, COLUMNS) is None


def test_headers_are_unique_and_never_equal_a_label_or_empty() -> None:
    columns = [
        DockColumn("_", "", ("Good", "Good (2)")),
        DockColumn("a", "Good", ()),
        DockColumn("b", "Good", ()),
        DockColumn("c", "  ", ()),
        DockColumn("d", "Column 4", ()),
    ]
    assert headers_of(columns) == ("Column 1", "Good (3)", "Good (4)", "Column 4", "Column 4 (2)")


def test_places_are_counted_but_for_unplaced_chips() -> None:
    style = dock_style(COLUMNS, places={})
    assert ".sortable-container:nth-of-type(1) .sortable-item::before{content:none}" in style
    assert ":nth-of-type(2) .sortable-item::before{content:none}" not in style


def test_a_tied_chip_shows_the_place_it_shares() -> None:
    style = dock_style(COLUMNS, places={"good": (1, 1, 3)})
    item = ".sortable-container:nth-of-type(2) .sortable-item"
    assert f'{item}:nth-of-type(2)::before{{content:"=1. "}}' in style
    assert f"{item}:nth-of-type(3)" not in style


def test_the_last_column_reaches_out_and_each_has_room_for_all_chips() -> None:
    style = dock_style(COLUMNS, places={})
    assert ".sortable-container:nth-of-type(3){margin-right" in style
    assert "min-height:152px" in style  # four chips of 30 + 6 pixels, and 8 around

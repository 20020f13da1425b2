"""The dock: the ranking as columns of chips that are dragged with streamlit-sortables.

The component keeps what it was first given under a key, so a dock's key changes whenever something
else than a drop has changed the ranking, and its columns stay as they are while the key stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit_sortables import sort_items

from lib.domain.labeling_config import UNRANKED

TALLEST = 250
"""The height in pixels above which the dock scrolls."""

_CHIP_HEIGHT = 30
_HEADER_HEIGHT = 34
_MARK = "untouched"


@dataclass(frozen=True)
class DockColumn:
    """A column and its chips from the top; labels are unique over the whole dock."""

    key: str
    title: str
    labels: tuple[str, ...]


def dock_key(task: str, revision: int) -> str:
    """The key under which a task's dock is shown; `revision` counts changes that are not drops."""
    return f"rank_{task}_{revision}"


def show_dock(
    columns: Sequence[DockColumn],
    *,
    key: str,
    style: str = "",
    places: Mapping[str, Sequence[int]] | None = None,
) -> None:
    """Show the columns; read what is dropped with `dropped`.

    `style` comes from `harmless_style`. Chips bear their place in every column but the unplaced;
    `places` gives a column's places as they stand
    now where ties make them differ from 1, 2, 3.
    """
    css = dock_style(columns, places=places or {})
    n_chips = sum(len(column.labels) for column in columns)
    height = n_chips * (_CHIP_HEIGHT + 6) + _HEADER_HEIGHT + 8
    with st.container(
        height=TALLEST if height > TALLEST else "content",
        border=False,
        key=f"dock_{key.rpartition('_')[0]}",
    ):
        sort_items(
            dock_items(columns),
            multi_containers=True,
            direction="vertical",
            custom_style=css + style,
            key=key,
        )


def dropped(key: str, columns: Sequence[DockColumn]) -> dict[str, tuple[str, ...]] | None:
    """The labels by column key as the last drop left them, None where nothing was dropped yet.

    `columns` are those that `show_dock` was given under this key. A value that does not hold
    exactly their headers and labels counts as none.
    """
    return read_drop(st.session_state.get(key), columns)


def read_drop(value: object, columns: Sequence[DockColumn]) -> dict[str, tuple[str, ...]] | None:
    """What `dropped` gives for the component's value, a list of `{"header", "items"}`."""
    headers = headers_of(columns)
    if not isinstance(value, list) or len(value) != len(headers):
        return None
    found: dict[str, tuple[str, ...]] = {}
    for column, header, container in zip(columns, headers, value, strict=True):
        match container:
            case {"header": str(name), "items": list(items)} if name == header:
                if _MARK in container or not all(isinstance(each, str) for each in items):
                    return None
                found[column.key] = tuple(items)
            case _:
                return None
    expected = sorted(label for column in columns for label in column.labels)
    return (
        found if sorted(label for items in found.values() for label in items) == expected else None
    )


def dock_items(columns: Sequence[DockColumn]) -> list[dict[str, object]]:
    """The component's argument, which is its value too until a drop sends one without the mark."""
    return [
        {"header": header, "items": list(column.labels), _MARK: True}
        for header, column in zip(headers_of(columns), columns, strict=True)
    ]


def headers_of(columns: Sequence[DockColumn]) -> tuple[str, ...]:
    """What heads each column: its title, made unique among all headers and labels."""
    taken = {label for column in columns for label in column.labels}
    headers: list[str] = []
    for number, column in enumerate(columns, start=1):
        title = column.title.strip() or f"Column {number}"
        header, repeat = title, 2
        while header in taken:
            header, repeat = f"{title} ({repeat})", repeat + 1
        taken.add(header)
        headers.append(header)
    return tuple(headers)


def dock_style(
    columns: Sequence[DockColumn],
    *,
    places: Mapping[str, Sequence[int]],
) -> str:
    """The dock's CSS: dock.css and the rules that depend on its columns and chips."""
    n_chips = max(1, sum(len(column.labels) for column in columns))
    rules = [
        _stylesheet(),
        f".sortable-component.vertical .sortable-container:nth-of-type({len(columns)})"
        "{margin-right:calc(-1*var(--beyond));padding-right:var(--beyond)}",
        # The frame does not grow after a drop: each column has room for all chips from the start.
        f".sortable-container-body{{min-height:{n_chips * (_CHIP_HEIGHT + 6) + 8}px}}",
    ]
    for index, column in enumerate(columns, start=1):
        item = f".sortable-container:nth-of-type({index}) .sortable-item"
        if column.key == UNRANKED:
            rules.append(f"{item}::before{{content:none}}")
            continue
        rules += [
            f'{item}:nth-of-type({position})::before{{content:"={place}. "}}'
            for position, place in enumerate(places.get(column.key, ()), start=1)
            if place != position
        ]
    return "\n".join(rules)


@cache
def _stylesheet() -> str:
    return Path(__file__).with_name("dock.css").read_text(encoding="utf-8")

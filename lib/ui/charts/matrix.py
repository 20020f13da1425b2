"""A square of cells in colour, each with its number, its n and a mark to click."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from lib.domain.mark import Mark, mark_text
from lib.ui.charts.look import LONGEST_COLUMN, ORANGE, label_rows, lay_out, short

CELL = 46
MOST_WITH_N = 12
"""With more rows than this a cell holds no second line; its n is in the hover text."""


@dataclass(frozen=True)
class Cell:
    """`value` colours the cell, from 0 to 1; None leaves it empty. `hover` is escaped already."""

    row: int
    column: int
    value: float | None
    n: int
    hover: str
    mark: Mark


def matrix_chart(
    names: Sequence[str], cells: Sequence[Cell], colours: list[list[object]]
) -> go.Figure:
    """Rows and columns in the order of `names`; cells with n of 0 are empty and not clickable.

    A heatmap gives no selection on a click, so an unseen marker lies over each of its cells, the
    empty ones too: the nearest takes the click, wherever in the cell it falls.
    """
    size = len(names)
    values: list[list[float | None]] = [[None] * size for _ in names]
    texts = [[""] * size for _ in names]
    filled = {(cell.row, cell.column): cell for cell in cells if cell.value is not None and cell.n}
    for cell in filled.values():
        values[cell.row][cell.column] = cell.value
        texts[cell.row][cell.column] = _text(cell, size)
    figure = go.Figure()
    figure.add_heatmap(
        x=list(range(size)),
        y=list(range(size)),
        z=values,
        text=texts,
        texttemplate="%{text}",
        textfont={"size": 12},
        colorscale=colours,
        zmin=0,
        zmax=1,
        xgap=2,
        ygap=2,
        showscale=False,
        hoverinfo="skip",
    )
    places = [(row, column) for row in range(size) for column in range(size)]
    found = [filled.get(place) for place in places]
    figure.add_scatter(
        x=[column for _, column in places],
        y=[row for row, _ in places],
        mode="markers",
        marker={
            "symbol": "square-open",
            "size": 26,
            "color": ORANGE,
            "opacity": 0,
            "line": {"width": 3},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0}},
        customdata=[mark_text(cell.mark) if cell else None for cell in found],
        hovertext=[cell.hover if cell else "" for cell in found],
        hoverinfo="text",
        showlegend=False,
    )
    label_rows(figure, [short(name) for name in names])
    figure.update_xaxes(
        tickmode="array",
        tickvals=list(range(size)),
        ticktext=[short(name, LONGEST_COLUMN) for name in names],
        range=[-0.5, size - 0.5],
        tickangle=-45,
        showgrid=False,
        zeroline=False,
    )
    lay_out(figure, height=140 + CELL * max(size, 1))
    return figure.update_layout(hoverdistance=-1)


def _text(cell: Cell, size: int) -> str:
    value = f"{cell.value:.0%}"
    return f"{value}<br>n {cell.n:,}" if size <= MOST_WITH_N else value

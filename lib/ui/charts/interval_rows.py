"""Estimates with their intervals, one row each: ratings, agreement, effects."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from lib.domain.mark import Mark, mark_text
from lib.ui.charts.look import BLUE, GREY, ROW, label_rows, lay_out


@dataclass(frozen=True)
class IntervalRow:
    """One row: `label` and `hover` are plotly's text, escaped already; `mark` is what a click asks.

    An interval is drawn where both of its ends are known.
    """

    label: str
    estimate: float
    low: float | None
    high: float | None
    hover: str
    mark: Mark | None = None
    colour: str = BLUE


def error_bars(
    estimates: Sequence[float], ends: Sequence[tuple[float | None, float | None]]
) -> dict[str, object]:
    """Plotly's error bars from the ends of intervals; none where an end is missing."""
    drawn = [
        (0.0, 0.0) if low is None or high is None else (max(value - low, 0), max(high - value, 0))
        for value, (low, high) in zip(estimates, ends, strict=True)
    ]
    return {
        "type": "data",
        "symmetric": False,
        "arrayminus": [below for below, _ in drawn],
        "array": [above for _, above in drawn],
        "thickness": 2,
        "width": 5,
    }


def interval_chart(
    rows: Sequence[IntervalRow],
    *,
    title: str,
    reference: float | None = None,
    percent: bool = False,
) -> go.Figure:
    """Points with error bars, one row each from the top down, a dotted line at `reference`.

    The interval's ends are in the rows' units; `title` names them on the axis.
    """
    figure = go.Figure()
    estimates = [row.estimate for row in rows]
    figure.add_scatter(
        x=estimates,
        y=list(range(len(rows))),
        mode="markers",
        marker={"size": 11, "color": [row.colour for row in rows]},
        error_x=error_bars(estimates, [(row.low, row.high) for row in rows]) | {"color": GREY},
        customdata=[mark_text(row.mark) if row.mark else None for row in rows],
        hovertext=[row.hover for row in rows],
        hoverinfo="text",
        showlegend=False,
    )
    if reference is not None:
        figure.add_vline(x=reference, line={"color": GREY, "dash": "dot", "width": 1})
    label_rows(figure, [row.label for row in rows])
    figure.update_xaxes(title=title, zeroline=False, showgrid=True)
    if percent:
        figure.update_xaxes(tickformat=".0%")
    return lay_out(figure, height=100 + ROW * max(len(rows), 1))

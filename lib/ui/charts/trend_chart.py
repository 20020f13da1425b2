"""Win rates so far as time went by, a line for each model."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from lib.domain.mark import PeriodMark, mark_text
from lib.ui.charts.interval_rows import error_bars
from lib.ui.charts.look import (
    GREY,
    LONGEST_COLUMN,
    colour,
    interval_words,
    lay_out,
    percent,
    short,
    shown,
    symbol,
)

HEIGHT = 360


@dataclass(frozen=True)
class TrendPoint:
    """A model's win rate over its first `n` comparisons: all of them up to the day `last`.

    What the days from `first` to `last` (UTC, both included) added is what a click asks for.
    """

    model: str
    first: date
    last: date
    rate: float
    low: float | None
    high: float | None
    n: int


def trend_chart(points: Sequence[TrendPoint]) -> go.Figure:
    """A line of points with intervals for each model, in the order given."""
    figure = go.Figure()
    models = list(dict.fromkeys(point.model for point in points))
    for index, model in enumerate(models):
        found = sorted((p for p in points if p.model == model), key=lambda p: p.first)
        rates = [point.rate for point in found]
        ends = [(point.low, point.high) for point in found]
        figure.add_scatter(
            name=short(model, LONGEST_COLUMN),
            x=[point.first.isoformat() for point in found],
            y=rates,
            mode="lines+markers",
            line={"color": colour(index), "width": 2},
            marker={"size": 9, "symbol": symbol(index), "color": colour(index)},
            error_y=error_bars(rates, ends) | {"color": colour(index), "thickness": 1},
            customdata=[mark_text(PeriodMark(p.first, p.last, p.model)) for p in found],
            hovertext=[_hover(point) for point in found],
            hoverinfo="text",
        )
    figure.add_hline(y=0.5, line={"color": GREY, "dash": "dot", "width": 1})
    figure.update_xaxes(
        type="date", tickformat="%-d %b<br>%Y", nticks=6, tickangle=0, showgrid=False
    )
    figure.update_yaxes(range=[0, 1], tickformat=".0%", title="Win rate so far", automargin=True)
    return lay_out(figure, height=HEIGHT, legend=len(models))


def _hover(point: TrendPoint) -> str:
    added = f"on {point.last.isoformat()}"
    if point.last != point.first:
        added = f"from {point.first.isoformat()} to {point.last.isoformat()}"
    return (
        f"<b>{shown(point.model)}</b><br>win rate so far, up to {point.last.isoformat()}: "
        f"{percent(point.rate)}, {interval_words(point.low, point.high, None)}<br>"
        f"n so far {point.n:,}<br>a click lists what was added {added}"
    )

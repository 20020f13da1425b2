"""Coefficients side by side, each with its interval and its n."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from lib.ui.charts.interval_rows import IntervalRow, interval_chart
from lib.ui.charts.look import interval_words, number, short, shown


@dataclass(frozen=True)
class Figure:
    """A coefficient that rests on `n` of something, which `unit` names in the plural."""

    name: str
    value: float
    low: float | None
    high: float | None
    n: int
    unit: str


def figure_chart(figures: Sequence[Figure]) -> go.Figure:
    """One row a coefficient, in the order given, with a line at 0."""
    return interval_chart(
        [
            IntervalRow(
                label=f"{short(each.name)}<br>{number(each.value, 2)} · n {each.n:,}",
                estimate=each.value,
                low=each.low,
                high=each.high,
                hover=(
                    f"<b>{shown(each.name)}</b><br>{number(each.value, 3)}, "
                    f"{interval_words(each.low, each.high, 3)}<br>n {each.n:,} {shown(each.unit)}"
                ),
            )
            for each in figures
        ],
        title="Agreement",
        reference=0,
    )

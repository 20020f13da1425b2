"""Effects on the log odds of winning: of the place on screen, of length and style."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from lib.ui.charts.interval_rows import IntervalRow, interval_chart
from lib.ui.charts.look import interval_words, number, short, shown


@dataclass(frozen=True)
class Effect:
    """One coefficient in log odds; 0 changes nothing. `n` counts the comparisons behind it."""

    name: str
    estimate: float
    low: float | None
    high: float | None
    n: int


def effect_chart(effects: Sequence[Effect], *, title: str) -> go.Figure:
    """One row an effect, in the order given, with a line where there is none."""
    return interval_chart(
        [
            IntervalRow(
                label=f"{short(each.name)}<br>{number(each.estimate, 2)} · n {each.n:,}",
                estimate=each.estimate,
                low=each.low,
                high=each.high,
                hover=(
                    f"<b>{shown(each.name)}</b><br>{number(each.estimate, 2)} log odds, "
                    f"{interval_words(each.low, each.high, 2)}<br>n {each.n:,}"
                ),
            )
            for each in effects
        ],
        title=title,
        reference=0,
    )

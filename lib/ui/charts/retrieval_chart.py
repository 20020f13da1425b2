"""How well the order of each source puts first what people put first."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from lib.ui.charts.interval_rows import IntervalRow, interval_chart
from lib.ui.charts.look import BLUE, ORANGE, interval_words, number, short, shown

COLOURS = (BLUE, ORANGE)


@dataclass(frozen=True)
class SourceFigure:
    """A figure of a source, from 0 to 1, as a mean over `n` prompts; `name` is the figure's."""

    source: str
    name: str
    value: float
    low: float | None
    high: float | None
    n: int


def retrieval_chart(figures: Sequence[SourceFigure]) -> go.Figure:
    """One row a figure, in the order given; each figure has a colour of its own."""
    names = list(dict.fromkeys(each.name for each in figures))
    return interval_chart(
        [
            IntervalRow(
                label=f"{short(each.source)}<br>{each.name} {number(each.value, 2)} · n {each.n:,}",
                estimate=each.value,
                low=each.low,
                high=each.high,
                hover=(
                    f"<b>{shown(each.source)}</b><br>{each.name} {number(each.value, 3)}, "
                    f"{interval_words(each.low, each.high, 3)}<br>n {each.n:,} prompts"
                ),
                colour=COLOURS[names.index(each.name) % len(COLOURS)],
            )
            for each in figures
        ],
        title="From 0 to 1, the best order",
    )

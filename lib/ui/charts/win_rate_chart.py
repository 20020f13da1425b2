"""Win rates as bars with intervals, overall or against a baseline."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from lib.domain.mark import ModelMark, PairMark, mark_text
from lib.ui.charts.interval_rows import error_bars
from lib.ui.charts.look import (
    BAR_FILL,
    BLUE,
    GREY,
    ORANGE,
    ROW,
    interval_words,
    label_rows,
    lay_out,
    percent,
    short,
    shown,
)


@dataclass(frozen=True)
class WinRateBar:
    """(wins + ½ ties) / n of a model; `rate` is None where it was never compared."""

    model: str
    rate: float | None
    low: float | None
    high: float | None
    n: int
    wins: int
    losses: int
    ties: int


def win_rate_chart(bars: Sequence[WinRateBar], baseline: str | None = None) -> go.Figure:
    """One bar a model, the best on top; a click on it asks for the model, or for the pair with
    the baseline. Models without a rate are left out.
    """
    drawn = sorted(
        [(bar, bar.rate) for bar in bars if bar.rate is not None], key=lambda pair: -pair[1]
    )
    rates = [rate for _, rate in drawn]
    marks = [
        ModelMark(bar.model) if baseline is None else PairMark(bar.model, baseline)
        for bar, _ in drawn
    ]
    figure = go.Figure(
        go.Bar(
            x=rates,
            y=list(range(len(drawn))),
            orientation="h",
            marker={"color": BAR_FILL, "line": {"color": BLUE, "width": 1}},
            error_x=error_bars(rates, [(bar.low, bar.high) for bar, _ in drawn])
            | {"color": ORANGE},
            customdata=[mark_text(mark) for mark in marks],
            hovertext=[_hover(bar, rate, baseline) for bar, rate in drawn],
            hoverinfo="text",
            textposition="none",
        )
    )
    figure.add_vline(x=0.5, line={"color": GREY, "dash": "dot", "width": 1})
    label_rows(
        figure,
        [f"{short(bar.model)}<br>{percent(rate)} · n {bar.n:,}" for bar, rate in drawn],
    )
    against = "" if baseline is None else f" against {short(baseline)}"
    figure.update_xaxes(
        range=[0, 1], tickformat=".0%", title=f"Win rate{against}", zeroline=False, showgrid=True
    )
    return lay_out(figure, height=100 + ROW * max(len(drawn), 1))


def _hover(bar: WinRateBar, rate: float, baseline: str | None) -> str:
    against = [] if baseline is None else [f"against {shown(baseline)}"]
    lines = [
        f"<b>{shown(bar.model)}</b>",
        *against,
        f"win rate {percent(rate)}, {interval_words(bar.low, bar.high, None)}",
        f"{bar.wins:,} wins, {bar.losses:,} losses, {bar.ties:,} ties, n {bar.n:,}",
    ]
    return "<br>".join(lines)

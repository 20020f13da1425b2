"""How each model's responses spread over the buckets: stacked, and with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from lib.domain.labeling_config import UNRANKED
from lib.domain.mark import BucketMark, mark_text
from lib.ui.charts.interval_rows import error_bars
from lib.ui.charts.look import (
    GREY,
    LONGEST_COLUMN,
    ROW,
    colour,
    interval_words,
    label_rows,
    lay_out,
    percent,
    short,
    shown,
    symbol,
)


@dataclass(frozen=True)
class BucketPart:
    """The share of a model's n responses in one bucket; `bucket` is its name, `_` for unplaced.

    `of_all` tells that `model` only heads all responses, which name none.
    """

    model: str
    control: str
    bucket: str
    title: str
    count: int
    share: float
    low: float | None
    high: float | None
    n: int
    of_all: bool = False


def bucket_chart(parts: Sequence[BucketPart]) -> go.Figure:
    """One stacked bar a model, in the order given; the intervals are in the hover text."""
    figure = go.Figure()
    rows = _rows(parts)
    for index, bucket in enumerate(_buckets(parts)):
        found = [part for part in parts if part.bucket == bucket]
        figure.add_bar(
            name=short(found[0].title, LONGEST_COLUMN),
            x=[part.share for part in found],
            y=[rows[part.model] for part in found],
            orientation="h",
            marker={"color": _colour(bucket, index), "line": {"width": 0}},
            text=[f"{part.share:.0%}" if part.count else "" for part in found],
            textposition="inside",
            textangle=0,
            insidetextanchor="middle",
            customdata=[_mark(part) for part in found],
            hovertext=[_hover(part) for part in found],
            hoverinfo="text",
        )
    figure.update_layout(barmode="stack", uniformtext={"mode": "hide", "minsize": 10})
    _label(figure, parts)
    figure.update_xaxes(range=[0, 1])
    return lay_out(figure, height=100 + ROW * max(len(rows), 1), legend=len(_buckets(parts)))


def bucket_interval_chart(parts: Sequence[BucketPart]) -> go.Figure:
    """The same shares as points with their intervals, a row for each model."""
    figure = go.Figure()
    rows = _rows(parts)
    buckets = _buckets(parts)
    for index, bucket in enumerate(buckets):
        found = [part for part in parts if part.bucket == bucket]
        shares = [part.share for part in found]
        ends = [(part.low, part.high) for part in found]
        apart = (index - (len(buckets) - 1) / 2) * 0.7 / max(len(buckets), 1)
        figure.add_scatter(
            name=short(found[0].title, LONGEST_COLUMN),
            x=shares,
            y=[rows[part.model] + apart for part in found],
            mode="markers",
            marker={"size": 9, "color": _colour(bucket, index), "symbol": symbol(index)},
            error_x=error_bars(shares, ends) | {"color": _colour(bucket, index)},
            customdata=[_mark(part) for part in found],
            hovertext=[_hover(part) for part in found],
            hoverinfo="text",
        )
    _label(figure, parts)
    figure.update_xaxes(range=[-0.02, 1.02], showgrid=True, zeroline=False)
    row = max(ROW, 20 * len(buckets))
    return lay_out(figure, height=100 + row * max(len(rows), 1), legend=len(buckets))


def _rows(parts: Sequence[BucketPart]) -> dict[str, int]:
    return {model: row for row, model in enumerate(dict.fromkeys(part.model for part in parts))}


def _buckets(parts: Sequence[BucketPart]) -> list[str]:
    return list(dict.fromkeys(part.bucket for part in parts))


def _label(figure: go.Figure, parts: Sequence[BucketPart]) -> None:
    n = {part.model: part.n for part in parts}
    label_rows(figure, [f"{short(model)}<br>n {n[model]:,}" for model in _rows(parts)])
    figure.update_xaxes(tickformat=".0%", title="Share of responses")


def _colour(bucket: str, index: int) -> str:
    return GREY if bucket == UNRANKED else colour(index)


def _mark(part: BucketPart) -> str:
    model = None if part.of_all else part.model
    return mark_text(BucketMark(part.control, part.bucket, model))


def _hover(part: BucketPart) -> str:
    return (
        f"<b>{shown(part.model)}</b><br>{shown(part.title)}: {part.count:,} of {part.n:,} "
        f"({percent(part.share)})<br>{interval_words(part.low, part.high, None)}"
    )

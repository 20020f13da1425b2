"""Ratings with intervals, the best on top, group by group."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from lib.domain.mark import ModelMark
from lib.ui.charts.interval_rows import IntervalRow, interval_chart
from lib.ui.charts.look import colour, interval_words, number, short, shown


@dataclass(frozen=True)
class RatedModel:
    """A model's rating on the scale of 1000; None where it has none. `n` counts its comparisons.

    Ratings of different groups cannot be compared.
    """

    model: str
    rating: float | None
    low: float | None
    high: float | None
    rank_low: int | None
    rank_high: int | None
    n: int
    group: int = 0


def rating_chart(rated: Sequence[RatedModel]) -> go.Figure:
    """One point a model with its interval; models without a rating are left out."""
    with_rating = [(each, each.rating) for each in rated if each.rating is not None]
    ordered = sorted(with_rating, key=lambda pair: (pair[0].group, -pair[1]))
    several = len({each.group for each, _ in ordered}) > 1
    return interval_chart(
        [
            IntervalRow(
                label=f"{short(each.model)}<br>{_below(each, rating, several)}",
                estimate=rating,
                low=each.low,
                high=each.high,
                hover=_hover(each, rating, several),
                mark=ModelMark(each.model),
                colour=colour(each.group),
            )
            for each, rating in ordered
        ],
        title="Rating inside the group" if several else "Rating",
    )


def rank_words(low: int | None, high: int | None) -> str:
    """“rank 2”, “rank 1–3”, or nothing where there is no rank."""
    if low is None or high is None:
        return ""
    return f"rank {low}" if low == high else f"rank {low}–{high}"


def _below(each: RatedModel, rating: float, several: bool) -> str:
    parts = [number(rating), rank_words(each.rank_low, each.rank_high), f"n {each.n:,}"]
    parts += [f"group {each.group + 1}"] if several else []
    return " · ".join(part for part in parts if part)


def _hover(each: RatedModel, rating: float, several: bool) -> str:
    lines = [
        f"<b>{shown(each.model)}</b>",
        f"rating {number(rating)}, {interval_words(each.low, each.high, 0)}",
        rank_words(each.rank_low, each.rank_high),
        f"n {each.n:,} comparisons",
        f"group {each.group + 1}: comparable inside it only" if several else "",
    ]
    return "<br>".join(line for line in lines if line)

"""Each model's rating as it is, and below it the one at equal length and style."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from lib.domain.mark import ModelMark
from lib.ui.charts.interval_rows import IntervalRow, interval_chart
from lib.ui.charts.look import BLUE, ORANGE, interval_words, number, short, shown

Interval = tuple[float, float | None, float | None]
"""An estimate with the ends of its interval, None where it has none."""


@dataclass(frozen=True)
class StyledRating:
    """Ratings on the scale of 1000 over the same `n` comparisons; None where there is none."""

    model: str
    raw: Interval | None
    controlled: Interval | None
    n: int


def style_chart(rated: Sequence[StyledRating]) -> go.Figure:
    """Two rows a model, in the order given: as it is in blue, at equal style in orange."""
    kinds = [
        (each, kind, found, colour)
        for each in rated
        for kind, found, colour in (
            ("as it is", each.raw, BLUE),
            ("at equal style", each.controlled, ORANGE),
        )
        if found is not None
    ]
    return interval_chart(
        [
            IntervalRow(
                label=f"{short(each.model)}<br>{kind} {number(found[0])} · n {each.n:,}",
                estimate=found[0],
                low=found[1],
                high=found[2],
                hover=(
                    f"<b>{shown(each.model)}</b><br>rating {kind} {number(found[0])}, "
                    f"{interval_words(found[1], found[2], 0)}<br>n {each.n:,} comparisons"
                ),
                mark=ModelMark(each.model),
                colour=colour,
            )
            for each, kind, found, colour in kinds
        ],
        title="Rating",
    )

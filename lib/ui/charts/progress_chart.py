"""How much work was done: by person, and by day with each person's part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import plotly.graph_objects as go

from lib.ui.charts.look import (
    BLUE,
    GREY,
    LONGEST_COLUMN,
    ROW,
    colour,
    label_rows,
    lay_out,
    short,
    shown,
)

HEIGHT = 300
OTHERS = "Others"


@dataclass(frozen=True)
class PersonWork:
    """A person's tasks; `time` says in a few words how long one took, `timed` how many tell so."""

    name: str
    submitted: int
    skipped: int
    time: str
    timed: int


@dataclass(frozen=True)
class DayWork:
    """The tasks that somebody, or several people under one name, submitted on a day."""

    name: str
    day: date
    submitted: int


def person_chart(people: Sequence[PersonWork]) -> go.Figure:
    """One bar a person, in the order given: submitted tasks, then skipped ones."""
    figure = go.Figure()
    parts = (
        ("Submitted", BLUE, [each.submitted for each in people]),
        ("Skipped", GREY, [each.skipped for each in people]),
    )
    for name, fill, counts in parts:
        figure.add_bar(
            name=name,
            x=counts,
            y=list(range(len(people))),
            orientation="h",
            marker={"color": fill, "line": {"width": 0}},
            hovertext=[
                f"<b>{shown(each.name)}</b><br>{name.lower()}: {n:,}<br>"
                f"median time {shown(each.time)}, n {each.timed:,}"
                for each, n in zip(people, counts, strict=True)
            ],
            hoverinfo="text",
        )
    figure.update_layout(barmode="stack")
    label_rows(
        figure,
        [f"{short(each.name)}<br>n {each.submitted:,} · {shown(each.time)}" for each in people],
    )
    figure.update_xaxes(title="Tasks", rangemode="tozero", tickformat=",d")
    return lay_out(figure, height=100 + ROW * max(len(people), 1), legend=len(parts))


def day_chart(work: Sequence[DayWork]) -> go.Figure:
    """One bar a day, a part for each name in the order in which the names come first."""
    figure = go.Figure()
    names = list(dict.fromkeys(each.name for each in work))
    total = dict.fromkeys((each.day for each in work), 0)
    for each in work:
        total[each.day] += each.submitted
    for index, name in enumerate(names):
        found = [each for each in work if each.name == name]
        figure.add_bar(
            name=short(name, LONGEST_COLUMN),
            x=[each.day.isoformat() for each in found],
            y=[each.submitted for each in found],
            marker={"color": GREY if name == OTHERS else colour(index), "line": {"width": 0}},
            hovertext=[
                f"<b>{shown(name)}</b><br>{each.day.isoformat()}: {each.submitted:,} of "
                f"{total[each.day]:,} submitted"
                for each in found
            ],
            hoverinfo="text",
        )
    figure.update_layout(barmode="stack")
    figure.update_xaxes(
        type="date", tickformat="%-d %b<br>%Y", nticks=6, tickangle=0, showgrid=False
    )
    if len(total) == 1:
        # A single bar would fill the chart, with hours below it.
        figure.update_xaxes(type="category", tickformat=None)
    figure.update_yaxes(title="Submitted", rangemode="tozero", tickformat=",d", automargin=True)
    return lay_out(figure, height=HEIGHT, legend=len(names))

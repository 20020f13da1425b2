"""How all charts look: colours, names on axes, height, what is escaped.

Plotly reads tags such as <b> and <a> in every text, so names of models and people are escaped here.
The colours are Okabe and Ito's (2008), which people with any colour vision tell apart; all of them
are seen on a white and on a dark page.
"""

import html
from collections.abc import Sequence

import plotly.graph_objects as go

BLUE = "#0072b2"
ORANGE = "#d55e00"
BAR_FILL = "rgba(0, 114, 178, 0.42)"
GREY = "#8c97a3"
"""Neither good nor bad: what is not placed, and the lines of reference."""

CATEGORIES = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#b5a400",
    "#7f6fc0",
)
SYMBOLS = ("circle", "square", "diamond", "cross", "x", "triangle-up", "star", "hexagon")

# Orange below one half, blue above; their middle is light on a dark page too, under dark text.
DIVERGING = [[0.0, "#c2570c"], [0.25, "#f2b27a"], [0.5, "#f1f1ee"], [0.75, "#8fc0e0"], [1.0, BLUE]]
SEQUENTIAL = [[0.0, "#f1f1ee"], [0.5, "#8fc0e0"], [1.0, BLUE]]

LONGEST_NAME = 22
LONGEST_COLUMN = 14
ROW = 46
"""The height of a row whose label has two lines, in pixels."""

LEGEND_ROW = 30
LEGEND_ENTRY = 120
AXIS = 64
"""Room for an axis with its title above a legend."""

# A picture is drawn with the fonts of the system, and labels must be as wide in it as on the page.
FONT = "Arial, Helvetica, sans-serif"

# The left and the lower margin grow with their labels; the upper one holds the buttons.
MARGINS = {"l": 0, "r": 24, "t": 34, "b": 0}


def shown(text: str) -> str:
    """A text of somebody else as plotly shows it: no tags, no characters that have no shape."""
    plain = "".join(each if each.isprintable() else " " for each in text)
    return html.escape(" ".join(plain.split())) or "(no name)"


def short(name: str, longest: int = LONGEST_NAME) -> str:
    """A name for an axis: its beginning and its end where it is long, escaped."""
    if len(name) <= longest:
        return shown(name)
    head = (longest - 1) * 2 // 3
    return shown(f"{name[:head].rstrip()}…{name[head + 1 - longest :].lstrip()}")


def number(value: float, digits: int = 0) -> str:
    """A number with thousands apart, a real minus, and none before zero."""
    text = f"{value:z,.{digits}f}"
    return text.replace("-", "−")


def percent(share: float) -> str:
    return f"{share:.1%}"


def interval_words(low: float | None, high: float | None, digits: int | None) -> str:
    """The interval in words, or that there is none; without `digits` its ends are shares."""
    if low is None or high is None:
        return "no interval"
    if digits is None:
        return f"95 % interval {percent(low)} to {percent(high)}"
    return f"95 % interval {number(low, digits)} to {number(high, digits)}"


def colour(index: int) -> str:
    return CATEGORIES[index % len(CATEGORIES)]


def symbol(index: int) -> str:
    """A shape that changes where the colours begin again."""
    return SYMBOLS[(index + index // len(CATEGORIES)) % len(SYMBOLS)]


def label_rows(figure: go.Figure, labels: Sequence[str]) -> None:
    """Rows from the top down, at 0, 1, 2 …, so that equal labels stay rows of their own."""
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(labels))),
        ticktext=list(labels),
        range=[len(labels) - 0.5, -0.5],
        showgrid=False,
        zeroline=False,
        automargin=True,
    )


def lay_out(figure: go.Figure, *, height: int, legend: int = 0) -> go.Figure:
    """What every chart has: its margins, a click that selects, no zoom under a finger.

    `legend` counts the entries for which room is made below, two in a line as on a phone.
    """
    room = LEGEND_ROW * ((legend + 1) // 2)
    figure.update_layout(
        height=height + room,
        margin=MARGINS | {"b": AXIS + room if legend else 0},
        font={"family": FONT},
        hovermode="closest",
        clickmode="event+select",
        dragmode=False,
        hoverlabel={"align": "left"},
        legend={
            "orientation": "h",
            "traceorder": "normal",
            "xref": "container",
            "x": 0,
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
            "entrywidth": LEGEND_ENTRY,
        },
        bargap=0.35,
    )
    figure.update_xaxes(fixedrange=True, automargin=True)
    figure.update_yaxes(fixedrange=True)
    return figure

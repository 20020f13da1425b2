"""A chart whose marks can be clicked, or chosen from a list, and which one is open.

The open mark stands in the address, as `mark` and the `chart` it was asked in, so that a link opens
the same one. A click is an event that changes the address, once; later runs only read it.
"""

import html
import re
from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from lib.domain.mark import Mark, mark_of
from lib.errors import InvalidInput
from lib.ui.plain_text import plain

MARK, CHART = "mark", "chart"
CLOSED = "charts_closed"
"""How often each chart's open mark was closed: the next chart begins with nothing selected."""

_TAG = re.compile(r"</?\w+>")


def clickable(figure: go.Figure, key: str, *, alt: str) -> Mark | None:
    """Show a chart and a list of its marks; the mark that is open in this chart, else None.

    A mark is a point whose `customdata` is its text (see `lib.domain.mark`); its `hovertext` is
    what the list calls it. `key` also names the picture that a reader takes from the chart.
    """
    labels = marks_of(figure)
    chart_key = f"chart_{key}_{st.session_state.get(CLOSED, {}).get(key, 0)}"

    def click() -> None:
        _open(clicked(figure, st.session_state[chart_key]["selection"]["points"]), key)

    def choose() -> None:
        _open(st.session_state[list_key], key)

    st.plotly_chart(
        under_fingers(figure),
        key=chart_key,
        on_select=click if labels else "ignore",
        selection_mode="points",
        config=picture_config(key),
        alt=alt,
    )
    if not labels:
        return None
    list_key = f"marks_{key}"
    opened = _opened(key, labels)
    st.session_state[list_key] = opened if opened in labels else None
    st.selectbox(
        "Show prompts behind …",
        list(labels),
        index=None,
        format_func=lambda text: labels[text],
        key=list_key,
        on_change=choose,
        placeholder="Click a mark above, or choose one here",
    )
    return _read(opened) if opened else None


def close_mark(key: str) -> None:
    """Close what is open in a chart and take its selection away; for a button's `on_click`."""
    closed: dict[str, int] = st.session_state.get(CLOSED, {})
    st.session_state[CLOSED] = {**closed, key: closed.get(key, 0) + 1}
    _open(None, key)


def marks_of(figure: go.Figure) -> dict[str, str]:
    """Every mark of a figure by its text, in order, each with its words on one line."""
    return {
        text: _words(words)
        for trace in figure.data
        if trace.customdata is not None
        for text, words in zip(trace.customdata, trace.hovertext, strict=True)
        if text
    }


def clicked(figure: go.Figure, points: list[Mapping[str, Any]]) -> str | None:
    """The text of the mark that a selection of points holds; None where it holds none.

    It is read from our own figure: what the browser sends is only the place of the point in it.
    """
    for point in points:
        curve, index = point.get("curve_number"), point.get("point_index")
        if not isinstance(curve, int) or not isinstance(index, int):
            continue
        if 0 <= curve < len(figure.data) and figure.data[curve].customdata is not None:
            marks = figure.data[curve].customdata
            if 0 <= index < len(marks) and marks[index]:
                return str(marks[index])
    return None


def under_fingers(figure: go.Figure) -> go.Figure:
    """The figure so that a swipe over it scrolls the page.

    Where a click selects, Streamlit turns `dragmode` False into "pan", which swallows swipes. It
    leaves alone what plotly does not know, and for that plotly takes the template's value.
    """
    shown = go.Figure(figure)
    shown.update_layout(template={"layout": {"dragmode": False}})
    shown.layout._props["dragmode"] = "none"
    return shown


def picture_config(name: str) -> dict[str, Any]:
    """Plotly's settings: its buttons are always there, and all they do is take a PNG.

    A tap sends a touch and then a click; without the delay they are not taken for a double click.
    """
    return {
        "doubleClickDelay": 0,
        "displayModeBar": True,
        "modeBarButtonsToRemove": [
            *("zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d"),
            *("autoScale2d", "resetScale2d"),
        ],
        "toImageButtonOptions": {"format": "png", "filename": name, "scale": 2},
    }


def _opened(key: str, labels: Mapping[str, str]) -> str | None:
    """The text in the address if it is this chart's: the chart named there, else the first that
    has the mark.
    """
    text = st.query_params.get(MARK)
    if text and CHART not in st.query_params and text in labels:
        st.query_params[CHART] = key
    return text if text and st.query_params.get(CHART) == key else None


def _open(text: str | None, key: str) -> None:
    if text is not None:
        st.query_params[MARK] = text
        st.query_params[CHART] = key
    elif st.query_params.get(CHART) == key:
        st.query_params.pop(MARK, None)
        st.query_params.pop(CHART, None)


def _read(text: str) -> Mark | None:
    try:
        return mark_of(text)
    except InvalidInput as error:
        st.warning(plain(str(error)))
        return None


def _words(hover: str) -> str:
    return html.unescape(_TAG.sub("", hover.replace("<br>", " · ")))

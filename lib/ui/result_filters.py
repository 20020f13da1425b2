"""The filters of a result page: a bar on top of it, all of it kept in the address.

The address says what is selected; the widgets are set to it before each run and write to it when
they change, so that a link shows a colleague the same page and the browser's Back works.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from lib.domain.project import Project
from lib.domain.selectable import Selectable, offered
from lib.domain.selection import Selection
from lib.domain.selection_query import PARAMETERS, query_of, selection_in
from lib.domain.selection_words import conditions
from lib.services.application import Database
from lib.services.selections import selectable
from lib.ui.filter_widgets import selection_in_widgets, set_widgets, show_widgets
from lib.ui.plain_text import plain

KEPT = "kept_filters"

Query = dict[str, list[str]]


@dataclass(frozen=True)
class _Kept:
    """What the last result page of this session was filtered by."""

    project: int
    page: str
    query: Query


class FilterBar:
    """The bar's place on the page, and the selection of this run.

    What the address says in vain is named in a warning and left out. On another page of the same
    project the filters of the last one are taken along. Without any filter the bar need not come
    before the first chart: finding out what can be selected takes time, and `show` does it later.
    """

    def __init__(self, database: Database, project: Project) -> None:
        self._database = database
        self._project = project
        self._place = st.container()
        self._is_shown = False
        self.selection = Selection()
        if _taken_along(project):
            self.show()

    def show(self) -> None:
        """Draw the bar, once a run."""
        if self._is_shown:
            return
        self._is_shown = True
        there = selectable(self._database, self._project)
        said, broken = selection_in(_own_query())
        self.selection, unknown = offered(said, there)
        with self._place:
            for problem in (*broken, *unknown):
                st.warning(plain(problem))
            _show_bar(self.selection, there, prefix=f"filter_{self._project.number}")


def _show_bar(selection: Selection, there: Selectable, *, prefix: str) -> None:
    active = conditions(selection, there.names)
    set_widgets(prefix, selection, there)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="filters"):
        with st.popover("Filters", icon=":material/filter_list:", key=f"{prefix}_popover"):
            show_widgets(prefix, selection, there, on_change=_take, args=(prefix, there))
        for index, condition in enumerate(active):
            st.button(
                plain(condition.words),
                key=f"{prefix}_chip_{index}",
                icon=":material/close:",
                icon_position="right",
                help="Take this filter away",
                on_click=_write,
                args=(query_of(condition.without),),
            )
        if active:
            st.button("Clear", key=f"{prefix}_clear", type="tertiary", on_click=_write, args=({},))


def _take(prefix: str, there: Selectable) -> None:
    """A widget has changed: write what the widgets say into the address."""
    _write(query_of(selection_in_widgets(prefix, there)))


def _page() -> str:
    """Which page this run is of."""
    return urlsplit(st.context.url or "").path


def _own_query() -> Query:
    return {name: st.query_params.get_all(name) for name in PARAMETERS if name in st.query_params}


def _write(query: Query) -> None:
    """Make the address say this; parameters that are not ours stay."""
    for name in PARAMETERS:
        if name in query:
            st.query_params[name] = query[name]
        elif name in st.query_params:
            del st.query_params[name]


def _taken_along(project: Project) -> Query:
    """The address's filters, or those of the page that this session comes from."""
    page, query = _page(), _own_query()
    kept: Any = st.session_state.get(KEPT)
    if not query and kept and kept.project == project.number and kept.page != page:
        query = kept.query
        _write(query)
    st.session_state[KEPT] = _Kept(project.number, page, query)
    return query

"""The filters over the tasks to review, and their order; all of it stands in the address."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from lib.domain.annotation import Annotator, Origin
from lib.domain.project import Project
from lib.domain.selection_words import ORIGIN_WORDS
from lib.services.application import Database
from lib.services.review import (
    Order,
    ReviewFilter,
    Standing,
    list_review_origins,
    list_reviewed_people,
)
from lib.ui.filter_widgets import EARLIEST, LATEST
from lib.ui.plain_text import plain
from lib.ui.review.address import STANDINGS, Asked, ask_for, ask_for_order, ask_for_task

ORDER_WORDS: dict[Order, str] = {
    "disagreement": "Disagreement first",
    "newest": "Newest first",
    "number": "By number",
}
STANDING_WORDS: dict[Standing, str] = {
    "submitted": "with a submitted annotation",
    "skipped": "skipped by somebody",
    "withdrawn": "with a withdrawn annotation",
    "flagged": "with an open flag",
    "unfinished": "without a final answer",
    "final": "with a final answer",
}
MOST_ANNOTATIONS = 1_000


def show_filters(database: Database, project: Project, asked: Asked) -> None:
    """The bar over the list: order, filters, and a way to any task by its number."""
    prefix = f"review_{project.number}"
    people = {each.number: each for each in list_reviewed_people(database, project)}
    origins = list_review_origins(database, project)
    _set_widgets(prefix, asked, people)
    for problem in asked.problems:
        st.warning(plain(problem))
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="small", key="review_filters"
    ):
        st.selectbox(
            "Order",
            list(ORDER_WORDS),
            key=f"{prefix}_order",
            format_func=ORDER_WORDS.__getitem__,
            on_change=_take_order,
            args=(prefix,),
            label_visibility="collapsed",
            width=210,
        )
        with st.popover("Filters", icon=":material/filter_list:", key=f"{prefix}_popover"):
            _show_widgets(prefix, people, origins)
        if words := filter_words(asked.chosen, people):
            st.caption(plain(words), width="content")
            st.button(
                "Clear",
                key=f"{prefix}_clear",
                type="tertiary",
                on_click=ask_for,
                args=(ReviewFilter(),),
            )
        st.space("stretch")
        st.number_input(
            "Open task",
            value=None,
            min_value=1,
            step=1,
            key=f"{prefix}_open",
            placeholder="Open task number …",
            on_change=_open,
            args=(prefix,),
            label_visibility="collapsed",
            width=210,
        )


def filter_words(chosen: ReviewFilter, people: Mapping[int, Annotator]) -> str:
    """A filter in words, for those who see the list."""
    said = []
    if chosen.standing:
        said.append(STANDING_WORDS[chosen.standing])
    if chosen.person is not None:
        name = people[chosen.person].name if chosen.person in people else f"no. {chosen.person}"
        said.append(f"by {name}")
    if chosen.origin:
        said.append(ORIGIN_WORDS[chosen.origin])
    if chosen.since:
        said.append(f"since {chosen.since}")
    if chosen.until:
        said.append(f"until {chosen.until}")
    if chosen.at_least:
        said.append(f"at least {chosen.at_least} submitted")
    return ", ".join(said)


def _show_widgets(prefix: str, people: Mapping[int, Annotator], origins: list[Origin]) -> None:
    common: dict[str, Any] = {"on_change": _take, "args": (prefix,)}
    st.selectbox(
        "Tasks",
        [None, *STANDINGS],
        key=f"{prefix}_standing",
        format_func=lambda each: STANDING_WORDS[each] if each else "all with annotations",
        **common,
    )
    st.selectbox(
        "Annotated by",
        [None, *people],
        key=f"{prefix}_person",
        format_func=lambda each: people[each].name if each is not None else "anybody",
        **common,
    )
    if len(origins) > 1:
        st.selectbox(
            "Where annotations come from",
            [None, *origins],
            key=f"{prefix}_origin",
            format_func=lambda each: ORIGIN_WORDS[each] if each else "anywhere",
            **common,
        )
    since, until = st.columns(2)
    for column, name, label in ((since, "since", "From day"), (until, "until", "To day")):
        column.date_input(
            label,
            value=None,
            key=f"{prefix}_{name}",
            min_value=EARLIEST,
            max_value=LATEST,
            format="YYYY-MM-DD",
            help="The day in UTC on which an annotation was last changed, both included.",
            **common,
        )
    st.number_input(
        "At least so many submitted annotations",
        min_value=0,
        max_value=MOST_ANNOTATIONS,
        step=1,
        key=f"{prefix}_least",
        **common,
    )


def _set_widgets(prefix: str, asked: Asked, people: Mapping[int, Annotator]) -> None:
    """Make the widgets say what the address says; those that say it already are left alone."""
    chosen = asked.chosen
    said = {
        "order": asked.order,
        "standing": chosen.standing,
        "person": chosen.person if chosen.person in people else None,
        "origin": chosen.origin,
        "since": chosen.since,
        "until": chosen.until,
        "least": min(chosen.at_least, MOST_ANNOTATIONS),
    }
    for name, value in said.items():
        key = f"{prefix}_{name}"
        if key not in st.session_state or st.session_state[key] != value:
            st.session_state[key] = value


def _take(prefix: str) -> None:
    """A widget has changed: write what the widgets say into the address."""

    def said(name: str) -> Any:
        return st.session_state.get(f"{prefix}_{name}")

    ask_for(
        ReviewFilter(
            person=said("person"),
            standing=said("standing"),
            origin=said("origin"),
            since=said("since"),
            until=said("until"),
            at_least=said("least") or 0,
        )
    )


def _take_order(prefix: str) -> None:
    ask_for_order(st.session_state[f"{prefix}_order"])


def _open(prefix: str) -> None:
    """The box is empty again afterwards, so that the same number can be typed twice."""
    number = st.session_state[f"{prefix}_open"]
    if number is not None:
        ask_for_task(int(number))
        st.session_state[f"{prefix}_open"] = None

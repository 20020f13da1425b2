"""The widgets behind the filters: what they show, and the selection that they say."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from lib.domain.selectable import FieldValues, Selectable
from lib.domain.selection import Selection
from lib.domain.selection_query import FIRST_YEAR, LAST_YEAR, LONGEST_LENGTH
from lib.domain.selection_words import ORIGIN_WORDS, TRUTH_WORDS
from lib.ui.plain_text import plain

TRUTH_HELP = {
    None: "What people annotated, accepted as final or not",
    True: "One a task: accepted, or ranked by a reviewer",
    False: "What people annotated and nobody accepted as final",
    "both": "Also the rankings that reviewers made as final answers",
}
EARLIEST, LATEST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
LARGEST = 10**LONGEST_LENGTH - 1


def set_widgets(prefix: str, selection: Selection, there: Selectable) -> None:
    """Make the widgets say a selection; those that say it already are left alone."""
    said: dict[str, Any] = {
        "annotator": list(selection.annotators),
        "since": selection.since,
        "until": selection.until,
        "origin": list(selection.origins),
        # In words: a radio takes None for “nothing is chosen”.
        "truth": TRUTH_WORDS[selection.ground_truth],
        "shortest": selection.shortest,
        "longest": selection.longest,
    }
    for field in there.fields:
        said[f"where_{field.name}"] = [v for name, v in selection.fields if name == field.name]
    for name, value in said.items():
        key = f"{prefix}_{name}"
        if key not in st.session_state or st.session_state[key] != value:
            st.session_state[key] = value


def selection_in_widgets(prefix: str, there: Selectable) -> Selection:
    """What the widgets say."""

    def said(name: str) -> Any:
        return st.session_state.get(f"{prefix}_{name}")

    return Selection(
        fields=tuple(
            (field.name, value)
            for field in there.fields
            for value in said(f"where_{field.name}") or ()
        ),
        annotators=tuple(said("annotator") or ()),
        since=said("since"),
        until=said("until"),
        origins=tuple(said("origin") or ()),
        ground_truth=next(
            (truth for truth, words in TRUTH_WORDS.items() if words == said("truth")), None
        ),
        shortest=said("shortest"),
        longest=said("longest") or None,
    )


def show_widgets(
    prefix: str,
    selection: Selection,
    there: Selectable,
    *,
    on_change: Callable[..., None],
    args: tuple[Any, ...],
) -> None:
    """The widgets; one that would leave out nothing is only shown where it is in use."""
    common: dict[str, Any] = {"on_change": on_change, "args": args}
    for field in _worth_showing(selection, there):
        st.multiselect(
            plain(field.name),
            list(field.counts),
            key=f"{prefix}_where_{field.name}",
            format_func=partial(_value_with_tasks, field),
            placeholder="Any value",
            **common,
        )
    people = {person.number: f"{person.name} ({person.n:,})" for person in there.annotators}
    st.multiselect(
        "Annotator",
        list(people),
        key=f"{prefix}_annotator",
        format_func=people.__getitem__,
        placeholder="Anybody",
        **common,
    )
    _show_days(prefix, there, common)
    if len(there.origins) > 1 or selection.origins:
        st.pills(
            "Where annotations come from",
            there.origins,
            selection_mode="multi",
            key=f"{prefix}_origin",
            format_func=ORIGIN_WORDS.__getitem__,
            **common,
        )
    if there.has_ground_truth or selection.ground_truth is not None:
        st.radio(
            "Final answers",
            list(TRUTH_WORDS.values()),
            key=f"{prefix}_truth",
            captions=list(TRUTH_HELP.values()),
            help="A ranking that a reviewer made as the final answer is the decision over the "
            "others and not one more of them: it counts only where final answers are asked for.",
            **common,
        )
    _show_lengths(prefix, there, common)


def _worth_showing(selection: Selection, there: Selectable) -> Iterator[FieldValues]:
    in_use = {name for name, _ in selection.fields}
    return (field for field in there.fields if len(field.counts) > 1 or field.name in in_use)


def _value_with_tasks(field: FieldValues, value: str) -> str:
    return f"{value or '(empty)'} ({field.counts[value]:,})"


def _show_days(prefix: str, there: Selectable, common: dict[str, Any]) -> None:
    between = f" ({there.first_day} to {there.last_day})" if there.first_day else ""
    since, until = st.columns(2)
    for column, name, label in ((since, "since", "From day"), (until, "until", "To day")):
        column.date_input(
            label,
            value=None,
            key=f"{prefix}_{name}",
            min_value=EARLIEST,
            max_value=LATEST,
            format="YYYY-MM-DD",
            help=f"Days in UTC, both included{between}.",
            **common,
        )


def _show_lengths(prefix: str, there: Selectable, common: dict[str, Any]) -> None:
    if there.shortest is None or there.longest is None:
        return
    shortest, longest = st.columns(2)
    for column, name, label, bound in (
        (shortest, "shortest", "Shortest prompt", there.shortest),
        (longest, "longest", "Longest prompt", there.longest),
    ):
        column.number_input(
            label,
            value=None,
            key=f"{prefix}_{name}",
            min_value=0,
            max_value=LARGEST,
            step=1,
            placeholder=f"{bound:,}",
            help="Characters of the prompt.",
            **common,
        )

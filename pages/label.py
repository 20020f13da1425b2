"""Rank and write: one task after the other, blind and shuffled, nothing lost."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from lib.ui.access import require
from lib.ui.labeling.action_bar import show_action_bar
from lib.ui.labeling.address import CODE, TASK, address_of
from lib.ui.labeling.answer_box import collect_texts
from lib.ui.labeling.dock import dropped
from lib.ui.labeling.end import show_end
from lib.ui.labeling.head import show_head
from lib.ui.labeling.keyboard import KeyPress, listen
from lib.ui.labeling.page_style import show_label_style
from lib.ui.labeling.response_cards import handles
from lib.ui.labeling.session import labeling_session
from lib.ui.labeling.task_view import show_task
from lib.ui.project_choice import choose_project

person, database = require("annotator")
project = choose_project(database, "annotator")
session = labeling_session(st.session_state, database, project, person)


def act(task_key: str, change: Callable[..., None], *args: Any) -> None:
    """A click on the open task; one on a task that is gone since does nothing."""
    with session.reporting():
        collect_texts()
        if session.sitting and session.sitting.task_key == task_key:
            session.sitting.take_drops(dropped)
            change(session.sitting, *args)


def go(task_key: str, step: Callable[..., None], *args: Any, **kwargs: Any) -> None:
    """A click that may lead to another task; a second click on the old one does nothing."""
    with session.reporting():
        collect_texts()
        if session.sitting is None or task_key in ("", session.sitting.task_key):
            if session.sitting:
                session.sitting.take_drops(dropped)
            step(session, *args, **kwargs)


def press(presses: list[KeyPress]) -> None:
    """Keys, in order."""
    with session.reporting():
        session.press(presses, dropped)


session.open(st.query_params)
if session.sitting:
    session.sitting.take_drops(dropped)
if session.sitting and (session.names_tasks or session.sitting.is_again):
    st.query_params.update(address_of(session.sitting.opened))
else:
    for name in {TASK, CODE} & set(st.query_params):
        del st.query_params[name]

show_label_style()
show_head(session, go)
if session.sitting:
    show_task(session.sitting, act)
    show_action_bar(session.sitting, act, go)
    listen(
        key="label_keys",
        cards=handles(session.sitting),
        announcement=session.sitting.announcement,
        on_keys=press,
        reset=session.sitting.task_key,
    )
else:
    show_end(session, go)

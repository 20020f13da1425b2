"""The history of a task: who did what, when, and what was said before and after."""

import streamlit as st

from lib.domain.project import Project
from lib.services.application import Database
from lib.services.result_words import Names, Worded
from lib.services.task_history import Event, list_history
from lib.ui.plain_text import counted, plain


def show_history(database: Database, project: Project, number: int, names: Names) -> None:
    """Every revision of every annotation and every final mark, the latest first."""
    events = list_history(database, project, number, names)
    with st.expander(f"History: {counted(len(events), 'event')}", icon=":material/history:"):
        for event in reversed(events):
            st.markdown(_event(event))


def _event(event: Event) -> str:
    lines = [f"{event.at:%Y-%m-%d %H:%M:%S} UTC · **{plain(event.who)}** {plain(event.words)}"]
    if event.before:
        lines.append(f"from {_said(event.before)}")
    if event.after:
        lines.append(f"{'to ' if event.before else ''}{_said(event.after)}")
    return "  \n".join([lines[0], *(f":small[:gray[{line}]]" for line in lines[1:])])


def _said(worded: tuple[Worded, ...]) -> str:
    return plain("; ".join(f"{heading}: {text}" for heading, text in worded) or "nothing")

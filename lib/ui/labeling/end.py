"""What the labeling page says when nothing is open: all done, what was put off, or no tasks yet."""

from collections.abc import Callable, Sequence

import streamlit as st

from lib.ui.labeling.session import LabelingSession
from lib.ui.labeling.sitting import Act


def show_end(session: LabelingSession, go: Act) -> None:
    """`go` leads to a postponed or skipped task."""
    postponed, skipped = session.postponed(), session.skipped()
    if not session.total and not postponed:
        _show_nothing(session, go)
        return
    if postponed:
        st.info(f"You are through but for {_tasks(len(postponed))} that you postponed.")
    else:
        of_all = f" of {session.total}" if session.names_tasks else ""
        st.success(f"You are through: {session.done}{of_all} tasks. Thank you.")
    if postponed:
        _offer("Postponed task", "postponed", postponed, LabelingSession.open_postponed, go)
    if skipped:
        st.write(f"You skipped {_tasks(len(skipped))}. Look at one again:")
        _offer("Skipped task", "skipped", skipped, LabelingSession.open_listed, go)
    if session.project.settings.overlap:
        st.caption("A task that somebody gives up may come to you later.")
        _show_again(go)


def _show_nothing(session: LabelingSession, go: Act) -> None:
    if session.has_tasks():
        st.info(
            "There is nothing for you to label here now: enough other people have each task. "
            "Come back later; a task that somebody gives up is free again."
        )
        _show_again(go)
    else:
        st.info("This project has no tasks yet. Bring some in on the page “Import and export”.")


def _show_again(go: Act) -> None:
    st.button("Look again", key="look_again", on_click=go, args=("", LabelingSession.open_next))


def _offer(
    label: str,
    name: str,
    numbers: Sequence[int],
    step: Callable[[LabelingSession, int], None],
    go: Act,
) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            label, numbers, format_func=lambda each: f"Task {each}", key=f"{name}_choice"
        )
        st.button(
            "Open it",
            key=f"open_{name}",
            on_click=go,
            args=("", step, number),
        )


def _tasks(n: int) -> str:
    return "1 task" if n == 1 else f"{n} tasks"

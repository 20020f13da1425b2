"""The foot of the labeling page: the docks, and Undo, Skip, Postpone and Submit."""

import streamlit as st

from lib.ui.labeling.chip_style import harmless_style
from lib.ui.labeling.dock import show_dock
from lib.ui.labeling.docks import shared_places
from lib.ui.labeling.session import LabelingSession
from lib.ui.labeling.sitting import ASKS_ORDER, Act, Sitting
from lib.ui.plain_text import plain


def show_action_bar(sitting: Sitting, act: Act, go: Act) -> None:
    """`act` changes the sitting, `go` the session (submit, skip, postpone)."""
    with st.bottom, st.container(key="action_bar"):
        if not sitting.opened.config.rankers:
            with st.container(key="actions", horizontal=True, vertical_alignment="center"):
                _show_actions(sitting, act, go)
            return
        docks, actions = st.columns([6, 1], vertical_alignment="bottom")
        with docks, st.container(key="docks", gap="xsmall"):
            _show_docks(sitting)
        with actions, st.container(key="actions", gap="xsmall"):
            _show_actions(sitting, act, go)


def _show_docks(sitting: Sitting) -> None:
    style = harmless_style("\n".join(sitting.opened.config.styles))
    for ranker in sitting.opened.config.rankers:
        if len(sitting.opened.config.rankers) > 1:
            st.caption(plain(ranker.name))
        show_dock(
            sitting.docks.columns(ranker),
            key=sitting.docks.key(ranker),
            style=style,
            places=shared_places(sitting.ranking(ranker)),
        )


def _show_actions(sitting: Sitting, act: Act, go: Act) -> None:
    key = sitting.task_key
    if sitting.message:
        st.caption(plain(sitting.message))
    if sitting.asks_skip:
        _ask_skip_reason(sitting, act, go)
        return
    if sitting.asks_order:
        st.caption(ASKS_ORDER)
        st.button(
            "The order shown is right",
            key=f"confirm_{key}",
            type="primary",
            width="stretch",
            on_click=go,
            args=(key, LabelingSession.submit),
            kwargs={"confirmed": True},
        )
    with st.container(key="aside", horizontal=True, gap="xsmall"):
        st.button(
            "Undo",
            key=f"undo_{key}",
            width="stretch",
            help="Take back the last move (key U)",
            disabled=not sitting.draft.undo,
            on_click=act,
            args=(key, Sitting.undo),
        )
        st.button(
            "Skip",
            key=f"skip_{key}",
            width="stretch",
            help="Not for you: it goes to somebody else or to a reviewer (Ctrl+Space)",
            on_click=act,
            args=(key, Sitting.ask_skip),
        )
    st.button(
        "Postpone",
        key=f"postpone_{key}",
        width="stretch",
        help="Keep what you did, and get it again after your other tasks (Ctrl+Shift+Space)",
        on_click=go,
        args=(key, LabelingSession.postpone),
    )
    st.button(
        _submit_label(sitting),
        key=f"submit_{key}",
        type="primary",
        width="stretch",
        help=plain(" ".join(sitting.problems)) or "Submit (Ctrl+Enter)",
        disabled=bool(sitting.problems),
        on_click=go,
        args=(key, LabelingSession.submit),
    )
    if sitting.problems:
        st.caption(plain(" ".join(sitting.problems)))


def _ask_skip_reason(sitting: Sitting, act: Act, go: Act) -> None:
    key = sitting.task_key
    sitting.skip_reason = st.text_input(
        "Why skip it? (optional)", key=_reason_key(sitting), max_chars=500, live=True
    )
    st.button(
        "Skip this task",
        key=f"skip_now_{key}",
        type="primary",
        width="stretch",
        on_click=go,
        args=(key, _skip),
    )
    st.button(
        "Back",
        key=f"skip_back_{key}",
        width="stretch",
        on_click=act,
        args=(key, Sitting.ask_skip, False),
    )


def _reason_key(sitting: Sitting) -> str:
    return f"reason_{sitting.task_key}"


def _skip(session: LabelingSession) -> None:
    """Skip with the reason as it is now: the click may have come with its last letters."""
    if session.sitting:
        session.sitting.skip_reason = st.session_state.get(_reason_key(session.sitting), "")
    session.skip()


def _submit_label(sitting: Sitting) -> str:
    return f"Submit · {sitting.unplaced} not placed" if sitting.unplaced else "Submit"

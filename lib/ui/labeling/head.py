"""The head of the labeling page: progress, time, guidelines, keys, what was done lately."""

import streamlit as st

from lib.ui.comments import show_comment_box
from lib.ui.guidelines import show_guidelines
from lib.ui.labeling.session import LabelingSession
from lib.ui.labeling.sitting import Act
from lib.ui.labeling.stopwatch import stopwatch
from lib.ui.plain_text import plain

KEYS = """
| Key | What it does |
|---|---|
| A, B, C … or Tab | choose a response |
| 1 … 9 | send it to that bucket (without buckets: to that place) |
| 0 | take it back to “not placed” |
| ↑ ↓ | move it inside its bucket |
| = | tie it with the one above, where the project allows ties |
| U | undo the last move |
| Ctrl+Enter | submit |
| Ctrl+Space | skip; once more to skip without a reason |
| Ctrl+Shift+Space | postpone: get it again after your other tasks |
| Ctrl+← Ctrl+→ | previous and next task |
| ? | this list |

In the dock itself: Tab to a chip, Space to lift it, arrows to move it, Space to drop it.
While you type, only Ctrl+Enter, Ctrl+Space and Ctrl+Shift+Space fire.
"""


def show_head(session: LabelingSession, go: Act) -> None:
    sitting = session.sitting
    with st.container(key="label_head", horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(session.project.name)}**", width="content")
        if sitting:
            position = min(session.done + (0 if sitting.is_again else 1), session.total)
            of_all = f"{position} of {session.total}"
            st.caption(of_all if session.names_tasks else f"{session.done} done", width="content")
            stopwatch(seconds=sitting.seconds, document=sitting.task_key)
            if sitting.is_again:
                st.caption("You have been here: a submit replaces what stands", width="content")
        if session.notice:
            st.caption(plain(session.notice), width="content")
        st.space("stretch")
        show_guidelines(session.project)
        if sitting:
            show_comment_box(
                session.database,
                session.project,
                session.person,
                sitting.opened.task,
                fresh=sitting.opened.check == "repeat",
            )
        _show_recent(session, go)
        st.button(
            "Keys ?", type="tertiary", key="keys", on_click=go, args=("", LabelingSession.show_keys)
        )
    if session.shows_keys:
        session.shows_keys = False
        _show_keys()


def _show_recent(session: LabelingSession, go: Act) -> None:
    with st.popover("Recent", type="tertiary", disabled=not session.recent):
        for annotation, number in session.recent:
            what = "skipped" if annotation.status == "skipped" else "submitted"
            st.button(
                f"Task {number} · {what} {annotation.updated_at:%H:%M} UTC",
                key=f"recent_{number}",
                type="tertiary",
                on_click=go,
                args=("", LabelingSession.open_listed, number),
            )


@st.dialog("Keys")
def _show_keys() -> None:
    st.markdown(KEYS)

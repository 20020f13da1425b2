"""What the labeling page says when nothing is open: all done, skipped ones, or no tasks yet."""

import streamlit as st

from lib.ui.labeling.session import LabelingSession
from lib.ui.labeling.sitting import Act


def show_end(session: LabelingSession, go: Act) -> None:
    """`go` leads to a skipped task that one looks at again."""
    if not session.total:
        st.info("This project has no tasks yet. Bring some in on the page “Import and export”.")
        return
    st.success(f"You are through: {session.done} of {session.total} tasks. Thank you.")
    skipped = session.skipped()
    if not skipped:
        return
    st.write(f"You skipped {len(skipped)} of them. Look at one again:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox("Skipped task", skipped, format_func=lambda each: f"Task {each}")
        st.button("Open it", on_click=go, args=("", LabelingSession.open_number, number))

"""Model names stay hidden until somebody asks for them, so that labeling stays blind."""

import streamlit as st

SHOWN = "models_are_shown"


def show_models_first() -> None:
    """End the run with a question, unless it was answered in this browser session."""
    if st.session_state.get(SHOWN):
        return
    st.info(
        "This page names the models. Who still labels here should not see which model wrote what: "
        "finish your tasks first, or go on if you know what you are doing."
    )
    if st.button("Show models", type="primary"):
        st.session_state[SHOWN] = True
        st.rerun()
    st.stop()

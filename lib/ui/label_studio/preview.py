"""What a sync would do, before it does it."""

from collections.abc import Callable

import streamlit as st

from lib.domain.label_studio import Direction, SyncOutcome
from lib.ui.label_studio.run_log import show_messages
from lib.ui.label_studio.standing import Standing, nothing_in_words
from lib.ui.label_studio.sync_words import DIRECTIONS, moved, moves_nothing, preview_table
from lib.ui.plain_text import counted


def show_preview(
    direction: Direction, outcome: SyncOutcome, standing: Standing, on_close: Callable[[], None]
) -> bool:
    """What would move and what would not fit; tells whether it is to be done."""
    with st.container(border=True, key="ls_preview"):
        st.markdown(f"**{DIRECTIONS[direction]}**: what it would do")
        if moves_nothing(outcome):
            st.write(nothing_in_words(direction, standing))
        if moved(outcome):
            st.markdown(preview_table(outcome))
        if outcome.conflicts:
            st.warning(
                f"{counted(outcome.conflicts, 'annotation')} in conflict: changed on both sides. "
                "Both states will be kept, ours counts, and you decide below."
            )
        if outcome.kept_aside:
            do = "does" if outcome.kept_aside == 1 else "do"
            st.warning(
                f"{counted(outcome.kept_aside, 'thing')} there {do} not fit and will be kept "
                "aside, and listed below."
            )
        show_messages(outcome.messages)
        with st.container(horizontal=True):
            wanted = not moves_nothing(outcome) and st.button(
                "Do it", type="primary", key="ls_do_it"
            )
            st.button("Close", key="ls_close_preview", on_click=on_close)
    return wanted

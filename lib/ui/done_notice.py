"""What a click has done, told on the page that is drawn after it: at its top, and in a toast."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import streamlit as st

from lib.errors import PodiumError
from lib.ui.plain_text import plain

NOTICE = "done_notice"


def tell(sentence: str) -> NoReturn:
    """Draw the page anew, with the sentence at its top and, for who is further down, in a toast."""
    st.session_state[NOTICE] = sentence
    st.rerun()


def show_notice() -> None:
    if sentence := st.session_state.pop(NOTICE, None):
        st.success(plain(sentence), icon=":material/check:")
        st.toast(plain(sentence), icon=":material/check:")


@contextmanager
def refusals() -> Iterator[None]:
    """Show what is refused where the click was."""
    try:
        yield
    except PodiumError as error:
        st.error(plain(str(error)))

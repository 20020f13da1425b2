"""What a click did, or why it could not: one line each."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import streamlit as st

from lib.errors import PodiumError
from lib.ui.plain_text import plain

_NOTICE = "label_studio_notice"


def rerun_with(notice: str) -> NoReturn:
    """End this run; the next one shows the notice, once."""
    st.session_state[_NOTICE] = notice
    st.rerun()


def show_notice() -> None:
    if notice := st.session_state.pop(_NOTICE, None):
        st.success(plain(notice))


@contextmanager
def reporting(doing: str) -> Iterator[None]:
    """Show that something is being done, and why it failed if it did."""
    try:
        with st.spinner(doing):
            yield
    except PodiumError as error:
        st.error(plain(str(error)))

"""Who is signed in, at the foot of the sidebar, and the way out."""

import streamlit as st

from lib.domain.annotation import Annotator
from lib.ui.plain_text import plain

SIGN_OUT = """
<form method="post" action="/signout">
  <button style="all: unset; cursor: pointer; text-decoration: underline; font-size: 0.875rem;
                 opacity: 0.7">Sign out</button>
</form>
"""


def show_account(person: Annotator) -> None:
    with st.sidebar, st.container(key="account", horizontal=True, vertical_alignment="center"):
        st.caption(f"Signed in as {plain(person.name)}")
        st.html(SIGN_OUT, width="content")

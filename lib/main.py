"""The main script of every run: who is here, then which page."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lib.errors import PodiumError
from lib.ui.access import signed_in_person
from lib.ui.account import show_account
from lib.ui.page_files import PageName, page_file
from lib.ui.plain_text import plain

ICON = Path(__file__).resolve().parent / "ui" / "icon.svg"


def page_at(name: PageName, title: str, icon: str, *, default: bool = False) -> StreamlitPage:
    """A page by its file; each file begins with its own `require`."""
    return st.Page(page_file(name), title=title, icon=f":material/{icon}:", default=default)


st.set_page_config(page_title="Podium", page_icon=str(ICON), layout="wide")
page = st.navigation(
    {
        "Work": [
            page_at("projects", "Projects", "folder", default=True),
            page_at("label", "Label", "swap_vert"),
        ],
        "Results": [
            page_at("leaderboard", "Leaderboard", "leaderboard"),
            page_at("buckets", "Buckets", "stacked_bar_chart"),
            page_at("agreement", "Agreement", "handshake"),
        ],
        "Data": [
            page_at("data", "Import and export", "import_export"),
            page_at("label_studio", "Label Studio", "sync_alt"),
        ],
    }
)
try:
    show_account(signed_in_person())
    page.run()
except PodiumError as error:
    st.error(plain(str(error)))

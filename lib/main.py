"""The main script of every run: who is here, then which page."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lib.ui.access import signed_in_person
from lib.ui.account import show_account

ICON = Path(__file__).resolve().parent / "ui" / "icon.svg"
PAGES = Path(__file__).resolve().parent.parent / "pages"


def page_at(name: str, title: str, icon: str, *, default: bool = False) -> StreamlitPage:
    """A page by its file; each file begins with its own `require`."""
    path = PAGES / f"{name}.py"
    return st.Page(path, title=title, icon=f":material/{icon}:", default=default)


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
        ],
        "Data": [page_at("data", "Import and export", "import_export")],
    }
)
show_account(signed_in_person())
page.run()

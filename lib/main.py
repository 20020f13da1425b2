"""The main script of every run: who is here, then which page."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lib.domain.access import Role, includes
from lib.errors import PodiumError
from lib.services.access import role_of
from lib.ui.access import visit
from lib.ui.account import show_account
from lib.ui.page_files import PageName, page_file
from lib.ui.plain_text import plain

ICON = Path(__file__).resolve().parent / "ui" / "icon.svg"


def page_at(
    name: PageName, title: str, icon: str, role: Role | None, *, default: bool = False
) -> StreamlitPage:
    """A page by its file, in the menu of those who have the role.

    Whoever opens its address without the role is refused by the file's own `require`.
    """
    return st.Page(
        page_file(name),
        title=title,
        icon=f":material/{icon}:",
        default=default,
        visibility="visible" if role is None or includes(held, role) else "hidden",
    )


st.set_page_config(page_title="Podium", page_icon=str(ICON), layout="wide")
try:
    person, database = visit()
    held = role_of(database)
    page = st.navigation(
        {
            "Work": [
                page_at("projects", "Projects", "folder", None, default=True),
                page_at("label", "Label", "swap_vert", "annotator"),
                page_at("progress", "Progress", "monitoring", "annotator"),
                page_at("review", "Review", "rate_review", "reviewer"),
                page_at("quality", "Quality", "verified", "reviewer"),
            ],
            "Results": [
                page_at("leaderboard", "Leaderboard", "leaderboard", "reviewer"),
                page_at("buckets", "Buckets", "stacked_bar_chart", "reviewer"),
                page_at("agreement", "Agreement", "handshake", "reviewer"),
            ],
            "Data": [
                page_at("data", "Import and export", "import_export", "reviewer"),
                page_at("label_studio", "Label Studio", "sync_alt", "reviewer"),
            ],
            "People": [
                page_at("team", "Team", "group", "admin"),
                page_at("account", "Account", "account_circle", None),
            ],
        }
    )
    show_account(person)
    page.run()
except PodiumError as error:
    st.error(plain(str(error)))

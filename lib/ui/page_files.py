"""Where the pages are. Streamlit looks for them beside the main script, which is in lib/."""

from pathlib import Path
from typing import Literal, NoReturn

import streamlit as st

PAGES = Path(__file__).resolve().parents[2] / "pages"
PageName = Literal[
    "projects",
    "label",
    "progress",
    "review",
    "quality",
    "leaderboard",
    "buckets",
    "agreement",
    "data",
    "label_studio",
    "team",
    "account",
]


def page_file(name: PageName) -> Path:
    """The file of a page."""
    return PAGES / f"{name}.py"


def go_to(name: PageName) -> NoReturn:
    """End this run and show another page."""
    st.switch_page(page_file(name))

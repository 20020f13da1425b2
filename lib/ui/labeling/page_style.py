"""The labeling page's own style sheet."""

from pathlib import Path

import streamlit as st

SHEET = Path(__file__).with_name("page.css")


def show_label_style() -> None:
    """Put the style sheet into the page; it holds no text of users."""
    st.html(SHEET)

"""What the leaderboard shows on request: over time, by slice, bias, length and style."""

from typing import Literal, get_args

import streamlit as st

from lib.services.application import current_database
from lib.services.leaderboard import LeaderboardStudy
from lib.services.sliced import load_slices
from lib.ui.leaderboard_sections import slice_rate_section, slice_section, trend_section
from lib.ui.result_page import ResultPage
from lib.ui.slice_choice import choose_slice

Detail = Literal["Over time", "By slice"]
PARAMETER = "detail"
WEEKS_FROM = 60
"""From so many days on the trend goes by week."""


def show_details(page: ResultPage, study: LeaderboardStudy) -> None:
    """The chosen detail; what is not asked for is not worked out."""
    details = get_args(Detail)
    wanted = st.query_params.get(PARAMETER)
    st.subheader("Details")
    chosen = st.segmented_control(
        "Details",
        details,
        default=wanted if wanted in details else None,
        key="leaderboard_detail",
        label_visibility="collapsed",
    )
    if not chosen:
        st.query_params.pop(PARAMETER, None)
        return
    st.query_params[PARAMETER] = chosen
    if chosen == "Over time":
        days = study.compared.day_of
        step = 7 if int(days.max() - days.min()) > WEEKS_FROM else 1
        page.show(
            trend_section(study.trend(step), step), "trend", alt="Win rates over time as lines"
        )
    elif field := choose_slice(study.project):
        slices = load_slices(current_database(), study.project, field)
        page.show(slice_section(study, slices), "routing")
        page.show(slice_rate_section(study, slices), "slices")

"""What the leaderboard shows on request: over time, by slice, bias and style, retrieval."""

from typing import Literal, get_args

import streamlit as st

from lib.services.bias import study_bias
from lib.services.leaderboard import LeaderboardStudy
from lib.services.retrieval import study_retrieval
from lib.services.sliced import load_slices
from lib.ui.bias_sections import equal_style_section, position_section, style_section
from lib.ui.leaderboard_sections import slice_rate_section, slice_section, trend_section
from lib.ui.result_page import ResultPage
from lib.ui.retrieval_sections import retrieval_sections
from lib.ui.slice_choice import choose_slice

Detail = Literal["Over time", "By slice", "Bias and style", "Retrieval"]
PARAMETER = "detail"
WEEKS_FROM = 60
"""From so many days on the trend goes by week."""


def show_details(page: ResultPage, study: LeaderboardStudy) -> None:
    """The chosen detail; what is not asked for is not worked out."""
    match _chosen():
        case "Over time":
            _show_trend(page, study)
        case "By slice":
            _show_slices(page, study)
        case "Bias and style":
            _show_bias(page, study)
        case "Retrieval":
            show_retrieval(page)


def show_retrieval(page: ResultPage) -> None:
    """How well each source's own order meets people's rankings."""
    found = study_retrieval(page.database, page.project, page.selection)
    for section in retrieval_sections(found):
        page.show(section, f"retrieval_{section.heading}", alt="nDCG and MRR of each source")


def _chosen() -> Detail | None:
    details = get_args(Detail)
    wanted = st.query_params.get(PARAMETER)
    st.subheader("Details")
    chosen: Detail | None = st.segmented_control(
        "Details",
        details,
        default=next((each for each in details if each == wanted), None),
        key="leaderboard_detail",
        label_visibility="collapsed",
    )
    if chosen:
        st.query_params[PARAMETER] = chosen
    else:
        st.query_params.pop(PARAMETER, None)
    return chosen


def _show_trend(page: ResultPage, study: LeaderboardStudy) -> None:
    days = study.compared.day_of
    step = 7 if int(days.max() - days.min()) > WEEKS_FROM else 1
    page.show(trend_section(study.trend(step), step), "trend", alt="Win rates over time as lines")


def _show_slices(page: ResultPage, study: LeaderboardStudy) -> None:
    if field := choose_slice(page.database, page.project):
        slices = load_slices(page.database, page.project, field)
        page.show(slice_section(study, slices), "routing")
        page.show(slice_rate_section(study, slices), "slices")
    else:
        st.info("Choose a field above. A project whose tasks have no such field has no slices.")


def _show_bias(page: ResultPage, study: LeaderboardStudy) -> None:
    bias = study_bias(page.database, page.project, page.selection, clustering=study.clustering)
    page.show(position_section(bias), "position", alt="Effect of each place on the screen")
    page.show(style_section(bias), "style", alt="Effects of length and style")
    page.show(equal_style_section(bias), "equal_style", alt="Ratings raw and at equal style")

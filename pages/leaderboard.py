"""Which model is better, how sure that is, and what is still missing."""

import streamlit as st

from lib.services.leaderboard import study_leaderboard
from lib.ui.access import require
from lib.ui.leaderboard_details import show_details, show_retrieval
from lib.ui.leaderboard_options import choose_baseline, choose_method
from lib.ui.leaderboard_sections import (
    health_section,
    matrix_section,
    rating_section,
    verdict_section,
    win_rate_section,
)
from lib.ui.model_names import show_models_first
from lib.ui.plain_text import counted, plain
from lib.ui.project_choice import choose_project
from lib.ui.result_filters import FilterBar
from lib.ui.result_page import ResultPage

_, database = require("reviewer")
project = choose_project(database)
st.title("Leaderboard")
st.markdown(f"**{plain(project.name)}**")
show_models_first()
filters = FilterBar(database, project)

clustering, ties = choose_method()
study = study_leaderboard(database, project, filters.selection, clustering=clustering, ties=ties)
page = ResultPage(database, project, filters, "Leaderboard")
if len(study.comparisons.models) < 2:
    st.info(
        "Nothing can be compared yet: no submitted ranking in this selection holds responses of "
        "two models. Label some tasks, clear the filters, or see in the project's settings which "
        "field names the model."
    )
    if study.compared.n_annotations:
        show_retrieval(page)
    st.stop()
page.state(
    f"Pairs counted: {study.compared.counted:,} of {study.compared.possible:,} possible, from "
    f"n {counted(study.compared.n_annotations, 'annotation')} of "
    f"{counted(study.compared.n_prompts, 'prompt')} by "
    f"{counted(len(study.compared.annotators), 'person', 'people')}. {study.counting}"
)
if not study.compared.counted:
    st.info(
        "No pair counts yet: no two responses share a bucket. If the buckets have an order, say "
        "so on the Projects page, and pairs across buckets count too."
    )
    st.stop()

page.show(verdict_section(study), "verdicts")
page.show(rating_section(study), "ratings", alt="Ratings of the models with intervals")
baseline = choose_baseline(study)
rates = study.against(baseline) if baseline else study.win_rates
page.show(win_rate_section(rates, baseline), "win_rates", alt="Win rates as bars with intervals")
page.show(matrix_section(study), "pairs", alt="Win rates of every model against every other one")
page.show(health_section(study), "health")
show_details(page, study)
page.offer_snapshot(study.method)

"""In which buckets each model's responses end up."""

import streamlit as st

from lib.services.buckets import METHOD, study_buckets
from lib.services.sliced import load_slices
from lib.ui.access import require
from lib.ui.bucket_sections import interval_section, share_section, slice_section
from lib.ui.model_names import show_models_first
from lib.ui.plain_text import plain
from lib.ui.project_choice import choose_project
from lib.ui.result_filters import FilterBar
from lib.ui.result_page import ResultPage
from lib.ui.slice_choice import choose_slice

_, database = require("reviewer")
project = choose_project(database)
st.title("Buckets")
st.markdown(f"**{plain(project.name)}**")
show_models_first()
filters = FilterBar(database, project)

page = ResultPage(database, project, filters, "Buckets")
studies = study_buckets(database, project, filters.selection)
if not studies:
    st.info("This project's labeling config has no buckets, so there is nothing to distribute.")
    st.stop()
if not any(share.n for study in studies for share in study.shares):
    st.info(
        "No submitted ranking in this selection has a response to count. Label some tasks, or "
        "clear the filters."
    )
    st.stop()
for study in studies:
    key = f"buckets_{study.control}"
    page.show(share_section(study), key, alt="Bucket distribution of each model as stacked bars")
    page.show(interval_section(study), f"{key}_intervals", alt="Shares with their intervals")
field = choose_slice(database, project)
if field:
    slices = load_slices(database, project, field)
    for study in studies:
        page.show(slice_section(study, slices), f"buckets_{study.control}_slices")
page.offer_snapshot(METHOD)

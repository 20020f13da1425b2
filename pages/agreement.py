"""How far annotators agree, with each other and one by one."""

import streamlit as st

from lib.services.agreement import METHOD, study_agreement
from lib.ui.access import require
from lib.ui.agreement_sections import (
    annotator_section,
    bucket_section,
    correlation_section,
    hardest_section,
    kappa_section,
    order_section,
    pair_section,
)
from lib.ui.model_names import show_models_first
from lib.ui.plain_text import counted, plain
from lib.ui.project_choice import choose_project
from lib.ui.result_filters import FilterBar
from lib.ui.result_page import ResultPage

_, database = require("reviewer")
project = choose_project(database)
st.title("Agreement")
st.markdown(f"**{plain(project.name)}**")
show_models_first()
filters = FilterBar(database, project)

study = study_agreement(database, project, filters.selection)
page = ResultPage(database, project, filters, "Agreement")
if not study.n_annotations:
    st.info(
        "No submitted ranking is in this selection, so there is nothing to agree on. Label some "
        "tasks, or clear the filters."
    )
    st.stop()
page.state(
    f"n {counted(study.n_annotations, 'annotation')} by {counted(len(study.people), 'annotator')}."
)
page.show(order_section(study), "agreement_order", alt="Agreement on the order, with intervals")
for found in study.buckets:
    page.show(
        bucket_section(found),
        f"agreement_buckets_{found.control}",
        alt="Agreement on buckets, with intervals",
    )
page.show(correlation_section(study), "correlation", alt="Correlation of rankings")
page.show(annotator_section(study), "annotators", alt="Each annotator's agreement with the others")
page.show(pair_section(study), "annotator_pairs", alt="Agreement of every two annotators")
for found in study.buckets:
    page.show(kappa_section(study, found), f"kappas_{found.control}")
page.show(hardest_section(study), "hardest_tasks", alt="The tasks with most disagreement")
page.offer_snapshot(METHOD)

"""How far one is oneself, and how far the project: counts and times, nobody's labels."""

import streamlit as st

from lib.services.access import is_allowed
from lib.services.labeling import list_recent
from lib.services.progress import read_own_progress, read_project_progress
from lib.ui.access import require
from lib.ui.assign import show_assign
from lib.ui.page_links import page_link
from lib.ui.plain_text import plain
from lib.ui.progress_sections import show_own_work, show_project_progress, show_recent
from lib.ui.project_choice import choose_project

person, database = require("annotator")
project = choose_project(database, "annotator")
st.title("Progress")
st.markdown(f"**{plain(project.name)}**")

show_own_work(project, read_own_progress(database, project, person))
show_recent(project, list_recent(database, project, person))
show_project_progress(project, read_project_progress(database, project))
if is_allowed(database, "reviewer", project.project_id):
    with st.container(horizontal=True):
        page_link("review", project, "Review", "rate_review")
        page_link("quality", project, "Quality", "verified")
    show_assign(database, project, person)

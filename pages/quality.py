"""How carefully people work: what stands out, hidden checks and what they show."""

import streamlit as st

from lib.services.gold import list_gold
from lib.services.quality import study_quality
from lib.ui.access import require
from lib.ui.plain_text import plain
from lib.ui.project_choice import choose_project
from lib.ui.quality_gold import show_gold
from lib.ui.quality_sections import show_check_settings, show_people, show_warnings

person, database = require("reviewer")
project = choose_project(database)
st.title("Quality")
st.markdown(f"**{plain(project.name)}**")

with st.spinner("Looking at the work …", show_time=False):
    study = study_quality(database, project)
show_warnings(project, study)
show_people(project, study)
show_gold(database, project, person, study)
show_check_settings(database, project, len(list_gold(database, project)))

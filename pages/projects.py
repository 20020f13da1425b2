"""What there is: the projects, a new one, the demo, and the settings that say what counts."""

import streamlit as st

from lib.services.projects import list_project_summaries
from lib.ui.access import require
from lib.ui.new_project import show_new_project
from lib.ui.project_list import show_demo_button, show_projects

_, database = require(None)
st.title("Projects")

summaries = list_project_summaries(database)
if summaries:
    show_projects(database, summaries)
else:
    st.write("There is nothing here yet. Make a project, or load the demo and look around.")
    show_demo_button(database)
show_new_project(database, expanded=not summaries)

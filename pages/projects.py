"""What there is: the projects, a new one, the demo, and the settings that say what counts."""

import streamlit as st

from lib.services.access import is_allowed
from lib.ui.access import require
from lib.ui.archived_projects import show_archived_projects
from lib.ui.done_notice import show_notice
from lib.ui.new_project import show_new_project
from lib.ui.project_list import list_shown, show_demo_button, show_projects

person, database = require(None)
st.title("Projects")
show_notice()

is_admin = is_allowed(database, "admin")
summaries = list_shown(database)
if summaries:
    show_projects(database, person, summaries)
elif is_admin:
    st.write("There is nothing here yet. Make a project, or load the demo and look around.")
    show_demo_button(database)
else:
    st.info(
        "You are in no project yet. Ask an admin of this Podium to add you to one; it is here then."
    )
if is_admin:
    show_new_project(database, expanded=not summaries)
    show_archived_projects(database)

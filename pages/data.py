"""Import with a preview, export in Label Studio's own formats."""

import streamlit as st

from lib.ui.access import require
from lib.ui.export_panel import show_export
from lib.ui.import_panel import show_import
from lib.ui.plain_text import plain
from lib.ui.project_choice import choose_project

person, database = require("reviewer")
project = choose_project(database)
st.title("Import and export")
if made := st.session_state.pop("new_project_made", None):
    st.success(f"The project “{plain(made)}” is there. Now bring in its tasks.")
if notice := st.session_state.pop("projects_notice", None):
    st.info(plain(notice))

show_import(database, project, person)
show_export(project)

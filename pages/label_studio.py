"""Keep a project in step with one of a Label Studio: connect, push, pull, decide on differences."""

import streamlit as st

from lib.services.access import is_allowed
from lib.services.label_studio.links import find_link
from lib.services.projects import list_projects
from lib.ui.access import require
from lib.ui.label_studio.conflicts import show_conflicts
from lib.ui.label_studio.connect import show_connect
from lib.ui.label_studio.deleted_there import show_deleted_there
from lib.ui.label_studio.kept_aside import show_kept_aside
from lib.ui.label_studio.link_settings import show_link_settings
from lib.ui.label_studio.link_state import show_link_state
from lib.ui.label_studio.missing_there import show_missing_there
from lib.ui.label_studio.notes import show_notes
from lib.ui.label_studio.notice import show_notice
from lib.ui.label_studio.run_log import show_run_log
from lib.ui.label_studio.sync_panel import show_sync
from lib.ui.project_choice import choose_project

person, database = require("reviewer")
project = choose_project(database) if list_projects(database, "reviewer") else None
link = find_link(database, project.project_id) if project else None
st.title("Label Studio")
show_notice()

if link is None and not is_allowed(database, "admin"):
    st.info("This project is not linked to a Label Studio. An admin can link it.")
elif project is None or link is None:
    show_connect(database, project)
else:
    show_link_state(database, project, link)
    show_sync(database, project, link)
    show_missing_there(project, link)
    show_conflicts(database, project, person)
    show_kept_aside(database, project, link)
    show_deleted_there(database, project)
    show_run_log(database, project)
    if is_allowed(database, "admin"):
        show_link_settings(database, project, link)
show_notes(link)

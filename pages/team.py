"""People and their roles: who is here, who may do what, and who has left."""

import streamlit as st

from lib.services.application import current_settings
from lib.services.projects import list_projects
from lib.services.team import list_people
from lib.ui.access import require
from lib.ui.done_notice import show_notice
from lib.ui.team_archived import show_archived
from lib.ui.team_person import show_add_person, show_new_link, show_person
from lib.ui.team_table import MODE_WORDS, show_members, show_people

person, database = require("admin")
st.title("Team")
auth = current_settings().auth
st.caption(MODE_WORDS[auth])
show_notice()
show_new_link()

everybody = list_people(database)
here = [each for each in everybody if each.archived_at is None]
projects = list_projects(database)
show_people(here, projects, auth)
show_add_person(database, here, auth)
show_members(database, here, projects)
show_person(database, person, here, auth)
show_archived(database, [each for each in everybody if each.archived_at])

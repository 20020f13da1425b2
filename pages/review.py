"""Review: who disagrees on what, all annotations of a task side by side, and the final answer."""

import streamlit as st

from lib.ui.access import require
from lib.ui.plain_text import plain
from lib.ui.project_choice import choose_project
from lib.ui.review.address import asked_for
from lib.ui.review.notice import show_notice
from lib.ui.review.task_list import show_task_list
from lib.ui.review.task_page import show_task_page

person, database = require("reviewer")
project = choose_project(database, "reviewer")
asked = asked_for(st.query_params)

if asked.task is None:
    st.title("Review")
    st.markdown(f"**{plain(project.name)}**")
    show_notice(database, project, person)
    show_task_list(database, project, person, asked)
else:
    show_notice(database, project, person)
    show_task_page(database, project, person, asked, asked.task)

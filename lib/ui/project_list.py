"""The projects as rows, with their settings and the way on to labeling."""

from typing import Literal

import streamlit as st

from lib.domain.project import Project, ProjectSummary
from lib.services.application import Database
from lib.services.demo import create_demo
from lib.ui.page_files import PageName, go_to
from lib.ui.plain_text import plain
from lib.ui.project_choice import remember_project
from lib.ui.project_settings import show_settings


def show_projects(database: Database, summaries: list[ProjectSummary]) -> None:
    for summary in summaries:
        project = summary.project
        with st.container(border=True, key=f"project_{project.number}"):
            words, buttons = st.columns([3, 2], vertical_alignment="center")
            words.markdown(f"**{plain(project.name)}**")
            words.caption(
                f"{summary.n_tasks:,} tasks · {summary.n_annotations:,} annotations by "
                f"{summary.n_annotators:,} people · {summary.n_skipped:,} skipped"
            )
            with buttons, st.container(horizontal=True, horizontal_alignment="right"):
                _go(project, "Label", "label", "primary")
                _go(project, "Results", "leaderboard", "secondary")
                _go(project, "Data", "data", "secondary")
            with st.expander("Settings"):
                show_settings(database, project)


def show_demo_button(database: Database) -> None:
    if st.button("Load the demo project", icon=":material/auto_awesome:", key="load_demo"):
        with st.spinner("Making the demo project …"):
            remember_project(create_demo(database))
        st.rerun()


def _go(
    project: Project, label: str, page: PageName, style: Literal["primary", "secondary"]
) -> None:
    if st.button(label, key=f"{page}_{project.number}", type=style):
        remember_project(project)
        go_to(page)

"""Which project a page is about: chosen in the sidebar, kept in the address and the session."""

from collections.abc import Sequence
from typing import NoReturn

import streamlit as st

from lib.domain.access import Role
from lib.domain.project import Project
from lib.services.application import Database
from lib.services.projects import list_projects
from lib.ui.page_files import go_to
from lib.ui.plain_text import plain

CHOSEN = "chosen_project"


def choose_project(database: Database, role: Role = "reviewer") -> Project:
    """The project of this page, among those in which the person has the role.

    Ends the run with a pointer to Projects where there is none.
    """
    there = list_projects(database, role)
    if not there:
        st.info("There is no project yet. Make one, or load the demo, on the Projects page.")
        if st.button("Go to Projects", icon=":material/folder:"):
            go_to("projects")
        st.stop()
    wanted = st.query_params.get("project") or st.session_state.get(CHOSEN)
    project = _select(there, wanted)
    remember_project(project)
    return project


def remember_project(project: Project) -> None:
    """Keep the choice for other pages and in the address of this one."""
    st.session_state[CHOSEN] = str(project.number)
    if st.query_params.get("project") != str(project.number):
        st.query_params["project"] = str(project.number)


def _select(there: Sequence[Project], wanted: str | None) -> Project:
    projects = {str(project.number): project for project in there}
    numbers = list(projects)
    if wanted is not None and wanted not in projects:
        _say_that_it_is_missing(wanted, there)
    chosen = wanted or numbers[0]
    with st.sidebar:
        number = st.selectbox(
            "Project",
            numbers,
            index=numbers.index(chosen),
            format_func=lambda each: projects[each].name,
            key=f"project_choice_{chosen}",
            on_change=_leave_address,
        )
    return projects[number]


def _say_that_it_is_missing(wanted: str, there: Sequence[Project]) -> NoReturn:
    """End the run: a link to a project that is not there must not show another one's results."""
    st.error(f"There is no project {plain(wanted[:20])}. Open another one:")
    for project in there:
        st.markdown(f"[{plain(project.name)}](?project={project.number})")
    st.session_state.pop(CHOSEN, None)
    st.stop()


def _leave_address() -> None:
    """A choice by hand wins over the one in the address, which names a task of the old project."""
    st.query_params.clear()

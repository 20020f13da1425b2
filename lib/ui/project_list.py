"""The projects as rows: the ways on that the person's role opens, and the settings."""

from typing import Literal

import streamlit as st

from lib.domain.access import Role, includes
from lib.domain.annotation import Annotator
from lib.domain.project import Project, ProjectSummary
from lib.services.access import role_of
from lib.services.application import Database
from lib.services.archiving import archive_project
from lib.services.demo import create_demo
from lib.services.labeling import count_own_work
from lib.services.projects import list_project_summaries, list_projects
from lib.ui.done_notice import refusals, tell
from lib.ui.page_files import PageName, go_to
from lib.ui.plain_text import counted, plain
from lib.ui.project_choice import remember_project
from lib.ui.project_settings import show_settings

WAYS: tuple[tuple[str, PageName, Role], ...] = (
    ("Label", "label", "annotator"),
    ("Progress", "progress", "annotator"),
    ("Review", "review", "reviewer"),
    ("Results", "leaderboard", "reviewer"),
    ("Data", "data", "reviewer"),
)


def list_shown(database: Database) -> list[ProjectSummary]:
    """The person's projects. Counting what all have done takes a scan, and is for reviewers."""
    if includes(role_of(database), "reviewer"):
        return list_project_summaries(database)
    return [ProjectSummary(project) for project in list_projects(database)]


def show_projects(database: Database, person: Annotator, summaries: list[ProjectSummary]) -> None:
    for summary in summaries:
        project = summary.project
        role = role_of(database, project.project_id)
        with st.container(border=True, key=f"project_{project.number}"):
            words, buttons = st.columns([2, 3], vertical_alignment="center")
            words.markdown(f"**{plain(project.name)}**")
            words.caption(_facts(database, person, summary, role))
            with buttons, st.container(horizontal=True, horizontal_alignment="right"):
                for label, page, needed in WAYS:
                    if includes(role, needed):
                        _go(project, label, page, "primary" if page == "label" else "secondary")
            if includes(role, "reviewer"):
                _show_settings(database, project, role)


def show_demo_button(database: Database) -> None:
    if st.button("Load the demo project", icon=":material/auto_awesome:", key="load_demo"):
        with st.spinner("Making the demo project …"):
            remember_project(create_demo(database))
        st.rerun()


def _facts(
    database: Database, person: Annotator, summary: ProjectSummary, role: Role | None
) -> str:
    """How far the project is; an annotator reads how far they are themselves."""
    if not includes(role, "reviewer"):
        done, total = count_own_work(database, summary.project, person)
        if summary.project.settings.repeat_every:
            # How many tasks come once more is not to be known.
            return f"You have done {counted(done, 'task')}"
        return f"You have done {done:,} of {counted(total, 'task')}"
    return (
        f"{counted(summary.n_tasks, 'task')} · {counted(summary.n_annotations, 'annotation')} by "
        f"{counted(summary.n_annotators, 'person', 'people')} · {summary.n_skipped:,} skipped"
    )


def _show_settings(database: Database, project: Project, role: Role | None) -> None:
    """Its forms are made when somebody opens them: with many projects they are what takes long."""
    settings = st.expander("Settings", key=f"settings_{project.number}_open", on_change="rerun")
    if not settings.open:
        return
    with settings:
        show_settings(database, project)
        if includes(role, "admin"):
            _show_archiving(database, project)


def _show_archiving(database: Database, project: Project) -> None:
    st.divider()
    if st.button(
        "Archive this project",
        key=f"archive_{project.number}",
        icon=":material/archive:",
        help="Nobody sees it or works in it any more. Nothing is deleted, and you can restore it.",
    ):
        with refusals():
            archive_project(database, project.project_id)
            tell(f"“{project.name}” is archived. Below, it can be restored.")


def _go(
    project: Project, label: str, page: PageName, style: Literal["primary", "secondary"]
) -> None:
    if st.button(label, key=f"{page}_{project.number}", type=style):
        remember_project(project)
        go_to(page)

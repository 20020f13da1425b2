"""The projects as rows, with their settings and the way on to labeling."""

from typing import Literal

import streamlit as st

from lib.domain.project import Project, ProjectSummary
from lib.errors import InvalidInput
from lib.services.application import Database
from lib.services.demo import create_demo
from lib.services.projects import change_settings, labeling_config_of
from lib.ui.page_files import PageName, go_to
from lib.ui.plain_text import plain
from lib.ui.project_choice import remember_project


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
                _show_settings(database, project)


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


def _show_settings(database: Database, project: Project) -> None:
    settings = project.settings
    config = labeling_config_of(project.labeling_config)
    titles = {bucket.name: bucket.title for ranker in config.rankers for bucket in ranker.buckets}
    with st.form(f"settings_{project.number}"):
        ordered = st.multiselect(
            "Buckets in order, best first (empty: they have no order)",
            list(titles),
            default=[name for name in settings.ordered_buckets if name in titles],
            format_func=lambda name: titles[name],
            disabled=not titles,
        )
        worst = st.checkbox(
            "A response that is not placed is worse than any placed one",
            settings.unplaced_is_worst,
        )
        ties = st.checkbox("Ties are allowed", settings.ties_allowed)
        complete = st.checkbox(
            "Every response must be placed before a submit", settings.all_items_required
        )
        prefill = st.checkbox(
            "Predictions fill in the ranking (this anchors people; it is recorded)",
            settings.prefill_ranking,
        )
        prefill_text = st.checkbox("Predictions fill in written answers", settings.prefill_text)
        guidelines = st.text_area("Guidelines (Markdown)", settings.guidelines)
        if st.form_submit_button("Save the settings"):
            try:
                change_settings(
                    database,
                    project.project_id,
                    ordered_buckets=tuple(ordered),
                    unplaced_is_worst=worst,
                    ties_allowed=ties,
                    all_items_required=complete,
                    prefill_ranking=prefill,
                    prefill_text=prefill_text,
                    guidelines=guidelines,
                )
            except InvalidInput as error:
                st.error(plain(str(error)))
            else:
                st.success("Saved. Tasks that are open now keep the earlier settings.")

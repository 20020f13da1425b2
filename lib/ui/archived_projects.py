"""Projects that were archived: get them back, or delete them for good."""

from collections.abc import Mapping

import streamlit as st

from lib.domain.project import Project
from lib.services.application import Database
from lib.services.archiving import list_archived_projects, restore_project
from lib.services.purge import count_project, purge_project
from lib.ui.deletion_words import counts_text
from lib.ui.done_notice import refusals, tell
from lib.ui.plain_text import plain


def show_archived_projects(database: Database) -> None:
    archived = list_archived_projects(database)
    if not archived:
        return
    st.subheader("Archived projects")
    for project in archived:
        with st.container(border=True, key=f"archived_project_{project.number}"):
            words, button = st.columns([3, 1], vertical_alignment="center")
            words.markdown(f"**{plain(project.name)}**")
            since = f"{project.archived_at:%-d %B %Y}" if project.archived_at else ""
            words.caption(f"Archived {since}. Nobody sees it or works in it.")
            if button.button("Restore", key=f"restore_{project.number}", icon=":material/undo:"):
                with refusals():
                    restored = restore_project(database, project.project_id)
                    tell(f"“{restored.name}” is back.")
            purging = st.expander(
                "Delete for good", key=f"purge_{project.number}_open", on_change="rerun"
            )
            if purging.open:
                with purging:
                    _show_purging(database, project)


def _show_purging(database: Database, project: Project) -> None:
    st.markdown(purge_text(count_project(database, project.project_id)))
    with st.form(f"purge_{project.number}", border=False):
        typed = st.text_input(
            "The project's name, to confirm",
            placeholder=project.name,
            key=f"purge_name_{project.number}",
        )
        if st.form_submit_button("Delete for good", type="primary"):
            with refusals():
                counts = purge_project(database, project.project_id, typed)
                tell(f"“{project.name}” is deleted: {counts_text(counts)}.")


def purge_text(counts: Mapping[str, int]) -> str:
    """Exactly what a purge deletes, and what it cannot reach."""
    linked = counts["label_studio_link"]
    lines = [f"Deletes {counts_text(counts)}. It is for good, and cannot be undone."]
    if linked:
        lines.append(
            "The link to Label Studio and its token are forgotten; the project there keeps all "
            "that it has."
        )
    lines.append(
        "Exports and backups that somebody has taken keep theirs. In the database file, deleted "
        "bytes may remain until they are overwritten; `podium compact`, run while Podium is "
        "stopped, removes them."
    )
    return "  \n".join(lines)

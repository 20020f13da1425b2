"""The linked project was not found there: what to do next."""

import streamlit as st

from lib.domain.label_studio import Link
from lib.domain.project import Project
from lib.services.label_studio.jobs import last_job


def show_missing_there(project: Project, link: Link) -> None:
    """Nothing, unless the last sync or preview ended with that."""
    job = last_job(project.project_id)
    missing = f"{link.url} has no project {link.ls_project_id}."
    if job and (job.failure or "").startswith(missing):
        st.info(
            f"Project {link.ls_project_id} was not found there. "
            "Unlink it under Settings, or give another token."
        )

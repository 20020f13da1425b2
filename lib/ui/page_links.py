"""Links to other pages of Podium, each with what its address says."""

import streamlit as st

from lib.domain.project import Project
from lib.ui.page_files import PageName, page_file


def page_link(
    name: PageName, project: Project, label: str, icon: str = "", **query: object
) -> None:
    """A link to a page about a project; `query` is added to the address, `icon` is Material's."""
    st.page_link(
        page_file(name),
        label=label,
        icon=f":material/{icon}:" if icon else None,
        query_params={
            "project": str(project.number),
            **{key: str(value) for key, value in query.items()},
        },
    )

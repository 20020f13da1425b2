"""By which field of the task data a page slices its figures; kept in the address."""

import streamlit as st

from lib.domain.project import Project
from lib.services.application import Database
from lib.services.selections import selectable

PARAMETER = "slice"


def choose_slice(database: Database, project: Project) -> str | None:
    """The field chosen, None for none; nothing is shown where no field can slice."""
    fields = [field.name for field in selectable(database, project).fields]
    if not fields:
        return None
    wanted = st.query_params.get(PARAMETER)
    chosen = st.selectbox(
        "By slice",
        fields,
        index=fields.index(wanted) if wanted in fields else None,
        placeholder="Choose a field of the task data",
        key=f"slice_{project.number}",
    )
    if chosen:
        st.query_params[PARAMETER] = chosen
    else:
        st.query_params.pop(PARAMETER, None)
    return chosen

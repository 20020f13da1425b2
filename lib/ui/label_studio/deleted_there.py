"""Tasks that were deleted in Label Studio, and their way back."""

import streamlit as st

from lib.domain.project import Project
from lib.services.application import Database
from lib.services.label_studio.deletions import bring_back, count_deleted_there
from lib.ui.label_studio.notice import reporting, rerun_with
from lib.ui.plain_text import counted


def show_deleted_there(database: Database, project: Project) -> None:
    number = count_deleted_there(database, project.project_id)
    if not number:
        return
    were, they, hold = ("was", "it is", "it holds") if number == 1 else _SEVERAL
    st.write(
        f"{counted(number, 'task')} {were} deleted in Label Studio; {they} archived here, unless "
        f"{hold} work that is only here."
    )
    with st.popover("Bring back …", icon=":material/undo:"):
        st.write("The next push sends them to Label Studio again, with all that they hold here.")
        if st.button("Bring them back", key="ls_bring_back", type="primary"):
            with reporting("Bringing them back …"):
                back = counted(bring_back(database, project.project_id), "task")
                rerun_with(f"Brought back: {back}. The next push sends them again.")


_SEVERAL = ("were", "they are", "they hold")

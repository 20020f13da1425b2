"""Files in: choose, look at the preview, import."""

import streamlit as st

from lib.domain.annotation import Annotator
from lib.domain.imported import ImportFile
from lib.domain.project import Project
from lib.errors import InvalidInput
from lib.services.application import Database
from lib.services.imports import ImportPreview, preview_import, read_files, store_import
from lib.services.projects import labeling_config_of
from lib.ui.plain_text import plain

BAD_ROWS_SHOWN = 100


def show_import(database: Database, project: Project, person: Annotator) -> None:
    st.subheader("Import")
    st.caption(
        "Tasks as JSON, JSONL, CSV or TSV; Label Studio exports with their predictions and "
        "annotations. Nothing is stored before you have seen the preview."
    )
    fields = " and ".join(
        f"`{name}`" for name in labeling_config_of(project.labeling_config).variables
    )
    if fields:
        st.caption(f"This project's labeling config reads {fields} from each task.")
    done = st.session_state.get("imports_done", 0)
    uploads = st.file_uploader(
        "Files", accept_multiple_files=True, key=f"import_{project.number}_{done}"
    )
    if message := st.session_state.pop("import_message", None):
        st.success(message)
    if not uploads:
        return
    try:
        files = _read(project, tuple((each.name, each.getvalue()) for each in uploads))
    except InvalidInput as error:
        st.error(plain(str(error)))
        return
    preview = preview_import(database, project, files)
    _show_preview(preview)
    _offer_import(database, project, person, preview)


@st.cache_data(max_entries=4, show_spinner="Reading …", scope="session")
def _read(project: Project, uploads: tuple[tuple[str, bytes], ...]) -> tuple[ImportFile, ...]:
    """Read once, not at every run; the cache is the browser session's own."""
    return read_files(project, uploads)


def _show_preview(preview: ImportPreview) -> None:
    st.markdown(
        f"**{preview.new_tasks:,}** new tasks · **{preview.new_predictions:,}** predictions · "
        f"**{preview.new_annotations:,}** annotations · {preview.known:,} tasks known already · "
        f"**{len(preview.bad_rows):,}** bad rows"
    )
    for note in preview.notes[:BAD_ROWS_SHOWN]:
        st.caption(plain(note))
    if preview.bad_rows:
        st.warning("These rows cannot be taken:")
        st.dataframe(
            [
                {"file": name, "line": row.line, "reason": row.reason}
                for name, row in preview.bad_rows[:BAD_ROWS_SHOWN]
            ],
            hide_index=True,
        )
        if len(preview.bad_rows) > BAD_ROWS_SHOWN:
            st.caption(f"The first {BAD_ROWS_SHOWN} of {len(preview.bad_rows):,} are shown.")
    first = next((task for file in preview.files for task in file.tasks), None)
    if first and st.toggle("Show the first task as it will be stored (it may name its models)"):
        st.json(dict(first.data))


def _offer_import(
    database: Database, project: Project, person: Annotator, preview: ImportPreview
) -> None:
    nothing = not (preview.new_tasks or preview.new_annotations or preview.new_predictions)
    if nothing:
        st.info(
            "No row of these files can be taken."
            if preview.bad_rows and not preview.known
            else "There is nothing new in these files."
        )
        return
    skip = bool(preview.bad_rows) and st.checkbox("Skip the bad rows and import the rest")
    blocked = bool(preview.bad_rows) and not skip
    if not st.button("Import", type="primary", disabled=blocked, key="import_now"):
        return
    bar = st.progress(0.0, text="Importing …")
    try:
        outcome = store_import(
            database,
            project,
            preview.files,
            actor_id=person.annotator_id,
            skip_bad_rows=skip,
            on_progress=bar.progress,
        )
    except InvalidInput as error:
        st.error(plain(str(error)))
        return
    st.session_state["import_message"] = (
        f"Imported: {outcome.tasks:,} tasks, {outcome.predictions:,} predictions, "
        f"{outcome.annotations:,} annotations; {outcome.skipped_rows:,} bad rows left out."
    )
    st.session_state["imports_done"] = st.session_state.get("imports_done", 0) + 1
    st.rerun()

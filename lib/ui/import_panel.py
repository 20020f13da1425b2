"""Files in: choose, look at the preview, import."""

import streamlit as st

from lib.domain.annotation import Annotator
from lib.domain.imported import ImportFile
from lib.domain.project import Project
from lib.errors import BattlesDoNotFit, InvalidInput
from lib.services.application import Database
from lib.services.imports import ImportPreview, preview_import, read_files, store_import
from lib.services.projects import create_battle_project, labeling_config_of
from lib.ui.plain_text import plain
from lib.ui.project_choice import remember_project

BAD_ROWS_SHOWN = 100


def show_import(database: Database, project: Project, person: Annotator) -> None:
    st.subheader("Import")
    st.caption(
        "Tasks as JSON, JSONL, CSV or TSV; Label Studio exports with their predictions and "
        "annotations; battles, which are votes between two models. Nothing is stored before you "
        "have seen the preview."
    )
    fields = " and ".join(
        f"`{name}`" for name in labeling_config_of(project.labeling_config).variables
    )
    if fields:
        st.caption(f"This project's labeling config reads {fields} from each task.")
    uploads = st.file_uploader("Files", accept_multiple_files=True, key=_uploader_key(project))
    if message := st.session_state.pop("import_message", None):
        st.success(message)
    if not uploads:
        return
    try:
        files = _read(project, tuple((each.name, each.getvalue()) for each in uploads))
    except BattlesDoNotFit as error:
        st.error(plain(str(error)))
        _offer_battle_project(database, project, uploads[0].name)
        return
    except InvalidInput as error:
        st.error(plain(str(error)))
        return
    preview = preview_import(database, project, files)
    _show_preview(preview)
    _offer_import(database, project, person, preview)


def _uploader_key(project: Project) -> str:
    """A key of the project's own, and another one after each import, so that it is empty again."""
    done = st.session_state.get("imports_done", 0)
    handed_on: dict[int, str] = st.session_state.get("uploads_handed_on", {})
    return handed_on.get(project.number, f"import_{project.number}_{done}")


def _offer_battle_project(database: Database, project: Project, file: str) -> None:
    """Make a project that takes the files, and show them there."""
    if not st.button("Make a project for these battles", key="make_battle_project"):
        return
    made = create_battle_project(database, file)
    st.session_state["uploads_handed_on"] = {made.number: _uploader_key(project)}
    st.session_state["new_project_made"] = made.name
    remember_project(made)
    st.rerun()


@st.cache_resource(max_entries=4, show_spinner="Reading …", scope="session")
def _read(project: Project, uploads: tuple[tuple[str, bytes], ...]) -> tuple[ImportFile, ...]:
    """Read once, not at every run; what was read is frozen, so the session shares it uncopied."""
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
    st.session_state.pop("uploads_handed_on", None)
    st.session_state["imports_done"] = st.session_state.get("imports_done", 0) + 1
    st.rerun()

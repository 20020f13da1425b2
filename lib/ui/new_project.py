"""The form that makes a project from a template or from a labeling config of one's own."""

import streamlit as st

from lib.errors import InvalidInput
from lib.services.application import Database
from lib.services.projects import TEMPLATES, create_project, labeling_config_of
from lib.ui.page_files import go_to
from lib.ui.plain_text import plain
from lib.ui.project_choice import remember_project

OWN = "own"


def show_new_project(database: Database, *, expanded: bool) -> None:
    with st.expander("New project", expanded=expanded, icon=":material/add:"):
        st.caption("To bring one in from a Label Studio, open the page Label Studio.")
        name = st.text_input("Name", max_chars=200, key="new_project_name")
        template = st.selectbox(
            "Labeling config",
            [*TEMPLATES, OWN],
            format_func=lambda each: TEMPLATES[each].title if each in TEMPLATES else "My own XML",
            key="new_project_template",
        )
        if template == OWN:
            config = _own_config()
        else:
            st.caption(TEMPLATES[template].description)
            config = TEMPLATES[template].xml
            with st.expander("Its XML"):
                st.code(config, language="xml")
        if st.button("Make the project", type="primary", key="make_project"):
            _create(database, name, config)


def _own_config() -> str:
    uploaded = st.file_uploader("Labeling config as an XML file", type=["xml", "txt"])
    pasted = st.text_area("Or paste it", height=240, placeholder="<View>…</View>")
    if uploaded is None:
        return pasted
    try:
        return uploaded.getvalue().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        st.error(f"{plain(uploaded.name)} is not UTF-8 (byte {error.start}). Save it as UTF-8.")
        st.stop()


def _create(database: Database, name: str, config: str) -> None:
    try:
        project = create_project(database, name, config)
    except InvalidInput as error:
        st.error(plain(str(error)))
        return
    remember_project(project)
    if hidden := labeling_config_of(config).not_shown:
        st.session_state["projects_notice"] = (
            f"Kept in the labeling config, but not shown here: {', '.join(hidden)}."
        )
    st.session_state["new_project_made"] = project.name
    go_to("data")

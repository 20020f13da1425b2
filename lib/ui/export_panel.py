"""Files out: choose a format, take the file from the download route, which streams it."""

from urllib.parse import quote

import streamlit as st

from lib.domain.project import Project
from lib.services.exports import FORMATS, WRITING_FORMATS, ExportFormat
from lib.services.projects import labeling_config_of

TITLES: dict[ExportFormat, str] = {
    "label-studio-json": "Label Studio JSON (everything)",
    "label-studio-json-min": "Label Studio JSON_MIN",
    "label-studio-csv": "Label Studio CSV",
    "label-studio-tsv": "Label Studio TSV",
    "prompt-instruction": "Prompt and written answer, as CSV (the control's name as header)",
    "prompt-response": "Prompt and response, as JSON",
}


def show_export(project: Project) -> None:
    st.subheader("Export")
    writes = bool(labeling_config_of(project.labeling_config).text_areas)
    formats = [each for each in FORMATS if writes or each not in WRITING_FORMATS]
    chosen = st.selectbox("Format", formats, format_func=lambda each: TITLES[each])
    st.link_button(
        "Download",
        f"/download/{project.number}/{quote(chosen)}",
        type="primary",
        icon=":material/download:",
    )

"""The settings of a project: what counts in its results, and how people label."""

from typing import Any

import streamlit as st

from lib.domain.labeling_config import LabelingConfig
from lib.domain.project import ModelField, Project, ProjectSettings
from lib.errors import InvalidInput
from lib.services.application import Database
from lib.services.projects import (
    LARGEST_MARGIN,
    MODEL_FIELDS,
    change_settings,
    labeling_config_of,
)
from lib.ui.assign_settings import assignment_settings
from lib.ui.guidelines import show_guideline_editor
from lib.ui.plain_text import plain

MODEL_FIELD_NAMES: dict[ModelField, str] = {
    "auto": "model, else title, else id",
    "model": "model",
    "title": "title",
    "id": "id",
}


def show_settings(database: Database, project: Project) -> None:
    """The form, whose fields stand in two groups, each with a sentence of help; the guidelines."""
    config = labeling_config_of(project.labeling_config)
    with st.form(f"settings_{project.number}", border=False):
        counting, labeling = st.columns(2, gap="large")
        with counting:
            st.markdown("**What counts in the results**")
            changes = _counting(config, project.settings)
        with labeling:
            st.markdown("**How people label**")
            changes |= _labeling(project.settings)
        if st.form_submit_button("Save the settings"):
            _save(database, project, changes)
    show_guideline_editor(database, project)


def _counting(config: LabelingConfig, settings: ProjectSettings) -> dict[str, Any]:
    titles = {bucket.name: bucket.title for ranker in config.rankers for bucket in ranker.buckets}
    ordered = st.multiselect(
        "Buckets in order, best first (empty: they have no order)",
        list(titles),
        default=[name for name in settings.ordered_buckets if name in titles],
        format_func=lambda name: titles[name],
        disabled=not titles,
        placeholder="They have no order" if titles else "This project has no buckets",
        help="With an order, a response in a better bucket beats those in a worse one; without, "
        "only responses in the same bucket are compared.",
    )
    worst = st.checkbox(
        "Not placed is worse than any bucket",
        settings.unplaced_is_worst,
        help="A response that is in no bucket then loses to every one that is; otherwise it is "
        "compared with nothing.",
    )
    model_field = st.selectbox(
        "The field of a response that names its model",
        MODEL_FIELDS,
        index=MODEL_FIELDS.index(settings.model_field),
        format_func=lambda field: MODEL_FIELD_NAMES[field],
        help="Another field renames the models of all rankings that are stored, which takes some "
        "seconds for a million.",
    )
    points = st.number_input(
        "“No difference” within ± percentage points of 50 %",
        min_value=1,
        max_value=LARGEST_MARGIN,
        value=settings.no_difference_points,
        help="Two models count as not different when the whole interval of the win probability "
        "lies this close to one half.",
    )
    return {
        "ordered_buckets": tuple(ordered),
        "unplaced_is_worst": worst,
        "model_field": model_field,
        "no_difference_points": points,
    }


def _labeling(settings: ProjectSettings) -> dict[str, Any]:
    ties = st.checkbox(
        "Ties are allowed",
        settings.ties_allowed,
        help="People may give two responses the same place; a tie is half a win for each.",
    )
    complete = st.checkbox(
        "Every response must be placed before a submit",
        settings.all_items_required,
        help="Otherwise responses may stay unplaced.",
    )
    prefill = st.checkbox(
        "Predictions fill in the ranking",
        settings.prefill_ranking,
        help="People then correct what a machine proposes, which anchors them; each annotation "
        "records the prediction that it started from.",
    )
    prefill_text = st.checkbox(
        "Predictions fill in written answers",
        settings.prefill_text,
        help="People then edit a machine's answer, instead of starting with an empty box.",
    )
    return {
        "ties_allowed": ties,
        "all_items_required": complete,
        "prefill_ranking": prefill,
        "prefill_text": prefill_text,
        **assignment_settings(settings),
    }


def _save(database: Database, project: Project, changes: dict[str, Any]) -> None:
    try:
        with st.spinner("Saving …"):
            change_settings(database, project.project_id, **changes)
    except InvalidInput as error:
        st.error(plain(str(error)))
    else:
        st.success("Saved. Tasks that are open now keep the earlier settings.")

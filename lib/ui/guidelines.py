"""The guidelines: beside the task for who labels, and with a preview for who writes them."""

import streamlit as st

from lib.domain.guideline import Guideline, guideline_version
from lib.domain.project import Project
from lib.errors import PodiumError
from lib.services.application import Database
from lib.services.guidelines import have_guidelines_changed, list_guidelines
from lib.services.projects import change_settings
from lib.ui.access import visit
from lib.ui.plain_text import plain

NONE_YET = "This project has no guidelines."
EDITOR_HEIGHT = 260
WORKED_UNDER = "guidelines_worked_under"

# A heading of the guidelines is none of the page's own.
STYLE = """
<style>
[class*="st-key-guideline_text_"] :is(h1, h2, h3) { font-size: 1.15rem; padding: 0.4rem 0 0.2rem; }
</style>
"""


def show_guidelines(project: Project) -> None:
    """A popover with the guidelines, and whether they have changed since the person's last task.

    Nothing where the project has none.
    """
    if not project.settings.guidelines:
        return
    version = guideline_version(project.settings)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", width="content"):
        with st.popover(f"Guidelines · v{version}", type="tertiary"):
            _show_text(project.settings.guidelines, "labeling")
        if _changed(project):
            st.markdown(":orange-badge[changed since your last task]", width="content")


def show_guideline_editor(database: Database, project: Project) -> None:
    """The text with a preview, and the versions that it has had."""
    key = f"guidelines_{project.number}"
    _follow_what_is_stored(key, project)
    st.markdown("**Guidelines**")
    write, preview, history = st.tabs(["Write", "Preview", "Versions"])
    with write:
        text = st.text_area(
            "Guidelines (Markdown)",
            key=key,
            height=EDITOR_HEIGHT,
            label_visibility="collapsed",
            help="People can open these while they label.",
        )
    with preview:
        _show_text(text, f"preview_{project.number}")
    with history:
        _show_versions(database, project)
    version = guideline_version(project.settings)
    _warn_of_other_editor(key, version)
    st.button(
        f"Save the guidelines as version {version + 1}",
        key=f"save_{key}",
        on_click=_save,
        args=(database, project, key),
    )
    if problem := st.session_state.pop(f"problem_{key}", None):
        st.error(plain(problem))
    if done := st.session_state.pop(f"done_{key}", None):
        st.success(done)


def _show_text(text: str, key: str) -> None:
    with st.container(key=f"guideline_text_{key}"):
        st.html(STYLE)
        st.markdown(text if text.strip() else NONE_YET, anchors=False)


def _changed(project: Project) -> bool:
    """Asked at each run only until the person has worked under the version that is in force."""
    version = (project.project_id, guideline_version(project.settings))
    if st.session_state.get(WORKED_UNDER) == version:
        return False
    here = visit()
    changed = have_guidelines_changed(here.database, project, here.person)
    if not changed:
        st.session_state[WORKED_UNDER] = version
    return changed


def _follow_what_is_stored(key: str, project: Project) -> None:
    """Fill the box, and take over what somebody else has saved unless this box was typed into."""
    state, stored = st.session_state, project.settings.guidelines
    base = f"base_{key}"
    if key not in state or state[key] == state.get(base, (0, None))[1] or state[key] == stored:
        state[key] = stored
        state[base] = (guideline_version(project.settings), stored)


def _warn_of_other_editor(key: str, version: int) -> None:
    begun_on = st.session_state[f"base_{key}"][0]
    if begun_on != version:
        st.warning(
            f"Version {version} was saved while you wrote on version {begun_on}. Read it under "
            f"Versions first; yours would replace it as version {version + 1}."
        )


def _show_versions(database: Database, project: Project) -> None:
    versions = {each.version: each for each in list_guidelines(database, project)}
    if not versions:
        st.caption(NONE_YET)
        return
    chosen = st.selectbox(
        "Version",
        list(versions),
        format_func=lambda number: _named(versions[number]),
        key=f"version_of_{project.number}",
        label_visibility="collapsed",
    )
    with st.container(border=True):
        _show_text(versions[chosen].text, f"version_{project.number}")


def _named(guideline: Guideline) -> str:
    who = f" · {guideline.written_by}" if guideline.written_by else ""
    return f"v{guideline.version} · {guideline.written_at:%Y-%m-%d %H:%M} UTC{who}"


def _save(database: Database, project: Project, key: str) -> None:
    """No button is greyed out for an unchanged text: what is typed comes with the click on it."""
    text, (begun_on, begun_with) = st.session_state[key], st.session_state[f"base_{key}"]
    if text == begun_with:
        st.session_state[f"done_{key}"] = "Nothing has changed."
        return
    try:
        saved = change_settings(database, project.project_id, guidelines=text)
    except PodiumError as error:
        st.session_state[f"problem_{key}"] = str(error)
        return
    version = guideline_version(saved.settings)
    between = " Somebody else saved while you wrote; see Versions." * (version > begun_on + 1)
    st.session_state[f"done_{key}"] = f"Saved as version {version}.{between}"

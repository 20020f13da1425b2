"""Annotations that were changed on both sides: both states side by side, and which one counts."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from lib.domain.annotation import Annotator, Status
from lib.domain.label_studio import Resolution
from lib.domain.project import Project
from lib.services.application import Database
from lib.services.label_studio.conflicts import OpenConflict, list_open_conflicts, resolve_conflict
from lib.services.result_words import Worded
from lib.services.reviewed_task import open_for_review
from lib.ui.label_studio.conflict_text import text_of_conflict
from lib.ui.label_studio.notice import reporting, rerun_with
from lib.ui.label_studio.sync_words import moment
from lib.ui.labeling.response_text import response_markdown
from lib.ui.plain_text import plain

PAGE = 10
DECIDED: dict[Resolution, str] = {
    "ours": "Ours is kept; the next push takes it to Label Studio.",
    "theirs": "Theirs counts now, here as well; ours stays as an earlier revision.",
}


def show_conflicts(database: Database, project: Project, person: Annotator) -> None:
    """The open ones, ten on a page. Models are named only on demand."""
    conflicts = list_open_conflicts(database, project.project_id)
    if not conflicts:
        return
    st.subheader(f"Conflicts: {len(conflicts):,}")
    st.warning(
        "Changed here and in Label Studio since they were last the same. Both states are kept; "
        "ours counts, and nothing of it is pushed or pulled, until you decide."
    )
    named = st.toggle("Show which response is whose (it may name models)", key="ls_name_responses")
    page = 1
    if len(conflicts) > PAGE:
        page = st.pagination(-(-len(conflicts) // PAGE), key="ls_conflict_page")
    for conflict in conflicts[(page - 1) * PAGE : page * PAGE]:
        _show_conflict(database, project, person, conflict, named)


def _show_conflict(
    database: Database, project: Project, person: Annotator, conflict: OpenConflict, named: bool
) -> None:
    ours, theirs = conflict.annotation, conflict.theirs
    key = str(ours.annotation_id)
    address = f"/label?project={project.number}&task={conflict.task_number}"
    reviewed = open_for_review(database, project, person, conflict.task_number)
    if reviewed is None:
        return
    text = text_of_conflict(reviewed.opened, [ours.result, theirs.result], named=named)
    our_words, their_words = text.results
    their_truth = conflict.conflict.their_ground_truth
    if ours.ground_truth != their_truth:
        our_words.append(_truth(ours.ground_truth))
        their_words.append(_truth(their_truth))
    with st.container(border=True, key=f"ls_conflict_{key}"):
        st.markdown(
            f"[Task {conflict.task_number}]({address}) · annotation by "
            f"**{plain(ours.annotator.name)}**"
        )
        if text.prompt:
            st.markdown(plain(text.prompt))
        if text.responses:
            _show_responses(text.responses)
        left, right = st.columns(2)
        with left:
            _show_state("Ours", ours.status, ours.updated_at, ours.lead_time)
            _show_words(our_words, their_words)
            _offer(database, project, person, conflict, "ours")
        with right:
            _show_state("Theirs", theirs.status, theirs.created_at, theirs.lead_time, theirs.who)
            _show_words(their_words, our_words)
            _offer(database, project, person, conflict, "theirs")


def _show_responses(responses: Sequence[tuple[str, str]]) -> None:
    with st.expander("The responses"):
        for name, body in responses:
            st.markdown(f"**{plain(name)}**")
            st.markdown(response_markdown(body) or "(empty)", anchors=False)


def _show_state(
    side: str, status: Status, when: datetime, lead_time: float | None, who: str = ""
) -> None:
    facts = [moment(when)]
    if who:
        facts.append(f"by {plain(who)}")
    if lead_time is not None:
        facts.append(f"labeled in {lead_time:,.1f} s")
    st.markdown(f"**{side}**: {status}")
    st.caption(" · ".join(facts))


def _truth(is_ground_truth: bool) -> Worded:
    return "Ground truth", "yes" if is_ground_truth else "no"


def _show_words(words: Sequence[Worded], others: Sequence[Worded]) -> None:
    """The state; what the other one has otherwise stands in bold."""
    lines = [
        f"- {plain(heading)}: "
        + (plain(text) if (heading, text) in others else f"**{plain(text)}**")
        for heading, text in words
    ]
    st.markdown("\n".join(lines) or "No ranking and no answer.")


def _offer(
    database: Database,
    project: Project,
    person: Annotator,
    conflict: OpenConflict,
    resolution: Resolution,
) -> None:
    label = "Keep ours" if resolution == "ours" else "Take theirs"
    annotation_id = conflict.annotation.annotation_id
    if not st.button(label, key=f"ls_{resolution}_{annotation_id}"):
        return
    with reporting("Saving …"):
        resolve_conflict(database, project, annotation_id, resolution, person.annotator_id)
        rerun_with(DECIDED[resolution])

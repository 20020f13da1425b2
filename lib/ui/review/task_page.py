"""One task under review: the responses, what people said of them, and the decision."""

import streamlit as st

from lib.domain.annotation import Annotator
from lib.domain.project import Project
from lib.services.application import Database
from lib.services.result_words import Names
from lib.services.review import disagreement_on, next_review_task
from lib.services.reviewed_task import ReviewedTask, open_for_review
from lib.ui.comments import show_thread
from lib.ui.labeling.page_style import show_label_style
from lib.ui.plain_text import plain
from lib.ui.review.address import Asked, ask_for_task
from lib.ui.review.annotation_columns import show_annotations
from lib.ui.review.final_sitting import begin, find_sitting
from lib.ui.review.history import show_history
from lib.ui.review.panel_words import difference_words, splitter_words
from lib.ui.review.rank_anew import show_rank_anew
from lib.ui.review.responses import choose_names, show_prompt, show_responses
from lib.ui.review.task_list import SHEET, disagreement_words


def show_task_page(
    database: Database, project: Project, person: Annotator, asked: Asked, number: int
) -> None:
    """The task of that number, or that there is none."""
    task = open_for_review(database, project, person, number)
    if task is None:
        st.warning(f"There is no task {number} in this project.")
        st.button("Back to the list", on_click=ask_for_task, args=(None,))
        return
    show_label_style()
    st.html(SHEET)
    names = _show_head(database, project, asked, task)
    show_prompt(task.opened)
    sitting = find_sitting(task.opened)
    if sitting:
        show_rank_anew(sitting, names)
    else:
        show_responses(task.opened, names)
    with st.container(horizontal=True, vertical_alignment="center", key="review_said"):
        st.subheader("What people said")
        st.button(
            "Rank anew",
            key="anew",
            icon=":material/swap_vert:",
            disabled=sitting is not None,
            on_click=begin,
            args=(database, task.opened),
            help="Your own ranking becomes the final answer; nobody’s annotation is changed.",
        )
    _show_panel(database, project, task, names)
    show_annotations(database, project, person, task, names)
    st.subheader("Comments")
    show_thread(database, project, person, task.opened.task)
    show_history(database, project, number, names)


def _show_head(database: Database, project: Project, asked: Asked, task: ReviewedTask) -> Names:
    number = task.opened.task.number
    following = next_review_task(database, project, asked.chosen, asked.order, number)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="review_head"):
        st.button(
            "Back to the list",
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=ask_for_task,
            args=(None,),
        )
        state = ":green-badge[final answer]" if task.final else ":gray-badge[no final answer]"
        if task.is_gold:
            state += " :blue-badge[gold task: counts in no result]"
        if task.is_archived:
            state += " :red-badge[archived: counts nowhere]"
        st.markdown(f"**Task {number}** {state}", width="content")
        st.space("stretch")
        names = choose_names(task.opened)
        st.button(
            "Next task",
            key="next_task",
            icon=":material/arrow_forward:",
            icon_position="right",
            disabled=following is None,
            on_click=ask_for_task,
            args=(following,),
        )
    return names


def _show_panel(database: Database, project: Project, task: ReviewedTask, names: Names) -> None:
    """How far people disagree, on which response most, and on which pairs."""
    if not task.annotations:
        st.caption("Nobody has annotated this task yet.")
        return
    words = disagreement_words(disagreement_on(database, project, task.opened.task.number))
    config, panel = task.opened.config, task.panel
    split = splitter_words(config, panel, names)
    line = f"{words[0].upper()}{words[1:]}."
    if split:
        line += " Most apart: " + "; ".join(f"**{plain(each)}**" for each in split) + "."
    st.markdown(line)
    people = [each.annotation.annotator.name for each in task.members]
    differences = difference_words(config, panel, names, people)
    if differences:
        with st.expander(f"Pairs on which they differ: {len(differences)}"):
            st.markdown("\n".join(f"- {plain(each)}" for each in differences))

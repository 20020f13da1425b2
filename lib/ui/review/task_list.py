"""The tasks to review, page by page, each with how far people disagree on it."""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from lib.domain.annotation import Annotator
from lib.domain.project import Project
from lib.services.application import Database
from lib.services.review import PAGE, Disagreement, ReviewTask, list_review_tasks
from lib.ui.plain_text import counted, first_words, plain
from lib.ui.review.address import Asked, ask_for_page, ask_for_task
from lib.ui.review.bulk import show_bulk
from lib.ui.review.chosen_tasks import pick_key
from lib.ui.review.filters import show_filters

SHEET = Path(__file__).with_name("page.css")
TITLE_LENGTH = 110
MEASURE = (
    "Disagreement: of what two people say of a pair of responses, the share that differs, from 0 "
    "to 1. They say the same where both responses are in the same buckets for both people and, "
    "inside one bucket, in the same order."
)


def show_task_list(database: Database, project: Project, person: Annotator, asked: Asked) -> None:
    """Filters, one page of tasks, and what can be done with many at once."""
    st.html(SHEET)
    show_filters(database, project, asked)
    offset = (asked.page - 1) * PAGE
    found = list_review_tasks(database, project, asked.chosen, asked.order, offset)
    if found.total and not found.tasks:
        ask_for_page(1)
        asked = replace(asked, page=1)
        found = list_review_tasks(database, project, asked.chosen, asked.order)
    if not found.total:
        st.info(
            "No task has an annotation that fits. Clear the filters, or label some tasks first."
        )
    else:
        st.caption(f"{counted(found.total, 'task')}. {MEASURE}")
        show_bulk(database, project, person, asked, found)
        for task in found.tasks:
            _show_row(project, task)
        _show_pages(project, found.total, asked.page)


def disagreement_words(found: Disagreement | None) -> str:
    """The value with what it rests on."""
    if found is None:
        return "disagreement unknown: fewer than 2 people ranked it"
    return (
        f"disagreement {found.value:.2f} (n {counted(found.people, 'person', 'people')}, "
        f"{counted(found.pairs, 'pair')})"
    )


def _show_row(project: Project, task: ReviewTask) -> None:
    key = f"{project.number}_{task.number}"
    with st.container(
        horizontal=True, vertical_alignment="top", gap="small", key=f"review_row_{key}"
    ):
        st.checkbox(
            f"Choose task {task.number}",
            key=pick_key(project, task.number),
            label_visibility="collapsed",
            width="content",
        )
        st.button(
            f"Task {task.number}",
            key=f"open_{key}",
            type="tertiary",
            on_click=ask_for_task,
            args=(task.number,),
        )
        words = first_words(task.prompt, TITLE_LENGTH) or "(no prompt text)"
        badges = " :green-badge[final answer]" if task.is_final else ""
        if task.flags:
            badges += f" :orange-badge[{counted(task.flags, 'flag')}]"
        st.markdown(f"{plain(words)}{badges}  \n:small[:gray[{plain(_facts(task))}]]")


def _facts(task: ReviewTask) -> str:
    facts = [disagreement_words(task.disagreement), f"{task.submitted:,} submitted"]
    if task.skipped:
        facts.append(f"{task.skipped:,} skipped")
    if task.withdrawn:
        facts.append(f"{task.withdrawn:,} withdrawn")
    return " · ".join(facts)


def _show_pages(project: Project, total: int, page: int) -> None:
    pages = -(-total // PAGE)
    if pages < 2:
        return
    # The key names the page: a widget whose value the address sets must be a new one each time.
    key = f"review_pages_{project.number}_{page}"
    st.pagination(
        pages,
        default=min(page, pages),
        key=key,
        on_change=lambda: ask_for_page(st.session_state[key]),
    )

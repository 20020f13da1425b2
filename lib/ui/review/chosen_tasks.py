"""Which tasks of the list are chosen: those ticked, or all that fit the filters."""

from collections.abc import Sequence

import streamlit as st

from lib.domain.project import Project
from lib.services.application import Database
from lib.services.bulk_actions import MOST
from lib.services.review import ReviewTask, list_review_numbers
from lib.ui.review.address import Asked


def pick_key(project: Project, number: int) -> str:
    """The key of a task's tick."""
    return f"pick_{project.number}_{number}"


def all_key(project: Project) -> str:
    """The key of the tick for all that fit."""
    return f"pick_all_{project.number}"


def page_key(project: Project) -> str:
    """The key of the tick for all of a page."""
    return f"pick_page_{project.number}"


def chosen_tasks(
    database: Database, project: Project, asked: Asked, shown: Sequence[ReviewTask]
) -> list[int]:
    """The numbers of the tasks chosen, of all pages where all that fit are; one more than may be
    changed at once tells that there are too many.
    """
    if st.session_state.get(all_key(project)):
        return list_review_numbers(database, project, asked.chosen, asked.order, MOST + 1)
    return [each.number for each in shown if st.session_state.get(pick_key(project, each.number))]


def tick_page(project: Project, numbers: Sequence[int]) -> None:
    """Tick the tasks of the page as the tick above them says."""
    value = bool(st.session_state.get(page_key(project)))
    for number in numbers:
        st.session_state[pick_key(project, number)] = value


def untick(project: Project, numbers: Sequence[int]) -> None:
    """Choose nothing any more."""
    for key in (all_key(project), page_key(project)):
        st.session_state[key] = False
    for number in numbers:
        st.session_state[pick_key(project, number)] = False

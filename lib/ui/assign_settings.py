"""The fields of a project's settings that say who gets which task."""

from typing import Any

import streamlit as st

from lib.domain.project import ProjectSettings, SkippedGoTo, TaskOrder
from lib.services.projects import MOST_CLAIM_MINUTES, MOST_OVERLAP, SKIPPED_GO_TO, TASK_ORDERS

ORDER_NAMES: dict[TaskOrder, str] = {
    "imported": "as imported",
    "random": "at random",
    "least-labelled": "least labelled first",
    "informative": "most informative first",
}
SKIPPED_NAMES: dict[SkippedGoTo, str] = {
    "others": "somebody else",
    "review": "a reviewer",
}


def assignment_settings(settings: ProjectSettings) -> dict[str, Any]:
    """Inside the form of the settings: the values of the fields, by the settings' names."""
    overlap = st.number_input(
        "People per task (0: no limit)",
        min_value=0,
        max_value=MOST_OVERLAP,
        value=settings.overlap,
        help="No more people than this get a task, and nobody gets it twice. Agreement needs two "
        "or more.",
    )
    order = st.selectbox(
        "Order in which tasks are given out",
        TASK_ORDERS,
        index=TASK_ORDERS.index(settings.order),
        format_func=lambda each: ORDER_NAMES[each],
        help="Most informative are the tasks of models between which the verdict is most open.",
    )
    random_percent = st.number_input(
        "Of “most informative first”, drawn at random instead (%)",
        min_value=0,
        max_value=100,
        value=settings.random_percent,
        step=5,
        help="Choosing by what is known so far can mislead the ratings; tasks drawn at random keep "
        "them honest.",
    )
    minutes = st.number_input(
        "Minutes for which a task is kept for somebody after their last move",
        min_value=1,
        max_value=MOST_CLAIM_MINUTES,
        value=settings.claim_minutes,
        help="Afterwards it may go to somebody else. Their draft is kept.",
    )
    skipped_go_to = st.selectbox(
        "Skipped tasks go to",
        SKIPPED_GO_TO,
        index=SKIPPED_GO_TO.index(settings.skipped_go_to),
        format_func=lambda each: SKIPPED_NAMES[each],
        help="To a reviewer: the skip then counts as one of the people per task.",
    )
    return {
        "overlap": overlap,
        "order": order,
        "random_percent": random_percent,
        "claim_minutes": minutes,
        "skipped_go_to": skipped_go_to,
    }

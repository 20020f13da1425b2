"""Decisions on many tasks at once, each with one undo."""

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from lib.domain.annotation import Annotator
from lib.domain.project import Project
from lib.services.application import Database
from lib.services.bulk_actions import (
    MOST,
    accept_agreed,
    clear_finals,
    restore_annotations,
    withdraw_annotations,
)
from lib.services.review import ReviewList, find_annotations
from lib.services.undo import PastAction, list_latest_actions
from lib.ui.plain_text import counted, plain
from lib.ui.review.address import Asked
from lib.ui.review.chosen_tasks import all_key, chosen_tasks, page_key, tick_page, untick
from lib.ui.review.notice import reporting, say_done, task_words, undo

AGREED = (
    "Where at least two people submitted and all of them said the same (same buckets, same order, "
    "same written answers), the first of their annotations becomes the final answer. Tasks with a "
    "final answer, and all others, stay as they are."
)
CLEARED = "The final answers of these tasks lose their mark; the annotations themselves stay."
WITHDRAWN = (
    "Every annotation of these tasks that fits the filters is withdrawn: it counts nowhere and "
    "stays in the history."
)
RESTORED = (
    "Every withdrawn annotation of these tasks that fits the filters says again what it did, "
    "unless enough others have the task by now."
)
DONE = "review_bulk_actions"
ACTION_WORDS = {
    "accept": "accepted a final answer",
    "agree": "accepted where all agree",
    "clear": "cleared final answers",
    "rank": "ranked anew as the final answer",
    "withdraw": "withdrew annotations",
    "restore": "restored annotations",
}


def show_bulk(
    database: Database, project: Project, person: Annotator, asked: Asked, found: ReviewList
) -> None:
    """Ticks for a page and for all that fit, what can be done with them, and the latest actions."""
    numbers = [task.number for task in found.tasks]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="review_bulk"):
        st.checkbox(
            "This page",
            key=page_key(project),
            on_change=tick_page,
            args=(project, numbers),
            width="content",
        )
        if found.total > len(numbers):
            st.checkbox(f"All {found.total:,}", key=all_key(project), width="content")
        chosen = chosen_tasks(database, project, asked, found.tasks)
        _show_actions(database, project, person, asked, chosen, numbers)
        st.space("stretch")
        _show_latest(database, project, person)


def _show_actions(
    database: Database,
    project: Project,
    person: Annotator,
    asked: Asked,
    chosen: list[int],
    shown: list[int],
) -> None:
    label = f"Change {counted(len(chosen), 'task')}" if chosen else "Change several"
    # A new one each time, so that it is closed once something was done.
    key = f"review_change_{st.session_state.get(DONE, 0)}"
    with st.popover(label, key=key, disabled=not chosen):
        if len(chosen) > MOST:
            st.warning(
                f"These are {len(chosen):,} tasks, and at most {MOST:,} can be changed at once, "
                "since nobody else can store anything meanwhile. Narrow the list with the filters."
            )
            return

        def offer(name: str, words: str, act: Callable[[], None]) -> None:
            st.button(name, key=f"bulk_{name}", on_click=_run, args=(act, project, shown))
            st.caption(words)

        actor = person.annotator_id

        def fitting() -> list[UUID]:
            return find_annotations(database, project, chosen, asked.chosen)

        offer(
            "Accept where all agree",
            AGREED,
            lambda: say_done(
                accept_agreed(database, project, actor, chosen),
                "Accepted",
                "fewer than two people, not all the same, or final already",
            ),
        )
        offer(
            "Clear final answers",
            CLEARED,
            lambda: say_done(
                clear_finals(database, project, actor, chosen), "Cleared", "no final answer"
            ),
        )
        offer(
            "Withdraw annotations",
            WITHDRAWN,
            lambda: say_done(
                withdraw_annotations(database, project, actor, fitting()),
                "Withdrawn",
                "no annotation there fits and stands",
            ),
        )
        offer(
            "Restore annotations",
            RESTORED,
            lambda: say_done(
                restore_annotations(database, project, actor, fitting()),
                "Restored",
                "no annotation there fits and is withdrawn",
            ),
        )


def _run(act: Callable[[], None], project: Project, shown: list[int]) -> None:
    with reporting():
        act()
        untick(project, shown)
        st.session_state[DONE] = st.session_state.get(DONE, 0) + 1


def _show_latest(database: Database, project: Project, person: Annotator) -> None:
    actions = list_latest_actions(database, project)
    with st.popover("Latest decisions", key="review_latest", type="tertiary", disabled=not actions):
        for action in actions:
            with st.container(
                horizontal=True, vertical_alignment="center", key=f"action_{action.action_id}"
            ):
                st.markdown(plain(_words(action)))
                if action.undone_at is not None:
                    st.caption("undone", width="content")
                else:
                    st.button(
                        "Undo",
                        key=f"undo_{action.action_id}",
                        on_click=undo,
                        args=(database, project, person, action.action_id),
                    )


def _words(action: PastAction) -> str:
    where = task_words(action.tasks) if action.tasks else "tasks that are gone"
    return f"{action.who} {ACTION_WORDS[action.kind]} on {where}, {action.done_at:%Y-%m-%d %H:%M}"

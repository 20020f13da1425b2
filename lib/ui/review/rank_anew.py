"""Rank a task anew: the cards with their buttons, boxes for written answers, and Save."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from lib.services.result_words import Names
from lib.ui.labeling.response_cards import show_cards
from lib.ui.labeling.sitting import Sitting
from lib.ui.plain_text import plain
from lib.ui.review.final_sitting import FinalSitting, end
from lib.ui.review.notice import reporting, say

HOW = (
    "Send each response to its bucket and move it with ↑ and ↓. Saved, this becomes the final "
    "answer of the task; nobody’s annotation is changed."
)


def show_rank_anew(sitting: FinalSitting, names: Names) -> None:
    """In place of the responses while a reviewer ranks them."""

    def act(task_key: str, change: Callable[..., None], *args: Any) -> None:
        if task_key == sitting.task_key:
            with reporting():
                change(sitting, *args)

    with st.container(border=True, key="rank_anew"):
        st.markdown("**Your final answer**")
        st.caption(HOW)
        called = [each for each in names.values() if "(" in each]
        if called:
            st.caption(plain(" · ".join(called)))
        for item_list in sitting.opened.config.lists:
            show_cards(sitting, item_list.name, act)
        _show_answers(sitting)
        if sitting.message:
            st.error(plain(sitting.message))
        with st.container(horizontal=True):
            st.button(
                "Save as the final answer",
                key="save_final",
                type="primary",
                on_click=_save,
                args=(sitting,),
            )
            if sitting.draft.untouched:
                st.button(
                    "The order shown is right: save it",
                    key="save_final_untouched",
                    on_click=_save,
                    args=(sitting,),
                    kwargs={"confirmed": True},
                )
            st.button(
                "Undo",
                key="undo_final",
                type="tertiary",
                on_click=act,
                args=(sitting.task_key, Sitting.undo),
            )
            st.button(
                "Cancel", key="cancel_final", type="tertiary", on_click=end, args=(sitting.opened,)
            )


def _show_answers(sitting: FinalSitting) -> None:
    for area in sitting.opened.config.text_areas:
        number = sitting.opened.config.text_areas.index(area)
        answers = sitting.answers(area.name)
        for index, text in enumerate(answers):
            key = f"{sitting.task_key}_{number}_{index}_{len(answers)}"
            if key not in st.session_state:
                st.session_state[key] = text
            suffix = f" {index + 1}" if len(answers) > 1 else ""
            st.text_area(
                plain(f"{area.name.replace('_', ' ').capitalize()}{suffix}"),
                key=key,
                placeholder=area.placeholder,
                on_change=_write,
                args=(sitting, area.name, index, key),
            )
        if area.max_submissions is None or len(answers) < area.max_submissions:
            st.button(
                "Add another answer",
                key=f"add_{sitting.task_key}_{number}",
                type="tertiary",
                icon=":material/add:",
                on_click=sitting.add_answer,
                args=(area.name,),
            )


def _write(sitting: FinalSitting, control: str, index: int, key: str) -> None:
    sitting.write(control, index, st.session_state[key])


def _save(sitting: FinalSitting, *, confirmed: bool = False) -> None:
    with reporting():
        if sitting.submit(confirmed=confirmed):
            end(sitting.opened)
            say("Your ranking is the final answer now.")

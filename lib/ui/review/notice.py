"""What a click did, with its undo, or why it could not."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import streamlit as st

from lib.domain.annotation import Annotator
from lib.domain.project import Project
from lib.errors import PodiumError
from lib.services.application import Database
from lib.services.bulk_actions import Done
from lib.services.undo import undo_action
from lib.ui.plain_text import counted, plain

_NOTICE = "review_notice"
SHOWN = 12


@dataclass(frozen=True)
class _Notice:
    text: str
    kind: Literal["done", "nothing", "problem"] = "done"
    action_id: UUID | None = None


@contextmanager
def reporting() -> Iterator[None]:
    """Show why something could not be done, on the next run."""
    try:
        yield
    except PodiumError as error:
        st.session_state[_NOTICE] = _Notice(str(error), "problem")


def say(text: str, action_id: UUID | None = None) -> None:
    """Show what was done on the next run, once; with the action, its undo stands beside it."""
    st.session_state[_NOTICE] = _Notice(text, action_id=action_id)


def say_nothing(text: str) -> None:
    """Show on the next run why nothing was done."""
    st.session_state[_NOTICE] = _Notice(text, "nothing")


def say_done(done: Done, what: str, unchanged: str) -> None:
    """Say what an action on many did; `unchanged` says why it left tasks."""
    if done.action_id is None:
        say_nothing(_no_room_words(done) or f"Nothing was changed: {unchanged}.")
        return
    annotations = counted(done.n_annotations, "annotation")
    text = f"{what}: {annotations} of {task_words(done.changed)}."
    if done.left:
        text += f" {_first_capital(task_words(done.left))} stayed as before: {unchanged}."
    say(" ".join(filter(None, (text, _no_room_words(done)))), done.action_id)


def show_notice(database: Database, project: Project, person: Annotator) -> None:
    notice: _Notice | None = st.session_state.pop(_NOTICE, None)
    if notice is None:
        return
    # What was clicked may be far down the page, and this is at its top.
    st.toast(plain(notice.text))
    with st.container(horizontal=True, vertical_alignment="center", key="review_notice"):
        show = {"done": st.success, "nothing": st.info, "problem": st.error}[notice.kind]
        show(plain(notice.text))
        if notice.action_id is not None:
            st.button(
                "Undo",
                key="undo_notice",
                icon=":material/undo:",
                on_click=undo,
                args=(database, project, person, notice.action_id),
            )


def undo(database: Database, project: Project, person: Annotator, action_id: UUID) -> None:
    """Take an action back, and say what was left."""
    with reporting():
        done = undo_action(database, project, person.annotator_id, action_id)
        no_room = _no_room_words(done)
        if not done.changed:
            texts = [no_room]
            if done.left:
                texts += [
                    f"Nothing was undone: something was changed since on {task_words(done.left)}. "
                    "The task's history says what."
                ]
            say_nothing(" ".join(filter(None, texts)))
            return
        text = f"Undone on {task_words(done.changed)}."
        if done.left:
            text += f" Left as it is, since it was changed since: {task_words(done.left)}."
        say(" ".join(filter(None, (text, no_room))))


def task_words(numbers: tuple[int, ...]) -> str:
    """“task 3”, “tasks 3, 5 and 8”, “tasks 1, 2, … (40 in all)”."""
    if len(numbers) == 1:
        return f"task {numbers[0]}"
    if len(numbers) <= SHOWN:
        return f"tasks {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
    first = ", ".join(map(str, numbers[:SHOWN]))
    return f"tasks {first}, … ({len(numbers):,} in all)"


def _no_room_words(done: Done) -> str:
    """Why annotations stay withdrawn; nothing where none had to."""
    numbers, overlap = done.no_room.tasks, done.no_room.overlap
    if not numbers:
        return ""
    has = "has" if len(numbers) == 1 else "have"
    people = "person" if overlap == 1 else "people"
    return (
        f"Some stayed withdrawn, since {task_words(numbers)} {has} the {overlap:,} {people} that a "
        "task is for."
    )


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]

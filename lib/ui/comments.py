"""What people say about a task: a box on the labeling page, the whole thread on the review page."""

import time
from dataclasses import dataclass
from uuid import UUID

import streamlit as st

from lib.domain.annotation import Annotator
from lib.domain.comment import LONGEST_COMMENT, Comment
from lib.domain.project import Project
from lib.domain.task import Task
from lib.errors import PodiumError
from lib.services.application import Database
from lib.services.comments import (
    add_comment,
    answer_comment,
    list_comments_while_labeling,
    list_thread,
    resolve_comment,
)
from lib.ui.plain_text import plain

COMMENT_READERS = "Reviewers read this; others who label the task, once their own answer is in."
ANSWER_READERS = (
    "Whoever labels this task can read what you write before they have ranked it: do not say "
    "which response is better."
)
BOX_HEIGHT = 90

KNOWN = "known_comments"
KNOWN_SECONDS = 10.0
"""The labeling page runs at each move, and reading takes some milliseconds."""


@dataclass(frozen=True)
class _Known:
    """What the box shows: `about` is whose it is, and of which task."""

    about: tuple[UUID, UUID]
    read_at: float
    comments: list[Comment]


def show_comment_box(
    database: Database, project: Project, person: Annotator, task: Task, *, fresh: bool = False
) -> None:
    """A popover with what the person may read of the task's comments, and a box for another one.

    The text leaves the browser with Send only, so that nothing else on the page runs while somebody
    writes. `fresh` hides what was said before, where the task must look like a new one.
    """
    key = f"{project.number}_{task.number}"
    said = [] if fresh else _known(database, project, person, task).comments
    label = f"Comments · {len(said)}" if said else "Comment"
    with st.popover(label, type="tertiary", key=f"comments_{key}"):
        for comment in said:
            _show_comment(comment, person)
        send = (database, project, person, task.task_id, f"comment_{key}")
        _show_form("Comment on this task", *send, as_reviewer=False)


def show_thread(database: Database, project: Project, person: Annotator, task: Task) -> None:
    """All comments on a task with an answer box; flags can be resolved and opened again."""
    key = f"{project.number}_{task.number}"
    said = list_thread(database, project, task.task_id)
    if not said:
        st.caption("Nobody has commented on this task.")
    for comment in said:
        with st.container(
            horizontal=True, vertical_alignment="top", key=f"said_{comment.comment_id}"
        ):
            with st.container():
                _show_comment(comment, person)
            if comment.is_flag:
                is_open = comment.is_open_flag
                st.button(
                    "Resolve" if is_open else "Reopen",
                    key=f"resolve_{comment.comment_id}",
                    type="secondary" if is_open else "tertiary",
                    on_click=_resolve,
                    args=(database, project, person, comment.comment_id, is_open, f"answer_{key}"),
                )
    send = (database, project, person, task.task_id, f"answer_{key}")
    _show_form("Answer" if said else "Comment", *send, as_reviewer=True)


def _known(database: Database, project: Project, person: Annotator, task: Task) -> _Known:
    """What was said of the task, read anew after a while or once something was sent."""
    known: _Known | None = st.session_state.get(KNOWN)
    now, about = time.monotonic(), (person.annotator_id, task.task_id)
    if known is None or known.about != about or now - known.read_at > KNOWN_SECONDS:
        said = list_comments_while_labeling(database, project, person, task.task_id)
        known = st.session_state[KNOWN] = _Known(about, now, said)
    return known


def _show_comment(comment: Comment, reader: Annotator) -> None:
    is_own = comment.author.annotator_id == reader.annotator_id
    facts = ["reviewer"] if comment.by_reviewer and not is_own else []
    facts.append(f"{comment.created_at:%Y-%m-%d %H:%M} UTC")
    if comment.resolved_at is not None:
        facts.append(f"resolved by {plain(comment.resolved_by or 'somebody')}")
    name = "You" if is_own else plain(comment.author.name)
    colour = "orange" if comment.is_open_flag else "gray"
    flag = f" :{colour}-badge[flag]" if comment.is_flag else ""
    with st.container(gap=None):
        st.markdown(f"**{name}** :small[:gray[· {' · '.join(facts)}]]{flag}")
        if comment.text:
            st.text(comment.text)


def _show_form(
    label: str,
    database: Database,
    project: Project,
    person: Annotator,
    task_id: UUID,
    key: str,
    *,
    as_reviewer: bool,
) -> None:
    with st.form(f"form_{key}", border=False):
        st.text_area(label, key=f"text_{key}", max_chars=LONGEST_COMMENT, height=BOX_HEIGHT)
        if not as_reviewer:
            st.checkbox("Flag this task for review", key=f"flag_{key}")
        st.caption(ANSWER_READERS if as_reviewer else COMMENT_READERS)
        send = (database, project, person, task_id, key, as_reviewer)
        st.form_submit_button("Send", on_click=_send, args=send)
    if problem := st.session_state.pop(f"problem_{key}", None):
        st.error(plain(problem))
    if st.session_state.pop(f"sent_{key}", False):
        st.caption("Sent.")


def _send(
    database: Database,
    project: Project,
    person: Annotator,
    task_id: UUID,
    key: str,
    as_reviewer: bool,
) -> None:
    """The text stays in its box where it could not be stored."""
    text = st.session_state.get(f"text_{key}") or ""
    is_flag = bool(st.session_state.get(f"flag_{key}"))
    try:
        if as_reviewer:
            answer_comment(database, project, person, task_id, text)
        else:
            add_comment(database, project, person, task_id, text, is_flag=is_flag)
    except PodiumError as error:
        st.session_state[f"problem_{key}"] = str(error)
    else:
        st.session_state[f"text_{key}"] = ""
        st.session_state[f"flag_{key}"] = False
        st.session_state[f"sent_{key}"] = True
        st.session_state.pop(KNOWN, None)


def _resolve(
    database: Database,
    project: Project,
    person: Annotator,
    comment_id: UUID,
    resolved: bool,
    key: str,
) -> None:
    try:
        resolve_comment(database, project, person.annotator_id, comment_id, resolved=resolved)
    except PodiumError as error:
        st.session_state[f"problem_{key}"] = str(error)

"""A task and answers to it without names of models: letters, and the responses' first words."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from lib.domain.annotation import Annotator
from lib.domain.project import Project
from lib.domain.task import Task
from lib.services.application import Database
from lib.services.labeling import open_task
from lib.services.result_words import Worded
from lib.ui.label_studio.conflict_text import ConflictText, text_of_conflict
from lib.ui.plain_text import first_words, plain

FIRST_WORDS = 90


def words_of(
    database: Database,
    project: Project,
    person: Annotator,
    task: Task,
    results: Sequence[list[Any]],
) -> ConflictText:
    """The letters are those that the person who looks has on the page Label."""
    return text_of_conflict(open_task(database, project, person, task), results, named=False)


def in_words(worded: Sequence[Worded]) -> str:
    """A result on one line of Markdown: “Relevant: A > B · Not placed: C”."""
    return " · ".join(f"{plain(heading)}: **{plain(text)}**" for heading, text in worded)


def show_responses(text: ConflictText) -> None:
    """The beginning of each response beside its letter."""
    for letter, body in text.responses:
        st.markdown(f"**{plain(letter)}** {plain(first_words(body, FIRST_WORDS)) or '(empty)'}")

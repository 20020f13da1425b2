"""Assign tasks to people, and see who has what: for reviewers, on the Progress page."""

import re
from uuid import UUID

import streamlit as st

from lib.domain.annotation import Annotator
from lib.domain.project import Project
from lib.errors import PodiumError
from lib.services.application import Database
from lib.services.assignment import (
    AssignedWork,
    assign_tasks,
    list_assignable_people,
    list_assignments,
    unassign_tasks,
)
from lib.services.assignment_numbers import read_task_numbers, spans
from lib.services.progress import read_project_progress
from lib.ui.plain_text import counted, plain

LONGEST_LIST = 60
NUMBERS = re.compile(r"\s*\d*\s*([-–]\s*\d+\s*)?")


def show_assign(database: Database, project: Project, person: Annotator) -> None:
    """A form for a set of tasks and of people, and a table of what is assigned."""
    st.subheader("Assigned tasks", anchor=False)
    st.caption("Whoever is assigned tasks gets them before all others, in any order of tasks.")
    people = {each.annotator_id: each for each in list_assignable_people(database, project)}
    _show_form(database, project, person, people)
    _show_table(list_assignments(database, project))


def _show_form(
    database: Database, project: Project, person: Annotator, people: dict[UUID, Annotator]
) -> None:
    with (
        st.form(f"assign_{project.number}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        text = st.text_input("Tasks", placeholder="1-20, 35", key=f"assign_tasks_{project.number}")
        chosen = st.multiselect(
            "People",
            list(people),
            format_func=lambda each: people[each].name,
            key=f"assign_people_{project.number}",
            placeholder="Choose people",
        )
        assigns = st.form_submit_button("Assign", type="primary")
        takes_back = st.form_submit_button("Take back")
    if not assigns and not takes_back:
        return
    change = assign_tasks if assigns else unassign_tasks
    numbers: list[int] = []
    try:
        numbers = read_task_numbers(_bad_first(text))
        n = change(database, project, person.annotator_id, numbers, chosen)
    except PodiumError as error:
        n_tasks = read_project_progress(database, project).tasks.tasks
        there = f" The project has {counted(n_tasks, 'task')}."
        is_beyond = text and (not numbers or numbers[-1] > n_tasks)
        st.error(plain(f"{error}{there if is_beyond else ''}"))
    else:
        st.success(_done(n, len(numbers) * len(chosen), assigns=assigns))


def _bad_first(text: str) -> str:
    """The same tasks, with what is no number in front: it is named before a range is too long."""
    return ", ".join(sorted(re.split("[,;]", text), key=lambda part: bool(NUMBERS.fullmatch(part))))


def _done(n: int, asked: int, *, assigns: bool) -> str:
    """What came of it; a task times a person is one assignment."""
    what = "1 assignment" if n == 1 else f"{n} assignments"
    if not assigns:
        return f"{what} taken back. Work and drafts are kept."
    rest = f" {asked - n} of {asked} were there already, or done." if n < asked else ""
    return f"{what} made.{rest}"


def _show_table(assigned: list[AssignedWork]) -> None:
    if not assigned:
        st.caption("Nothing is assigned to anybody.")
        return
    st.dataframe(
        {
            "Person": [each.annotator.name for each in assigned],
            "Assigned (n)": [each.n for each in assigned],
            "Done (n)": [len(each.done) for each in assigned],
            "Still to do": [_listed(each.left) for each in assigned],
        },
        hide_index=True,
        width="stretch",
    )


def _listed(numbers: tuple[int, ...]) -> str:
    text = spans(numbers)
    return text if len(text) <= LONGEST_LIST else f"{text[:LONGEST_LIST].rpartition(',')[0]}, …"

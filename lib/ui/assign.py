"""Assign tasks to people, and see who has what: for reviewers, on the Progress page."""

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
from lib.ui.plain_text import plain

LONGEST_LIST = 60


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
    try:
        numbers = read_task_numbers(text)
        n = change(database, project, person.annotator_id, numbers, chosen)
    except PodiumError as error:
        st.error(plain(str(error)))
    else:
        st.success(_done(n, len(numbers) * len(chosen), assigns=assigns))


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

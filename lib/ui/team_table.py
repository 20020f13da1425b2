"""The people of an installation in one table, and those of a project with their roles."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import streamlit as st

from lib.domain.access import Role
from lib.domain.project import Project
from lib.domain.team import Person
from lib.services.application import Database
from lib.services.team import set_role
from lib.settings import AuthMode
from lib.ui.done_notice import refusals, tell
from lib.ui.plain_text import counted, plain
from lib.ui.project_choice import CHOSEN

MODE_WORDS: Mapping[AuthMode, str] = {
    "local": (
        "Podium runs on this computer only: a name is enough to sign in, and everybody may do "
        "everything. The roles below count from the moment it is started with "
        "`PODIUM_AUTH=password`."
    ),
    "password": (
        "People sign in with their e-mail address and a password, which they choose through a link "
        "that you send them. Until they have a role, they see no project."
    ),
    "oidc": (
        "People sign in through your provider, with the e-mail address that stands here. Until "
        "they have a role, they see no project."
    ),
}

LONGEST_PROJECT = 30
WIDTHS = {"Roles": 270, "E-mail": 160, "Last sign-in": 95}
"""Pixels, such that all columns are in sight on a usual screen: a role, and a whole date."""


def label_of(person: Person) -> str:
    """Who that is, so that namesakes can be told apart."""
    who = person.annotator
    return f"{who.name} · {who.email or who.number}"


def show_people(people: Sequence[Person], projects: Sequence[Project], auth: AuthMode) -> None:
    """Admins and members first, those last who are only known from what was imported."""
    names = {project.project_id: project.name for project in projects}
    st.dataframe(
        [_row(person, names, auth) for person in sorted(people, key=_rank)],
        hide_index=True,
        key="team_table",
        column_config={
            "Roles": st.column_config.TextColumn(width=WIDTHS["Roles"]),
            "E-mail": st.column_config.TextColumn(width=WIDTHS["E-mail"]),
            "Last sign-in": st.column_config.TextColumn(
                width=WIDTHS["Last sign-in"],
                help="The day, in UTC. The time is shown for one person, below.",
            ),
            "Sessions": st.column_config.NumberColumn(
                width="small", help="The browsers on which the person is signed in now."
            ),
        },
        alt="People with their roles and when they signed in last",
    )
    admins = sum(person.is_admin for person in people)
    st.caption(f"{counted(len(people), 'person', 'people')}, {counted(admins, 'admin')}.")


def _rank(person: Person) -> tuple[bool, bool, bool]:
    is_known = person.last_sign_in or person.annotator.email
    return not person.is_admin, not person.roles, not is_known


def _row(person: Person, names: Mapping[UUID, str], auth: AuthMode) -> dict[str, object]:
    held = ["admin"] if person.is_admin else []
    held += [
        f"{_shortened(names[key])}: {role}" for key, role in person.roles.items() if key in names
    ]
    row: dict[str, object] = {
        "Name": person.annotator.name,
        "Roles": ", ".join(held),
        "E-mail": person.annotator.email or "",
        "Last sign-in": f"{person.last_sign_in:%Y-%m-%d}" if person.last_sign_in else "",
        "Sessions": person.n_sessions,
        "Annotations": person.n_annotations,
    }
    return row | ({"Password": person.has_password} if auth == "password" else {})


def _shortened(name: str) -> str:
    """A project's name without its middle where it is long: what tells such names apart is often
    at their end.
    """
    if len(name) <= LONGEST_PROJECT:
        return name
    tail = (LONGEST_PROJECT - 1) // 2
    return f"{name[: LONGEST_PROJECT - 1 - tail].rstrip()}…{name[-tail:].lstrip()}"


def show_members(database: Database, people: Sequence[Person], projects: Sequence[Project]) -> None:
    """Who is what in one project, as two lists; only what was changed is stored."""
    st.subheader("Roles in a project")
    if not projects:
        st.caption("There is no project yet. Make one on the Projects page.")
        return
    project = st.selectbox(
        "Project",
        projects,
        index=_first_shown(projects),
        format_func=lambda each: each.name,
        key="team_project",
    )
    ids = [person.annotator.annotator_id for person in people]
    labels = {person.annotator.annotator_id: label_of(person) for person in people}
    held = {
        person.annotator.annotator_id: person.roles.get(project.project_id) for person in people
    }
    with st.form(f"members_{project.number}", border=False):
        reviewers = st.multiselect(
            "Reviewers",
            ids,
            default=[each for each in ids if held[each] == "reviewer"],
            format_func=lambda each: labels[each],
            placeholder="Nobody yet",
            help="They label, see everybody's work and all results, decide, import and export.",
            key=f"reviewers_{project.number}_{_mark(held)}",
        )
        annotators = st.multiselect(
            "Annotators",
            ids,
            default=[each for each in ids if held[each] == "annotator"],
            format_func=lambda each: labels[each],
            placeholder="Nobody yet",
            help="They label, and see their own work and how far the project is; no models.",
            key=f"annotators_{project.number}_{_mark(held)}",
        )
        saved = st.form_submit_button("Save the roles", type="primary")
    if not saved:
        return
    both = [labels[each] for each in ids if each in reviewers and each in annotators]
    if both:
        st.error(f"{plain(both[0])} stands in both lists. Keep them in one.")
        return
    wanted: dict[UUID, Role] = dict.fromkeys(reviewers, "reviewer")
    wanted |= dict.fromkeys(annotators, "annotator")
    changed = [each for each in ids if wanted.get(each) != held[each]]
    with refusals():
        for each in changed:
            set_role(database, project.project_id, each, wanted.get(each))
        tell(
            f"{counted(len(changed), 'role')} changed in “{project.name}”."
            if changed
            else "Nothing was changed."
        )


def _first_shown(projects: Sequence[Project]) -> int:
    """The place of the project that was chosen last on any page, else of the newest."""
    numbers = [project.number for project in projects]
    chosen = st.session_state.get(CHOSEN)
    there = [number for number in numbers if str(number) == chosen]
    return numbers.index(there[0] if there else max(numbers))


def _mark(held: Mapping[UUID, str | None]) -> str:
    """Other lists than those on the screen begin as they are stored."""
    return f"{hash(tuple(held.items())):x}"

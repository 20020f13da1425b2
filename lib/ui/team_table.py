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
            "E-mail": st.column_config.TextColumn(width="medium"),
            "Roles": st.column_config.TextColumn(width="medium"),
        },
        alt="People with their roles and when they signed in last",
    )
    admins = sum(person.is_admin for person in people)
    st.caption(
        f"{counted(len(people), 'person', 'people')}, {counted(admins, 'admin')}. Times are UTC."
    )


def _rank(person: Person) -> tuple[bool, bool, bool]:
    is_known = person.last_sign_in or person.annotator.email
    return not person.is_admin, not person.roles, not is_known


def _row(person: Person, names: Mapping[UUID, str], auth: AuthMode) -> dict[str, object]:
    held = ["admin"] if person.is_admin else []
    held += [f"{names[key]}: {role}" for key, role in person.roles.items() if key in names]
    row: dict[str, object] = {
        "Name": person.annotator.name,
        "E-mail": person.annotator.email or "",
        "Roles": ", ".join(held),
        "Last sign-in": f"{person.last_sign_in:%Y-%m-%d %H:%M}" if person.last_sign_in else "",
        "Signed in on": person.n_sessions,
        "Annotations": person.n_annotations,
    }
    return row | ({"Password": person.has_password} if auth == "password" else {})


def show_members(database: Database, people: Sequence[Person], projects: Sequence[Project]) -> None:
    """Who is what in one project, as two lists; only what was changed is stored."""
    st.subheader("Roles in a project")
    if not projects:
        st.caption("There is no project yet. Make one on the Projects page.")
        return
    project = st.selectbox(
        "Project", projects, format_func=lambda each: each.name, key="team_project"
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


def _mark(held: Mapping[UUID, str | None]) -> str:
    """Other lists than those on the screen begin as they are stored."""
    return f"{hash(tuple(held.items())):x}"

"""Choose the counterpart: a project made there, or one that is there already."""

from collections.abc import Callable

import streamlit as st

from lib.domain.label_studio import RemoteProject
from lib.domain.project import Project
from lib.services.application import Database
from lib.services.label_studio.links import (
    LONGEST_TITLE,
    link_to_existing,
    link_to_new,
    project_from,
)
from lib.ui.label_studio.found import ASKING, Access, Found, key_of
from lib.ui.label_studio.notes import show_hiding
from lib.ui.label_studio.notice import reporting, rerun_with
from lib.ui.project_choice import remember_project

NEW, EXISTING = "A new project there", "A project that is there"
THIS, ANOTHER = "link this project with it", "make a new project here from it"


def preselect(project: Project | None, access: Access, found: Found) -> None:
    """Choose the project whose page the address names, if it is there."""
    if access.ls_project_id in {each.ls_project_id for each in found.projects}:
        st.session_state[key_of("kind", project)] = EXISTING
        st.session_state[key_of("existing", project)] = access.ls_project_id


def show_link_choice(
    database: Database,
    project: Project | None,
    access: Access,
    found: Found,
    look_again: Callable[[], object],
) -> None:
    """Without a project here, only what is there already can be chosen."""
    if project:
        kinds = [NEW, EXISTING]
        kind = st.radio("Link with", kinds, horizontal=True, key=key_of("kind", project))
        if kind == NEW:
            _offer_new(database, project, access)
            return
    chosen = _ask_existing(project, found, look_again)
    if chosen is None:
        return
    into = ANOTHER
    if project:
        ways = [THIS, ANOTHER]
        into = st.radio("Then", ways, horizontal=True, key=key_of("into", project))
    if project and into == THIS:
        _offer_this(database, project, access, chosen.ls_project_id)
    else:
        _offer_another(database, project, access, chosen)


def _offer_new(database: Database, project: Project, access: Access) -> None:
    title = st.text_input(
        "Title there",
        project.name[:LONGEST_TITLE],
        max_chars=LONGEST_TITLE,
        key=key_of("title", project),
    )
    opaque = _ask_opaque(project)
    makes_users = _ask_makes_users(project)
    st.caption("It gets this project's labeling config. The first push brings the tasks over.")
    if st.button("Make and link", type="primary", key="ls_link_new", disabled=not title.strip()):
        with reporting("Linking …"):
            link_to_new(
                database,
                project,
                access.url,
                access.token,
                token_env=access.token_env,
                opaque=opaque,
                makes_users=makes_users,
                title=title.strip(),
            )
            rerun_with("Linked. Push to bring the tasks over.")


def _ask_existing(
    project: Project | None, found: Found, look_again: Callable[[], object]
) -> RemoteProject | None:
    remotes = {each.ls_project_id: each for each in found.projects}
    chosen = None
    if remotes:
        chosen = st.selectbox(
            "Project there",
            list(remotes),
            index=None,
            placeholder="Choose a project",
            format_func=lambda number: _named(remotes[number]),
            key=key_of("existing", project),
        )
    else:
        st.info("There is no project yet that this token may see.")
    if st.button("Look again", key="ls_look_again", icon=":material/refresh:"):
        with reporting(ASKING):
            look_again()
            st.rerun()
    return None if chosen is None else remotes[chosen]


def _offer_this(database: Database, project: Project, access: Access, chosen: int) -> None:
    opaque = _ask_opaque(project)
    makes_users = _ask_makes_users(project)
    st.caption(
        "Both labeling configs must ask for the same. Tasks that bear the same key are taken for "
        "the same one; a push adds the others."
    )
    if st.button("Link", type="primary", key="ls_link_existing"):
        with reporting("Linking …"):
            link_to_existing(
                database,
                project,
                access.url,
                access.token,
                chosen,
                token_env=access.token_env,
                opaque=opaque,
                makes_users=makes_users,
            )
            rerun_with("Linked. See what a sync would do, then let it.")


def _offer_another(
    database: Database, project: Project | None, access: Access, remote: RemoteProject
) -> None:
    name = st.text_input(
        "Name here", remote.title, max_chars=200, key=f"ls_name_{remote.ls_project_id}"
    )
    makes_users = _ask_makes_users(project)
    st.caption("It gets the labeling config from there. The first pull brings all content in.")
    if st.button("Make and link", type="primary", key="ls_project_from", disabled=not name.strip()):
        with reporting("Linking …"):
            made = project_from(
                database,
                access.url,
                access.token,
                remote.ls_project_id,
                name=name.strip(),
                token_env=access.token_env,
                makes_users=makes_users,
            )
            remember_project(made)
            rerun_with(f"The project “{made.name}” is there, and linked. Pull its content.")


def _named(remote: RemoteProject) -> str:
    return f"{remote.title} · project {remote.ls_project_id} · {remote.n_tasks:,} tasks"


def _ask_opaque(project: Project) -> bool:
    opaque = st.checkbox(
        "Hide the models there (opaque ids and titles)",
        key=key_of("opaque", project),
        help="Label Studio prints the id and the title of each response. With this, responses go "
        "out shuffled as “Response 1”, “Response 2” …, and a pull turns them back. Of a task's "
        "data, only the fields that the labeling config shows go there. It cannot be changed "
        "later.",
    )
    show_hiding(opaque)
    return opaque


def _ask_makes_users(project: Project | None) -> bool:
    return st.checkbox(
        "Add users there for people who have none",
        key=key_of("users", project),
        help="For people with an e-mail address; work of all others whom Label Studio does not "
        "know goes out under the name of the token's owner.",
    )

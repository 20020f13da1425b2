"""Not linked yet: ask for the address and the token, try them, then choose what to link with."""

import os
from functools import partial

import streamlit as st

from lib.domain.project import Project
from lib.services.application import Database
from lib.services.label_studio.asking import check_connection, list_remote_projects
from lib.services.label_studio.tokens import TOKEN_VARIABLE
from lib.ui.label_studio.found import ASKING, Access, Found, key_of
from lib.ui.label_studio.link_choice import preselect, show_link_choice
from lib.ui.label_studio.notice import reporting
from lib.ui.plain_text import plain

ENTERED = "entered here"
IN_STEP = (
    "Keep this project in step with one of a Label Studio: tasks, predictions and annotations go "
    "both ways."
)
NONE_YET = (
    "There is no project here yet. Bring one in from a Label Studio: tasks, predictions and "
    "annotations then go both ways. Or make one on the Projects page."
)


def show_connect(database: Database, project: Project | None) -> None:
    """Without a project, what is chosen there becomes a new one here."""
    st.subheader("Connect")
    st.caption(IN_STEP if project else NONE_YET)
    access = _ask(database, project)
    found: Found | None = st.session_state.get(_found_key(project))
    # The token lives in its field alone, so it is gone when the page was left.
    if found and found.is_of(access):
        version, user = found.server.version, found.server.user
        st.success(
            plain(f"Label Studio {version} answers, signed in as {user.email or user.name}.")
        )
        look_again = partial(_look, database, project, access)
        show_link_choice(database, project, access, found, look_again)


def _found_key(project: Project | None) -> str:
    return key_of("found", project)


def _ask(database: Database, project: Project | None) -> Access:
    """The form; a click on its button tries what it holds and keeps the answer."""
    variable = os.environ.get(TOKEN_VARIABLE, "")
    entered = True
    if variable:
        sources = [ENTERED, f"the server's variable {TOKEN_VARIABLE}"]
        entered = st.radio("The token is", sources, key=key_of("source", project)) == ENTERED
    with st.form(key_of("connect", project), border=False):
        url = st.text_input(
            "Address",
            key=key_of("url", project),
            placeholder="https://label-studio.example.org",
            max_chars=500,
        ).strip()
        token = variable
        if entered:
            token = st.text_input(
                "Token",
                type="password",
                key=key_of("token", project),
                help="From “Account & Settings” in Label Studio: an access token, or a legacy "
                "token. It is kept in a file beside the database that only the server's own user "
                "can read, and never shown again.",
                max_chars=2000,
            ).strip()
        tried = st.form_submit_button("Test connection", icon=":material/lan:")
    access = Access(url, token, None if entered else TOKEN_VARIABLE)
    if tried:
        _try(database, project, access)
    return access


def _try(database: Database, project: Project | None, access: Access) -> None:
    st.session_state.pop(_found_key(project), None)
    if not access.url or not access.token:
        st.error("Enter the address and the token.")
        return
    with reporting(ASKING):
        preselect(project, access, _look(database, project, access))


def _look(database: Database, project: Project | None, access: Access) -> Found:
    """Ask what is there, and keep the answer."""
    server = check_connection(database, access.url, access.token)
    projects = tuple(list_remote_projects(database, access.url, access.token))
    found = Found(access.url, access.token_env, server, projects)
    st.session_state[_found_key(project)] = found
    return found

"""One's own account: roles, sessions, password, and everything that one wrote."""

import streamlit as st

from lib.domain.annotation import Annotator
from lib.services.access import role_of
from lib.services.accounts import change_password
from lib.services.application import Database
from lib.services.people import (
    SESSION_COOKIE,
    end_other_sessions,
    end_session_of,
    list_sessions,
    session_key_of,
)
from lib.services.projects import list_projects
from lib.settings import AuthMode
from lib.ui.done_notice import refusals, tell
from lib.ui.plain_text import plain


def show_roles(database: Database, person: Annotator, auth: AuthMode) -> None:
    st.markdown(f"**{plain(person.name)}**")
    if person.email:
        st.text(person.email)
    if auth == "local":
        st.caption("Podium runs on this computer only, so everybody may do everything.")
    elif role_of(database) == "admin":
        st.caption("You are an admin: you may do everything in every project.")
    else:
        for project in list_projects(database):
            role = role_of(database, project.project_id)
            st.markdown(f"- {plain(project.name)}: {role}")
        if not list_projects(database):
            st.caption("You have no role in a project yet. Ask an admin for one.")


def show_sessions(database: Database, person: Annotator) -> None:
    """Where one is signed in, and the way out."""
    st.subheader("Where you are signed in")
    this = this_session()
    sessions = list_sessions(database, person)
    for number, session in enumerate(sessions):
        words, button = st.columns([4, 1], vertical_alignment="center")
        is_this = session.is_this(this)
        words.markdown(
            f"{plain(session.browser or 'A browser')}{' · **this one**' if is_this else ''}"
        )
        words.caption(f"Since {session.created_at:%-d %B %Y, %H:%M} UTC")
        if not is_this and button.button("End", key=f"end_session_{number}"):
            end_session_of(database, person, session.session_key)
            tell("That browser is signed out.")
    others = [each for each in sessions if not each.is_this(this)]
    if this and others and st.button("End all others", icon=":material/logout:", key="end_others"):
        end_other_sessions(database, person, this)
        tell("Every other browser is signed out.")


def show_password(database: Database, person: Annotator) -> None:
    st.subheader("Password")
    with st.form("change_password", border=False, clear_on_submit=True):
        old = st.text_input("Your password now", type="password", autocomplete="current-password")
        new = st.text_input("The new one", type="password", autocomplete="new-password")
        again = st.text_input("The new one again", type="password", autocomplete="new-password")
        if not st.form_submit_button("Change the password"):
            return
    if new != again:
        st.error("The two new passwords differ. Type the same one twice.")
        return
    with refusals():
        change_password(database, person, old, new, keep=this_session())
        tell("Your password is changed. Every other browser is signed out.")


def show_own_data(person: Annotator) -> None:
    st.subheader("What you wrote")
    st.caption(
        "Your annotations with all their revisions, drafts and comments, as one JSON file. "
        "Responses are named by the place in which you saw them where you label blind."
    )
    st.link_button(
        "Download", f"/download/person/{person.number}", icon=":material/download:", key="own_data"
    )


def this_session() -> str | None:
    """The key of the session that this page belongs to."""
    session_id = st.context.cookies.get(SESSION_COOKIE)
    return session_key_of(session_id) if isinstance(session_id, str) else None

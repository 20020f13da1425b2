"""Add somebody, and what an admin can do about one person."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import streamlit as st

from lib.domain.annotation import Annotator
from lib.domain.team import Person
from lib.services.accounts import PASSWORD_LINK, new_password_link
from lib.services.application import Database, current_settings
from lib.services.people import LONGEST_NAME, end_sessions_of
from lib.services.team import add_person, archive_person, change_person, set_admin
from lib.settings import AuthMode
from lib.ui.done_notice import refusals, tell
from lib.ui.plain_text import counted, plain
from lib.ui.team_table import label_of

NEW_LINK = "new_password_link"


def show_add_person(database: Database, people: Sequence[Person], auth: AuthMode) -> None:
    with (
        st.expander("Add a person", icon=":material/person_add:"),
        st.form("add_person", border=False),
    ):
        # Empty again once there is one more.
        name, email = _fields(auth, "", "", f"new_{len(people)}")
        if st.form_submit_button("Add", type="primary"):
            with refusals():
                person = add_person(database, name, email, email_needed=auth != "local")
                if auth == "password":
                    _make_link(database, person)
                tell(f"{person.name} is there. Give them a role in a project below.")


def show_new_link() -> None:
    """The link that was just made: this once."""
    found = st.session_state.pop(NEW_LINK, None)
    if found is None:
        return
    name, path = found
    with st.container(border=True):
        st.markdown(f"**Send this link to {plain(name)}**")
        st.code(f"{_origin()}{path}", language=None, wrap_lines=True)
        st.caption(
            f"With it they choose a password. It serves once, for {PASSWORD_LINK.days} days, and "
            "is not shown again: copy it now. Whoever has it can sign in as them."
        )


def show_person(
    database: Database, me: Annotator, people: Sequence[Person], auth: AuthMode
) -> None:
    """One person, chosen by name: what can be changed."""
    st.subheader("One person")
    labels = {person.annotator.annotator_id: label_of(person) for person in people}
    chosen = st.selectbox(
        "Person",
        list(labels),
        index=None,
        format_func=lambda each: labels[each],
        placeholder="Choose somebody to change",
        key="team_person",
    )
    person = next((each for each in people if each.annotator.annotator_id == chosen), None)
    if person is None:
        return
    who = person.annotator
    if person.last_sign_in:
        st.caption(f"Signed in last on {person.last_sign_in:%-d %B %Y, %H:%M} UTC.")
    with st.form(f"person_{who.number}", border=False):
        name, email = _fields(auth, who.name, who.email or "", str(who.number))
        if st.form_submit_button("Save name and e-mail"):
            with refusals():
                needed = auth != "local"
                change_person(database, who.annotator_id, name, email, email_needed=needed)
                tell("Saved.")
    with st.container(horizontal=True):
        _show_actions(database, me, person, auth)


def _show_actions(database: Database, me: Annotator, person: Person, auth: AuthMode) -> None:
    who = person.annotator
    word = "Take admin away" if person.is_admin else "Make admin"
    if st.button(word, key="toggle_admin", icon=":material/shield_person:"):
        with refusals():
            set_admin(database, who.annotator_id, not person.is_admin)
            tell(f"{who.name} is {'no admin any more' if person.is_admin else 'an admin'}.")
    if auth == "password":
        word = "New password link" if person.has_password else "Invitation link"
        if st.button(word, key="password_link", icon=":material/link:"):
            with refusals():
                _make_link(database, who)
                st.rerun()
    if st.button(
        f"Sign out everywhere ({person.n_sessions})",
        key="end_sessions",
        icon=":material/logout:",
        disabled=not person.n_sessions,
    ):
        with refusals():
            end_sessions_of(database, who.annotator_id)
            tell(f"{who.name} is signed out everywhere.")
    st.link_button(
        "What they wrote (JSON)", f"/download/person/{who.number}", icon=":material/download:"
    )
    if st.button(
        "Archive",
        key="archive_person",
        icon=":material/archive:",
        disabled=who.annotator_id == me.annotator_id,
        help="They are signed out and cannot sign in; the tasks they hold go to others. What they "
        "wrote stays and counts. You can restore them.",
    ):
        with refusals():
            archive_person(database, who.annotator_id)
            tell(
                f"{who.name} is archived, with {counted(person.n_annotations, 'annotation')} that "
                "stay."
            )


def _fields(auth: AuthMode, name: str, email: str, key: str) -> tuple[str, str]:
    left, right = st.columns(2)
    label = "E-mail (optional)" if auth == "local" else "E-mail"
    return (
        left.text_input("Name", name, max_chars=LONGEST_NAME, key=f"name_{key}_{name}"),
        right.text_input(label, email, key=f"email_{key}_{email}"),
    )


def _make_link(database: Database, person: Annotator) -> None:
    st.session_state[NEW_LINK] = (
        person.name,
        new_password_link(database, person.annotator_id),
    )


def _origin() -> str:
    """Where people reach Podium: as it is set up, else as this browser does."""
    if url := current_settings().url:
        return url
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}"

"""How a link is kept: automatic pulls, users there, another token, the end of it."""

import streamlit as st

from lib.domain.label_studio import Link
from lib.domain.project import Project
from lib.services.application import Database
from lib.services.label_studio.asking import check_connection
from lib.services.label_studio.links import (
    INTERVALS,
    change_link,
    replace_token,
    unlink,
)
from lib.ui.label_studio.notice import reporting, rerun_with
from lib.ui.label_studio.sync_words import every
from lib.ui.label_studio.webhook import show_webhook
from lib.ui.plain_text import plain


def show_link_settings(database: Database, project: Project, link: Link) -> None:
    with st.expander("Settings of the link"):
        _show_automatic(database, project, link)
        st.divider()
        show_webhook(database, project, link)
        st.divider()
        _show_token(database, project, link)
        st.divider()
        _show_unlink(database, project, link)


def _show_automatic(database: Database, project: Project, link: Link) -> None:
    choices = (None, *INTERVALS)
    with st.form(f"ls_settings_{project.number}", border=False):
        minutes = st.selectbox(
            "Pull by itself",
            choices,
            index=choices.index(link.interval_minutes) if link.interval_minutes in choices else 0,
            format_func=lambda each: every(each) if each else "off",
            help="While Podium runs. It never pushes by itself.",
        )
        makes_users = st.checkbox(
            "Add users there for people who have none",
            link.makes_users,
            help="For people with an e-mail address; work of all others whom Label Studio does "
            "not know goes out under the name of the token's owner.",
        )
        if st.form_submit_button("Save the settings"):
            with reporting("Saving …"):
                change_link(
                    database,
                    project.project_id,
                    interval_minutes=minutes or 0,
                    makes_users=makes_users,
                )
                rerun_with("Saved.")


def _show_token(database: Database, project: Project, link: Link) -> None:
    if link.token_env:
        st.caption(f"The token is in the server's variable {plain(link.token_env)}.")
    else:
        st.caption("The token is in a file that only the server's own user can read.")
    with st.form(f"ls_new_token_{project.number}", border=False, clear_on_submit=True):
        token = st.text_input("Another token", type="password", max_chars=2000).strip()
        if not st.form_submit_button("Test and replace the token"):
            return
    if not token:
        st.error("Enter the token.")
        return
    with reporting("Asking …"):
        server = check_connection(database, link.url, token, link.ls_project_id)
        replace_token(database, project.project_id, token)
        rerun_with(f"The token is replaced: signed in as {server.user.email or server.user.name}.")


def _show_unlink(database: Database, project: Project, link: Link) -> None:
    with st.popover("Unlink …", icon=":material/link_off:"):
        st.write(
            "Nothing is deleted, neither here nor there. Podium forgets which tasks and "
            "annotations belong together, the open conflicts, and the token."
        )
        if st.button("Unlink", key="ls_unlink", type="primary"):
            with reporting("Unlinking …"):
                unlink(database, project.project_id)
                rerun_with(f"Unlinked from “{link.ls_title}”. Both sides keep what they have.")

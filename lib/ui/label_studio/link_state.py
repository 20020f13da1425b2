"""One line: which project of which Label Studio, when last pulled, what waits."""

import streamlit as st

from lib.domain.label_studio import Link
from lib.domain.project import Project
from lib.services.application import Database
from lib.services.label_studio.sync import count_waiting
from lib.ui.label_studio.last_run import show_last_failure
from lib.ui.label_studio.standing import waiting_in_words
from lib.ui.label_studio.sync_words import every, moment
from lib.ui.plain_text import plain


def show_link_state(database: Database, project: Project, link: Link) -> None:
    show_last_failure(database, link)
    pulled = f"last pulled {moment(link.synced_at)}" if link.synced_at else "not pulled yet"
    st.markdown(f"{_there(link)} · {pulled} · {_waiting(database, project)}")
    traits = []
    if link.opaque:
        traits.append("Models are hidden there in tasks from here.")
    if link.interval_minutes:
        traits.append(f"It is pulled {every(link.interval_minutes)}.")
    if traits:
        st.caption(" ".join(traits))


def _there(link: Link) -> str:
    if link.ls_project_id is None:
        return f"**{plain(link.ls_title)}** at {plain(link.url)}, to be made there by the next push"
    address = f"{link.url}/projects/{link.ls_project_id}/data"
    name = f"**{plain(link.ls_title)}**, project {link.ls_project_id}"
    return f"[{name}](<{address}>) at {plain(link.url)}"


def _waiting(database: Database, project: Project) -> str:
    words = waiting_in_words(count_waiting(database, project.project_id))
    return f"waiting to be pushed: {words}" if words else "nothing waits to be pushed"

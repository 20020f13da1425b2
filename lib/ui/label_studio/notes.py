"""What Label Studio shows and keeps otherwise than Podium."""

import streamlit as st

from lib.domain.label_studio import Link

TIES = (
    "Label Studio knows no ties. They travel in the `meta.ties` of a region, and its own page "
    "shows none: people see tied responses one below the other there."
)
PREDICTIONS = (
    "A prediction that is changed there comes as a new one beside the old; one that is deleted "
    "there stays here."
)
OPEN = (
    "Labeling in Label Studio is not blind: each card bears the title and the id of its response, "
    "and the order is that of the data."
)
BLIND = (
    "Labeling in Label Studio is blind for tasks from here: responses bear numbers in place of "
    "their titles and ids. Tasks that came from there keep their ids and titles."
)


def show_notes(link: Link | None) -> None:
    st.caption(TIES)
    if link:
        to_hide = "To hide them, unlink and link to a new project there."
        st.caption(BLIND if link.opaque else f"{OPEN} {to_hide}")
        st.caption(PREDICTIONS)


def show_hiding(opaque: bool) -> None:
    """Beside the switch that hides models there: what labeling there is like, as it is set."""
    st.caption(BLIND if opaque else f"{OPEN} Hide the models there to change that.")

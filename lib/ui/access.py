"""Who is at the other end of this run: the gate (lib.gate) has let them in and says who."""

from typing import Literal
from uuid import UUID

import streamlit as st

from lib.domain.annotation import Annotator
from lib.services.application import current_database
from lib.services.people import get_person

Role = Literal["annotator", "reviewer", "admin"]


def signed_in_person() -> Annotator:
    """The person whom the gate let in; derived on each run, never kept in the session's state."""
    identity = st.user.get("email")
    if not isinstance(identity, str):
        st.error("You are not signed in. Open /signin to tell Podium your name.")
        st.stop()
    return get_person(current_database(), UUID(identity))


def require(role: Role) -> Annotator:  # noqa: ARG001 - local mode trusts the one person at this computer
    """The person, if the role lets them see this page; the first line of every page."""
    return signed_in_person()

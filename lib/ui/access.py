"""Who is at the other end of this run: the gate (lib.gate) has let them in and says who."""

from typing import NamedTuple
from uuid import UUID

import streamlit as st

from lib.domain.access import Role
from lib.domain.annotation import Annotator
from lib.services.access import check
from lib.services.application import Database, current_database, database_for
from lib.services.people import get_person


class Visit(NamedTuple):
    """The person who looks at a page, and the database in their name."""

    person: Annotator
    database: Database


def signed_in_person() -> Annotator:
    """The person whom the gate let in; derived on each run, never kept in the session's state."""
    identity = st.user.get("email")
    if not isinstance(identity, str):
        st.error("You are not signed in. Open /signin to sign in.")
        st.stop()
    return get_person(current_database(), UUID(identity))


def visit() -> Visit:
    """Who is here, whatever their roles."""
    person = signed_in_person()
    return Visit(person, database_for(person))


def require(role: Role | None) -> Visit:
    """Who is here, if they have the role in any project; the first line of every page.

    None asks for no role. Which project they see is checked where it is chosen. Raises NotAllowed.
    """
    here = visit()
    if role is not None:
        check(here.database, role)
    return here

"""A button that downloads a file which only the person who sees it can take."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import streamlit as st

from lib.domain.access import Role
from lib.domain.project import Project
from lib.services.offers import Offer, offer_file
from lib.ui import access

OFFERS = "offered_files"


@dataclass
class _Offers:
    """What the page at `path` offers, by the key of the button."""

    path: str
    by_key: dict[str, Offer] = field(default_factory=dict)


def file_button(
    label: str,
    make: Callable[[], bytes],
    *,
    project: Project,
    role: Role = "reviewer",
    file_name: str,
    media_type: str,
    key: str,
    icon: str = ":material/download:",
    help: str | None = None,
) -> None:
    """A link in the look of a button; the bytes are made when it is followed.

    Who follows it must still have the role in the project.

    Streamlit's own download button keeps a file where everybody who is signed in may fetch it. The
    session holds one offer a button, replaced at each run under the same address, and those of this
    page only: `make` keeps alive what it needs.
    """
    path = urlsplit(st.context.url or "").path
    offers: _Offers = st.session_state.setdefault(OFFERS, _Offers(path))
    if offers.path != path:
        # In place: Streamlit keeps what another object takes the place of until the next run.
        offers.path = path
        offers.by_key.clear()
    offers.by_key[key] = offer_file(
        access.signed_in_person(),
        file_name,
        media_type,
        make,
        needed=role,
        project_id=project.project_id,
        instead_of=offers.by_key.get(key),
    )
    st.link_button(label, offers.by_key[key].path, key=key, icon=icon, help=help)

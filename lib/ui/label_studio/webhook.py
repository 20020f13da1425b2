"""Label Studio's webhook: a secret of its own, and what to enter there."""

from urllib.parse import urlsplit

import streamlit as st

from lib.domain.label_studio import Link
from lib.domain.project import Project
from lib.services.application import Database
from lib.services.label_studio.webhook import SECRET_HEADER, new_webhook_secret
from lib.ui.label_studio.notice import reporting
from lib.ui.plain_text import plain

SSRF_SETTING = "LABEL_STUDIO_SSRF_PROTECTION_ENABLED=false"


def show_webhook(database: Database, project: Project, link: Link) -> None:
    st.markdown("**Webhook**: Label Studio says when something changes, and Podium pulls soon.")
    st.caption(
        "In local mode Podium answers this computer only, so a webhook works from a Label Studio "
        "on this computer only. Label Studio refuses addresses of its own computer and of private "
        f"networks, unless it was started with {plain(SSRF_SETTING)}."
    )
    label = "Make a new secret" if link.webhook_secret_hash else "Make a secret"
    if not st.button(label, key="ls_webhook", icon=":material/key:"):
        st.caption(
            "It is set, and its secret cannot be shown again. A new secret ends the old one."
            if link.webhook_secret_hash
            else "It is not set."
        )
        return
    with reporting("Making a secret …"):
        _show_new_secret(project, new_webhook_secret(database, project.project_id))


def _show_new_secret(project: Project, secret: str) -> None:
    st.write(
        "Enter these in Label Studio, in the project's settings under “Webhooks”. The secret is "
        "shown this once."
    )
    st.caption("Payload URL")
    st.code(webhook_address(project), language=None)
    st.caption(f"Header {plain(SECRET_HEADER)}")
    st.code(secret, language=None)


def webhook_address(project: Project) -> str:
    """Where Label Studio finds this Podium, as the person's browser does."""
    here = urlsplit(st.context.url or "http://localhost")
    return f"{here.scheme}://{here.netloc}/api/label-studio/{project.number}"

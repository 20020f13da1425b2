"""Who may tell that something has changed in a Label Studio."""

import hashlib
import hmac
import secrets
from uuid import UUID

from lib.domain.project import Project
from lib.services.access import requires
from lib.services.label_studio.links import find_link, get_link
from lib.services.projects import list_projects
from lib.store import links
from lib.store.database import Database

SECRET_HEADER = "X-Podium-Secret"  # noqa: S105 - the header's name, not its value
"""The header in which Label Studio sends a webhook's secret."""


@requires("admin")
def new_webhook_secret(database: Database, project_id: UUID) -> str:
    """A new secret for Label Studio's webhook; it is shown once, only its hash is stored."""
    get_link(database, project_id)
    secret = secrets.token_urlsafe(24)
    hashed = _hash(secret)
    database.write(lambda c: links.update_link(c, project_id, webhook_secret_hash=hashed))
    return secret


def webhook_project(database: Database, number: int, secret: str) -> Project | None:
    """The linked project of that number, if that is its webhook's secret."""
    for project in list_projects(database):
        if project.number == number:
            link = find_link(database, project.project_id)
            expected = (link.webhook_secret_hash if link else None) or ""
            return project if hmac.compare_digest(_hash(secret), expected) else None
    return None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

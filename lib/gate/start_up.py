"""What signing in needs at start-up, and what is said once Podium answers."""

import sys

import uvicorn

from lib.errors import StorageError
from lib.gate import listeners
from lib.gate.access_log import hide_queries
from lib.services.accounts import needs_first_admin, new_first_admin_link
from lib.services.application import Database
from lib.services.people import prepare_sessions
from lib.services.running_app import announce_app
from lib.services.single_sign_on import has_admin
from lib.settings import Settings

NO_ADMIN = (
    "Nobody is an admin of this Podium, so nobody can add people. Set PODIUM_ADMINS to the e-mail "
    "addresses of those who are to be, separated by commas, and start it again."
)


def prepare_sign_in(database: Database, settings: Settings) -> str | None:
    """End sessions of other ways of signing in; the path of a link where an admin is missing."""
    hide_queries()
    prepare_sessions(database, settings.auth)
    if settings.oidc and not has_admin(database, settings.oidc):
        print(NO_ADMIN, file=sys.stderr, flush=True)
    if settings.auth == "password" and needs_first_admin(database):
        return new_first_admin_link(database)
    return None


def say_where(server: uvicorn.Server, settings: Settings, first_admin_link: str | None) -> None:
    """Print the address at which Podium answers, and tell it the command line."""
    url = settings.url if settings.auth != "local" else None
    address = url or listeners.local_url(server) or "http://localhost"
    print(f"Podium is ready: {address}", flush=True)
    if first_admin_link:
        print(f"Become its admin within 24 hours: {address}{first_admin_link}", flush=True)
    own_url = listeners.own_url(server)
    if own_url is None:
        return
    try:
        announce_app(settings.database, own_url)
    except StorageError as error:
        print(error, file=sys.stderr, flush=True)

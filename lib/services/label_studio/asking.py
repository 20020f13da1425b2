"""What answers at an address that somebody names, before anything is linked."""

from lib.domain.label_studio import RemoteProject, Server
from lib.label_studio.client import LabelStudioClient
from lib.services.access import requires
from lib.store.database import Database


@requires("admin")
def check_connection(
    _database: Database, url: str, token: str, ls_project_id: int | None = None
) -> Server:
    """What answers at an address. Raises LabelStudioError with what is wrong.

    For admins: whoever names the address decides where the server's token goes.
    """
    with LabelStudioClient(url, token, tries=1, timeout=20) as client:
        server = client.check()
        if ls_project_id is not None:
            client.get_project(ls_project_id)
        return server


@requires("admin")
def list_remote_projects(_database: Database, url: str, token: str) -> list[RemoteProject]:
    """The projects there that the token may see."""
    with LabelStudioClient(url, token) as client:
        client.check()
        return client.list_projects()

"""The tokens that links are used with: never in the database (docs/decisions/0020)."""

import os
from uuid import UUID

from lib.domain.label_studio import Link
from lib.errors import InvalidInput
from lib.services.access import requires
from lib.store import secrets_file
from lib.store.database import Database

TOKEN_VARIABLE = "PODIUM_LABEL_STUDIO_TOKEN"  # noqa: S105 - the variable's name, not its value
"""The variable that the page offers where it is set."""


@requires("admin")
def token_of(database: Database, link: Link) -> str:
    """The link's token. Raises InvalidInput where it is not where it should be."""
    if link.token_env:
        if token := os.environ.get(link.token_env):
            return token
        raise InvalidInput(
            f"The environment variable {link.token_env}, which should hold the token for "
            f"{link.url}, is not set. Set it and start Podium again, or give another token."
        )
    if token := secrets_file.read_secret(database.path, _name(link.project_id)):
        return token
    raise InvalidInput(f"There is no token for {link.url} any more. Give it once again.")


@requires("admin")
def store_token(database: Database, project_id: UUID, token: str) -> None:
    """Keep a token in the file of secrets beside the database."""
    secrets_file.write_secret(database.path, _name(project_id), token)


@requires("admin")
def forget_token(database: Database, project_id: UUID) -> None:
    secrets_file.remove_secret(database.path, _name(project_id))


def _name(project_id: UUID) -> str:
    return f"label-studio:{project_id}"

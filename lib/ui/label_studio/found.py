"""A Label Studio that a person has named, and what it answered."""

import re
from dataclasses import dataclass, field

from lib.domain.label_studio import RemoteProject, Server
from lib.domain.project import Project

ASKING = "Asking … (up to 20 seconds)"


def key_of(name: str, project: Project | None) -> str:
    """The key of a field or an answer; 0 stands for no project, as numbers start with 1."""
    return f"ls_{name}_{project.number if project else 0}"


@dataclass(frozen=True)
class Access:
    """Where a Label Studio is, and the token to ask it with; never kept in the session.

    `token_env` names the environment variable that the token is from, if it is from one.
    """

    url: str
    token: str = field(repr=False)
    token_env: str | None

    @property
    def ls_project_id(self) -> int | None:
        """The number in the address of a project's page, where that was given."""
        numbers = re.findall(r"/projects/(\d{1,9})\b", self.url)
        return int(numbers[-1]) if numbers else None


@dataclass(frozen=True)
class Found:
    """A Label Studio that answered, and its projects; the session keeps this, and no token."""

    url: str
    token_env: str | None
    server: Server
    projects: tuple[RemoteProject, ...]

    def is_of(self, access: Access) -> bool:
        """Whether this is what that address answered."""
        return bool(access.token) and (self.url, self.token_env) == (access.url, access.token_env)

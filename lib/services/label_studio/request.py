"""A sync as the command line asks for it: linked first where it is not, checked where it is."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lib.domain.label_studio import Direction, Link, Progress, SyncOutcome
from lib.domain.project import Project
from lib.errors import InvalidInput
from lib.label_studio.address import read_url
from lib.services.access import requires
from lib.services.label_studio.link_preview import preview_link
from lib.services.label_studio.links import find_link, link_to_existing, link_to_new
from lib.services.label_studio.sync import preview_sync, sync_project
from lib.services.projects import find_project
from lib.store.database import Database

OnProgress = Callable[[Progress], object]


@dataclass(frozen=True)
class SyncRequest:
    """What to sync, and how to link it where it is not linked.

    `project` is a name or a number. `token` counts for this run only, unless it links: then it is
    looked up in the environment variable `token_env` from then on. `ls_project_id` is the project
    there, None for a new one; `is_new` tells that a new one was asked for in so many words.
    """

    project: str
    direction: Direction
    dry_run: bool = False
    url: str | None = None
    token: str | None = field(default=None, repr=False)
    token_env: str | None = None
    ls_project_id: int | None = None
    is_new: bool = False
    opaque: bool = False
    makes_users: bool = False


@requires("operator")
def carry_out(database: Database, asked: SyncRequest, on_progress: OnProgress) -> SyncOutcome:
    """Do what is asked, or with `dry_run` say what it would do. Raises PodiumError."""
    project = find_project(database, asked.project)
    link = find_link(database, project.project_id)
    if link is not None:
        _check_agrees(project, link, asked)
    else:
        if not asked.url or not asked.token:
            raise InvalidInput(
                f"“{project.name}” is not linked to a Label Studio. Give --url and --token-env, "
                "and --ls-project for a project that is there already."
            )
        if asked.dry_run:
            there = (asked.url, asked.token, asked.ls_project_id)
            return preview_link(database, project, asked.direction, *there)
        _link(database, project, asked, asked.url, asked.token)
    run = preview_sync if asked.dry_run else sync_project
    return run(
        database, project, asked.direction, token=asked.token or None, on_progress=on_progress
    )


def _link(database: Database, project: Project, asked: SyncRequest, url: str, token: str) -> None:
    token_env, opaque, makes_users = asked.token_env, asked.opaque, asked.makes_users
    if asked.ls_project_id is None:
        link_to_new(
            database,
            project,
            url,
            token,
            token_env=token_env,
            opaque=opaque,
            makes_users=makes_users,
        )
    else:
        link_to_existing(
            database,
            project,
            url,
            token,
            asked.ls_project_id,
            token_env=token_env,
            opaque=opaque,
            makes_users=makes_users,
        )


def _check_agrees(project: Project, link: Link, asked: SyncRequest) -> None:
    """Raise InvalidInput where an option says another thing than the link."""
    contradictions = {
        "--url": asked.url is not None and read_url(asked.url) != link.url,
        "--ls-project": asked.is_new
        or (asked.ls_project_id is not None and asked.ls_project_id != link.ls_project_id),
        "--opaque": asked.opaque and not link.opaque,
        "--make-users": asked.makes_users and not link.makes_users,
    }
    if wrong := [option for option, contradicts in contradictions.items() if contradicts]:
        number = "" if link.ls_project_id is None else f", project {link.ls_project_id}"
        raise InvalidInput(
            f"“{project.name}” is linked to “{link.ls_title}”{number} at {link.url} already, and "
            f"{' and '.join(wrong)} would have it otherwise. Leave that out, or change the link "
            "on the Label Studio page first."
        )

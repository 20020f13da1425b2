"""Which project of which Label Studio a project is kept in step with."""

import hashlib
import secrets
from datetime import timedelta
from functools import partial
from time import sleep
from uuid import UUID

from lib.domain.label_studio import Link, RemoteProject
from lib.domain.project import Project
from lib.errors import InvalidInput, NotFound, RemoteRefused, TokenRefused
from lib.label_studio.client import LabelStudioClient
from lib.label_studio.project_calls import LONGEST_TITLE as LONGEST_TITLE
from lib.services.access import requires
from lib.services.label_studio.tokens import forget_token, store_token
from lib.services.label_studio.turns import only_one_at
from lib.services.projects import create_project, labeling_config_of, list_projects
from lib.store import links
from lib.store.archived_projects import get_any_project
from lib.store.columns import utc_now
from lib.store.database import Database

UNDER_WAY = timedelta(seconds=10)
"""How long a request to make a project there may be under way after its sender is gone."""
INTERVALS = (1, 5, 15, 60)
"""The minutes between automatic pulls that can be chosen."""


@requires("reviewer")
def find_link(database: Database, project_id: UUID) -> Link | None:
    return database.read(lambda c: links.get_link(c, project_id))


@requires("admin")
def list_links(database: Database) -> list[Link]:
    return database.read(links.list_links)


@requires("admin")
def link_to_new(
    database: Database,
    project: Project,
    url: str,
    token: str,
    *,
    token_env: str | None = None,
    opaque: bool = False,
    makes_users: bool = False,
    title: str | None = None,
) -> Link:
    """Make a project there with this one's labeling config, and link it.

    Where the answer does not come, the link stays without a number: the next sync looks whether the
    project was made before it makes one.
    """
    _check_unlinked(database, project)
    with LabelStudioClient(url, token) as client:
        client.check()
        link = Link(
            project_id=project.project_id,
            url=client.url,
            ls_project_id=None,
            ls_title=" ".join((title or project.name).split()),
            token_env=token_env,
            opaque=opaque,
            makes_users=makes_users,
            linked_at=utc_now(),
            opaque_key=_new_key(opaque),
        )
        _store(database, link, token)
        try:
            return made_project(database, client, project, link, is_first_try=True)
        except (InvalidInput, RemoteRefused, TokenRefused):
            unlink(database, project.project_id)
            raise


@requires("reviewer")
def made_project(
    database: Database,
    client: LabelStudioClient,
    project: Project,
    link: Link,
    *,
    is_first_try: bool = False,
) -> Link:
    """The link with the number of its project there, which is made unless an earlier try did."""
    mark = f"Kept in step by Podium ({_mark(link)})"
    there = None if is_first_try else _marked(client, mark, link)
    if there is None:
        there = client.create_project(link.ls_title, project.labeling_config, mark)
    made = (there.ls_project_id, there.title)
    database.write(lambda c: links.update_link(c, project.project_id, ls_project=made))
    return get_link(database, project.project_id)


def _marked(client: LabelStudioClient, mark: str, link: Link) -> RemoteProject | None:
    """The project that an earlier try made, waited for while that may still be under way."""
    while True:
        for each in client.list_projects():
            if mark in each.description:
                return each
        if link.linked_at is None or utc_now() >= link.linked_at + UNDER_WAY:
            return None
        sleep(1)


def _mark(link: Link) -> str:
    """What only this link could have written there, and from which nothing of it can be told."""
    made_of = f"{link.project_id}:{link.linked_at and link.linked_at.timestamp()}"
    return hashlib.sha256(made_of.encode()).hexdigest()[:16]


@requires("admin")
def link_to_existing(
    database: Database,
    project: Project,
    url: str,
    token: str,
    ls_project_id: int,
    *,
    token_env: str | None = None,
    opaque: bool = False,
    makes_users: bool = False,
) -> Link:
    """Link a project to one that is there already, whose labeling config must mean the same."""
    _check_unlinked(database, project)
    address, there = _remote_project(database, url, token, ls_project_id)
    check_same_config(project, there)
    link = _link_to(project, address, there, token_env, opaque, makes_users)
    _store(database, link, token)
    return get_link(database, project.project_id)


@requires("admin")
def project_from(
    database: Database,
    url: str,
    token: str,
    ls_project_id: int,
    *,
    name: str | None = None,
    token_env: str | None = None,
    makes_users: bool = False,
) -> Project:
    """A new project with the labeling config of one there, linked to it.

    Its tasks, predictions and annotations come with the first pull. Raises InvalidLabelingConfig
    where the config asks for what Podium cannot show; then nothing is made.
    """
    address, there = _remote_project(database, url, token, ls_project_id)
    project = create_project(database, name or _free_name(database, there), there.labeling_config)
    link = _link_to(project, address, there, token_env, opaque=False, makes_users=makes_users)
    _store(database, link, token)
    return project


def check_same_config(project: Project, there: RemoteProject) -> None:
    """Raise InvalidInput unless both labeling configs mean the same."""
    if there.labeling_config == project.labeling_config:
        return
    if labeling_config_of(there.labeling_config) != labeling_config_of(project.labeling_config):
        raise InvalidInput(
            f"The labeling config of “{there.title}” in Label Studio is another one than that of "
            f"“{project.name}”, so annotations of the one would not fit the other. Make them the "
            "same there, or make a new project from the one there."
        )


@requires("admin")
def change_link(
    database: Database,
    project_id: UUID,
    *,
    makes_users: bool | None = None,
    interval_minutes: int | None = None,
) -> Link:
    """Change what is given of a link; an interval of 0 ends the automatic pulls."""
    if interval_minutes and interval_minutes not in INTERVALS:
        raise InvalidInput(
            f"Pulling every {interval_minutes} minutes cannot be chosen. Choose one of "
            f"{', '.join(map(str, INTERVALS))}, or 0 for none."
        )
    get_link(database, project_id)
    database.write(
        lambda c: links.update_link(
            c, project_id, makes_users=makes_users, interval_minutes=interval_minutes
        )
    )
    return get_link(database, project_id)


@requires("admin")
def replace_token(database: Database, project_id: UUID, token: str) -> None:
    """Use another token from now on."""
    get_link(database, project_id)
    store_token(database, project_id, token)
    database.write(lambda c: links.use_stored_token(c, project_id))


@requires("admin")
def unlink(database: Database, project_id: UUID) -> None:
    """Forget the link and what was synced. Nothing is deleted, neither here nor there.

    Raises SyncIsRunning while a sync is at it, which would go on writing what is to be forgotten.
    """
    with only_one_at(database, project_id):
        database.write(lambda c: links.remove_link(c, project_id))
        forget_token(database, project_id)


def _check_unlinked(database: Database, project: Project) -> None:
    if link := find_link(database, project.project_id):
        raise InvalidInput(
            f"“{project.name}” is linked to “{link.ls_title}” at {link.url} already. "
            "Unlink it first."
        )


def _remote_project(
    database: Database, url: str, token: str, ls_project_id: int
) -> tuple[str, RemoteProject]:
    """The address and the project there, which no project here is linked to yet."""
    with LabelStudioClient(url, token) as client:
        client.check()
        there = client.get_project(ls_project_id)
        address = client.url
    for link in list_links(database):
        if (link.url, link.ls_project_id) == (address, ls_project_id):
            other = database.read(partial(get_any_project, project_id=link.project_id))
            raise InvalidInput(
                f"“{there.title}” at {address} is linked to the project “{other.name}” already."
            )
    return address, there


def _link_to(
    project: Project,
    address: str,
    there: RemoteProject,
    token_env: str | None,
    opaque: bool,
    makes_users: bool,
) -> Link:
    return Link(
        project_id=project.project_id,
        url=address,
        ls_project_id=there.ls_project_id,
        ls_title=there.title,
        token_env=token_env,
        opaque=opaque,
        makes_users=makes_users,
        linked_at=utc_now(),
        opaque_key=_new_key(opaque),
    )


def _free_name(database: Database, there: RemoteProject) -> str:
    taken = {project.name.casefold() for project in list_projects(database)}
    name = " ".join(there.title.split()) or f"Label Studio project {there.ls_project_id}"
    numbered = f"{name} ({there.ls_project_id})"
    return name if name.casefold() not in taken else numbered


def _store(database: Database, link: Link, token: str) -> None:
    if link.token_env is None:
        store_token(database, link.project_id, token)
    database.write(lambda c: links.put_link(c, link))


def _new_key(opaque: bool) -> str | None:
    """For a project's first opaque link; later ones go on with the key that it has."""
    return secrets.token_hex(16) if opaque else None


@requires("reviewer")
def get_link(database: Database, project_id: UUID) -> Link:
    """The project's link. Raises NotFound where it has none."""
    link = find_link(database, project_id)
    if link is None:
        raise NotFound("The project is not linked to a Label Studio. Link it first.")
    return link

"""A project, its link, and stand-ins for what goes to a server."""

import pytest

from lib.domain.label_studio import Link, RemoteProject, Server
from lib.domain.project import Project
from lib.services.projects import TEMPLATES, create_project
from lib.store.database import Database
from lib.store.links import put_link
from lib.ui.label_studio import connect, last_run, sync_panel
from tests.pages.label_studio.linked_page import ADMIN, NOON, URL
from tests.pages.label_studio.stand_ins import Jobs


@pytest.fixture
def project(database: Database) -> Project:
    return create_project(database, "Which answer is better? " * 3, TEMPLATES["llm-ranker"].xml)


@pytest.fixture
def link(database: Database, project: Project) -> Link:
    linked = Link(project.project_id, URL, 7, "Ranking *there*", linked_at=NOON, synced_at=NOON)
    database.write(lambda c: put_link(c, linked))
    return linked


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> list[RemoteProject]:
    """A Label Studio that answers; the list is the projects there."""
    projects: list[RemoteProject] = []
    monkeypatch.setattr(
        connect, "check_connection", lambda database, url, token: Server("1.23.2", ADMIN)
    )
    monkeypatch.setattr(connect, "list_remote_projects", lambda database, url, token: projects)
    return projects


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> Jobs:
    there = Jobs()
    monkeypatch.setattr(sync_panel, "start_job", there.start)
    monkeypatch.setattr(sync_panel, "running_job", there.running)
    monkeypatch.setattr(last_run, "running_job", there.running)
    return there

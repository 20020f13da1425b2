"""Make, list and change projects."""

from dataclasses import replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from lib.domain.labeling_config import LabelingConfig
from lib.domain.project import Project, ProjectSettings, ProjectSummary
from lib.domain.storable import storable
from lib.errors import InvalidInput, NotFound
from lib.formats.labeling_config import read_labeling_config
from lib.formats.templates import TEMPLATES as TEMPLATES
from lib.store import projects
from lib.store.database import Database
from lib.store.writer import Connection

LONGEST_NAME = 200

labeling_config_of = lru_cache(maxsize=64)(read_labeling_config)
"""The parsed form of a labeling config; the same XML is read once."""


def create_project(
    database: Database,
    name: str,
    labeling_config: str,
    settings: ProjectSettings | None = None,
) -> Project:
    """Store a project. Raises InvalidLabelingConfig, or InvalidInput for a name that is taken."""
    name = " ".join(storable(name).split())
    if not name:
        raise InvalidInput("The project's name is empty. Give it a name.")
    if len(name) > LONGEST_NAME:
        raise InvalidInput(
            f"The project's name has {len(name)} characters. Use {LONGEST_NAME} at most."
        )
    read_labeling_config(labeling_config)

    def change(connection: Connection) -> Project:
        if projects.find_projects(connection, name):
            raise InvalidInput(f"There is a project “{name}” already. Choose another name.")
        return projects.add_project(
            connection, name, labeling_config, settings or ProjectSettings()
        )

    return database.write(change)


def list_projects(database: Database) -> list[Project]:
    """All projects by number."""
    return database.read(projects.list_projects)


def list_project_summaries(database: Database) -> list[ProjectSummary]:
    """All projects by number, with their counts, which takes a scan of all annotations."""
    return database.read(projects.list_project_summaries)


def find_project(database: Database, name: str) -> Project:
    """The project of that name, or of that number. Raises NotFound, naming those there are."""
    found = database.read(lambda c: projects.find_projects(c, name))
    if found:
        return found[0]
    there = list_projects(database)
    by_number = [project for project in there if str(project.number) == name]
    if by_number:
        return by_number[0]
    names = ", ".join(f"“{project.name}”" for project in there) or "none yet"
    raise NotFound(f"There is no project “{name}”. Projects: {names}.")


def find_numbered_project(database: Database, number: int) -> Project:
    """The project of that number. Raises NotFound."""
    found = [project for project in list_projects(database) if project.number == number]
    if not found:
        raise NotFound(f"There is no project {number}. Open the Projects page for those there are.")
    return found[0]


def change_settings(database: Database, project_id: UUID, **changes: Any) -> Project:
    """Change some of a project's settings (see ProjectSettings). Raises InvalidInput."""

    def change(connection: Connection) -> Project:
        project = projects.get_project(connection, project_id)
        settings = replace(project.settings, **changes)
        settings = replace(settings, guidelines=storable(settings.guidelines))
        _check(labeling_config_of(project.labeling_config), settings)
        projects.update_settings(connection, project_id, settings)
        return replace(project, settings=settings)

    return database.write(change)


def _check(config: LabelingConfig, settings: ProjectSettings) -> None:
    known = {bucket.name for ranker in config.rankers for bucket in ranker.buckets}
    for bucket in settings.ordered_buckets:
        if bucket not in known:
            raise InvalidInput(
                f"“{bucket}” is no bucket of this project. "
                f"Buckets: {', '.join(sorted(known)) or 'none'}."
            )

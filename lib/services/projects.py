"""Make, list and change projects."""

from dataclasses import replace
from functools import lru_cache
from itertools import count
from typing import Any, get_args
from uuid import UUID

from lib.domain.access import Role
from lib.domain.labeling_config import LabelingConfig
from lib.domain.project import (
    ModelField,
    Project,
    ProjectSettings,
    ProjectSummary,
    model_fields,
)
from lib.domain.storable import storable
from lib.errors import InvalidInput, NotFound
from lib.formats.labeling_config import read_labeling_config
from lib.formats.templates import TEMPLATES as TEMPLATES
from lib.services.access import is_allowed, requires
from lib.store import projects
from lib.store.database import Database
from lib.store.item_models import rewrite_models
from lib.store.writer import Connection

LONGEST_NAME = 200
LARGEST_MARGIN = 25
MODEL_FIELDS: tuple[ModelField, ...] = get_args(ModelField)

labeling_config_of = lru_cache(maxsize=64)(read_labeling_config)
"""The parsed form of a labeling config; the same XML is read once."""


@requires("admin")
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


@requires("admin")
def create_battle_project(database: Database, file: str) -> Project:
    """A project for a file of battles: one order of all responses, with ties; named after it."""
    name = f"Battles of {storable(file)[: LONGEST_NAME - 20]}"
    taken = {project.name.casefold() for project in list_projects(database)}
    names = (name if n == 1 else f"{name} ({n})" for n in count(1))
    free = next(each for each in names if each.casefold() not in taken)
    settings = ProjectSettings(ties_allowed=True)
    return create_project(database, free, TEMPLATES["ranking"].xml, settings)


@requires("anybody")
def list_projects(database: Database, role: Role = "annotator") -> list[Project]:
    """The projects in which who acts has the role, by number."""
    return [
        project
        for project in database.read(projects.list_projects)
        if is_allowed(database, role, project.project_id)
    ]


@requires("anybody")
def list_project_summaries(database: Database) -> list[ProjectSummary]:
    """The same with their counts, which takes a scan of all annotations."""
    return [
        summary
        for summary in database.read(projects.list_project_summaries)
        if is_allowed(database, "annotator", summary.project.project_id)
    ]


@requires("anybody")
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


@requires("anybody")
def find_numbered_project(database: Database, number: int) -> Project:
    """The project of that number. Raises NotFound."""
    found = [project for project in list_projects(database) if project.number == number]
    if not found:
        raise NotFound(f"There is no project {number}. Open the Projects page for those there are.")
    return found[0]


@requires("reviewer")
def change_settings(database: Database, project_id: UUID, **changes: Any) -> Project:
    """Change some of a project's settings (see ProjectSettings). Raises InvalidInput.

    Another `model_field` names the models of all that is stored anew, in the same transaction.
    """

    def change(connection: Connection) -> Project:
        project = projects.get_project(connection, project_id)
        settings = replace(project.settings, **changes)
        settings = replace(settings, guidelines=storable(settings.guidelines))
        config = labeling_config_of(project.labeling_config)
        _check(config, settings)
        projects.update_settings(connection, project_id, settings)
        if settings.model_field != project.settings.model_field:
            _name_models(connection, project_id, config, settings.model_field)
        return replace(project, settings=settings)

    return database.write(change)


def _name_models(
    connection: Connection, project_id: UUID, config: LabelingConfig, model_field: ModelField
) -> None:
    for ranker in config.rankers:
        variable = config.list_of(ranker).value.removeprefix("$")
        rewrite_models(connection, project_id, ranker.name, variable, model_fields(model_field))


def _check(config: LabelingConfig, settings: ProjectSettings) -> None:
    known = {bucket.name for ranker in config.rankers for bucket in ranker.buckets}
    for bucket in settings.ordered_buckets:
        if bucket not in known:
            raise InvalidInput(
                f"“{bucket}” is no bucket of this project. "
                f"Buckets: {', '.join(sorted(known)) or 'none'}."
            )
        if settings.ordered_buckets.count(bucket) > 1:
            raise InvalidInput(f"The bucket “{bucket}” stands twice in the order. Name it once.")
    if settings.model_field not in MODEL_FIELDS:
        raise InvalidInput(
            f"“{settings.model_field}” cannot name the models. Use {', '.join(MODEL_FIELDS)}."
        )
    points = settings.no_difference_points
    if not 1 <= points <= LARGEST_MARGIN:
        raise InvalidInput(
            f"The margin for “no difference” is {points} points. Use 1 to {LARGEST_MARGIN}."
        )

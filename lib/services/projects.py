"""Make, list and change projects."""

from dataclasses import replace
from functools import lru_cache
from itertools import count
from typing import Any, get_args
from uuid import UUID

from lib.domain.access import Role
from lib.domain.guideline import LONGEST_GUIDELINES, guideline_version
from lib.domain.labeling_config import LabelingConfig
from lib.domain.project import (
    ModelField,
    Project,
    ProjectSettings,
    ProjectSummary,
    SkippedGoTo,
    TaskOrder,
    model_fields,
)
from lib.domain.storable import storable
from lib.errors import InvalidInput, NotFound
from lib.formats.labeling_config import read_labeling_config
from lib.formats.templates import TEMPLATES as TEMPLATES
from lib.services.access import is_allowed, requires
from lib.store import projects
from lib.store.database import Database
from lib.store.guidelines import add_guideline
from lib.store.item_models import rewrite_models
from lib.store.writer import Connection

LONGEST_NAME = 200
LARGEST_MARGIN = 25
MOST_EVERY = 1_000
MODEL_FIELDS: tuple[ModelField, ...] = get_args(ModelField)
MOST_OVERLAP = 100
MOST_CLAIM_MINUTES = 24 * 60
TASK_ORDERS: tuple[TaskOrder, ...] = get_args(TaskOrder)
SKIPPED_GO_TO: tuple[SkippedGoTo, ...] = get_args(SkippedGoTo)

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
    given = settings or ProjectSettings()
    given = replace(given, guideline_version=guideline_version(given))

    def change(connection: Connection) -> Project:
        if projects.find_projects(connection, name):
            raise InvalidInput(f"There is a project “{name}” already. Choose another name.")
        return projects.add_project(connection, name, labeling_config, given)

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
    there = list_projects(database)
    by_name = [project for project in there if project.name.casefold() == name.casefold()]
    by_number = [project for project in there if str(project.number) == name]
    if found := by_name or by_number:
        return found[0]
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

    Another `model_field` names the models of all that is stored anew, and another text of the
    guidelines becomes their next version, in the same transaction.
    """

    def change(connection: Connection) -> Project:
        project = projects.get_project(connection, project_id)
        settings = replace(project.settings, **changes)
        settings = replace(
            settings,
            guidelines=storable(settings.guidelines),
            guideline_version=guideline_version(project.settings),
        )
        config = labeling_config_of(project.labeling_config)
        _check(config, settings)
        _check_quality(settings)
        if settings.guidelines != project.settings.guidelines:
            version = add_guideline(
                connection, project, settings.guidelines, database.actor.annotator_id
            )
            settings = replace(settings, guideline_version=version)
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
    _check_assignment(settings)
    if len(settings.guidelines) > LONGEST_GUIDELINES:
        raise InvalidInput(
            f"The guidelines have {len(settings.guidelines):,} characters. "
            f"Use {LONGEST_GUIDELINES:,} at most."
        )


def _check_assignment(settings: ProjectSettings) -> None:
    whole = (
        (settings.overlap, 0, MOST_OVERLAP, "The number of people per task"),
        (settings.random_percent, 0, 100, "The percentage of tasks drawn at random"),
        (settings.claim_minutes, 1, MOST_CLAIM_MINUTES, "The time for a task, in minutes,"),
    )
    for value, least, most, what in whole:
        if not least <= value <= most:
            raise InvalidInput(f"{what} is {value}. Use {least} to {most}.")
    if settings.order not in TASK_ORDERS:
        raise InvalidInput(
            f"“{settings.order}” is no order of tasks. Use {', '.join(TASK_ORDERS)}."
        )
    if settings.skipped_go_to not in SKIPPED_GO_TO:
        raise InvalidInput(
            f"Skipped tasks cannot go to “{settings.skipped_go_to}”. "
            f"Use {' or '.join(SKIPPED_GO_TO)}."
        )


def _check_quality(settings: ProjectSettings) -> None:
    for what, every in (("gold task", settings.gold_every), ("repeat", settings.repeat_every)):
        if every != 0 and not 2 <= every <= MOST_EVERY:
            raise InvalidInput(
                f"One task in {every} cannot be a {what}. Use 2 to {MOST_EVERY:,}, or 0 for none."
            )

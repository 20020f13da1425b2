"""Rows of `project`."""

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from lib.domain.project import Project, ProjectSettings, ProjectSummary
from lib.errors import NotFound
from lib.store.columns import as_json, as_stored, as_utc, dict_rows, new_id, utc_now
from lib.store.writer import Connection


def add_project(
    connection: Connection, name: str, labeling_config: str, settings: ProjectSettings
) -> Project:
    """Store a new project under the next number."""
    project_id = new_id()
    row = {
        "project_id": project_id,
        "name": name,
        "labeling_config": labeling_config,
        "settings": as_json(asdict(settings)),
        "created_at": as_stored(utc_now()),
    }
    connection.execute(
        """
        INSERT INTO project (project_id, number, name, labeling_config, config_version, settings,
                             created_at)
        SELECT $project_id, coalesce(max(number), 0) + 1, $name, $labeling_config, 1, $settings,
               $created_at
        FROM project
        """,
        row,
    )
    return get_project(connection, project_id)


def get_project(connection: Connection, project_id: UUID) -> Project:
    """A project to work in. Raises NotFound where there is none, or where it is archived."""
    connection.execute(
        "SELECT * FROM project WHERE project_id = $project_id", {"project_id": project_id}
    )
    rows = dict_rows(connection)
    if not rows:
        raise NotFound("There is no such project; it may have been removed. Choose another one.")
    project = project_of(rows[0])
    if project.archived_at:
        raise NotFound(
            f"“{project.name}” is archived, so nothing was changed. An admin can restore it on the "
            "Projects page."
        )
    return project


def list_projects(connection: Connection) -> list[Project]:
    """All projects that are not archived, by number."""
    connection.execute("SELECT * FROM project WHERE archived_at IS NULL ORDER BY number")
    return [project_of(row) for row in dict_rows(connection)]


def list_project_summaries(connection: Connection) -> list[ProjectSummary]:
    """All projects that are not archived, by number, with their counts."""
    connection.execute(
        """
        WITH work AS (
            SELECT project_id,
                   count(*) FILTER (WHERE status = 'submitted') AS n_annotations,
                   count(*) FILTER (WHERE status = 'skipped') AS n_skipped,
                   count(DISTINCT annotator_id) FILTER (WHERE status = 'submitted') AS n_annotators
            FROM current_revision GROUP BY project_id
        ), tasks AS (
            SELECT project_id, count(*) AS n_tasks FROM task
            WHERE archived_at IS NULL GROUP BY project_id
        )
        SELECT project.*, coalesce(n_tasks, 0) AS n_tasks,
               coalesce(n_annotations, 0) AS n_annotations,
               coalesce(n_skipped, 0) AS n_skipped, coalesce(n_annotators, 0) AS n_annotators
        FROM project LEFT JOIN tasks USING (project_id) LEFT JOIN work USING (project_id)
        WHERE archived_at IS NULL
        ORDER BY number
        """
    )
    counts = ("n_tasks", "n_annotations", "n_skipped", "n_annotators")
    return [
        ProjectSummary(project_of(row), **{count: row[count] for count in counts})
        for row in dict_rows(connection)
    ]


def find_projects(connection: Connection, name: str) -> list[Project]:
    """The projects of that name, in any case of letters, that are not archived."""
    connection.execute(
        """
        SELECT * FROM project WHERE lower(name) = lower($name) AND archived_at IS NULL
        ORDER BY number
        """,
        {"name": name},
    )
    return [project_of(row) for row in dict_rows(connection)]


def update_settings(connection: Connection, project_id: UUID, settings: ProjectSettings) -> None:
    connection.execute(
        "UPDATE project SET settings = $settings WHERE project_id = $project_id",
        {"project_id": project_id, "settings": as_json(asdict(settings))},
    )


def project_of(row: dict[str, Any]) -> Project:
    """A project; settings that are newer than its row have their defaults."""
    settings = json.loads(row["settings"])
    settings["ordered_buckets"] = tuple(settings.get("ordered_buckets", ()))
    archived_at = row["archived_at"]
    return Project(
        project_id=row["project_id"],
        number=row["number"],
        name=row["name"],
        labeling_config=row["labeling_config"],
        config_version=row["config_version"],
        settings=ProjectSettings(**settings),
        created_at=as_utc(row["created_at"]),
        archived_at=as_utc(archived_at) if archived_at else None,
    )

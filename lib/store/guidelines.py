"""Rows of `guideline`."""

from datetime import datetime
from uuid import UUID

from lib.domain.guideline import Guideline, guideline_version
from lib.domain.project import Project
from lib.store.columns import as_stored, as_utc, dict_rows, utc_now
from lib.store.writer import Connection


def add_guideline(
    connection: Connection, project: Project, text: str, writer_id: UUID | None
) -> int:
    """Store a text as the next version of a project's guidelines; the version's number.

    The text that the project has now becomes the first version where nothing recorded it.
    """
    present = guideline_version(project.settings)
    if present and not list_guidelines(connection, project.project_id):
        _put(connection, project, present, project.settings.guidelines, None, project.created_at)
    connection.execute(
        "SELECT coalesce(max(version), 0) FROM guideline WHERE project_id = $project_id",
        {"project_id": project.project_id},
    )
    version = int(connection.fetchall()[0][0]) + 1
    _put(connection, project, version, text, writer_id, utc_now())
    return version


def list_guidelines(connection: Connection, project_id: UUID) -> list[Guideline]:
    """The versions that were recorded, the newest first."""
    connection.execute(
        """
        SELECT version, text, name, written_at
        FROM guideline LEFT JOIN annotator ON annotator_id = written_by
        WHERE project_id = $project_id ORDER BY version DESC
        """,
        {"project_id": project_id},
    )
    return [
        Guideline(row["version"], row["text"], row["name"], as_utc(row["written_at"]))
        for row in dict_rows(connection)
    ]


def last_version_used(connection: Connection, project_id: UUID, annotator_id: UUID) -> int | None:
    """The version under which a person last submitted or skipped here; None if they never did.

    Where the annotation does not tell, it is the one that was in force then.
    """
    connection.execute(
        """
        SELECT coalesce(
            nullif(guideline_version, 0),
            (SELECT max(version) FROM guideline
             WHERE project_id = $project_id AND written_at <= created_at),
            0)
        FROM annotation_revision
        WHERE project_id = $project_id AND annotator_id = $annotator_id
          AND actor_id = $annotator_id AND status IN ('submitted', 'skipped')
        ORDER BY commit_sequence DESC LIMIT 1
        """,
        {"project_id": project_id, "annotator_id": annotator_id},
    )
    row = connection.fetchone()
    return int(row[0]) if row else None


def _put(
    connection: Connection,
    project: Project,
    version: int,
    text: str,
    writer_id: UUID | None,
    written_at: datetime,
) -> None:
    connection.execute(
        """
        INSERT INTO guideline (project_id, version, text, written_by, written_at)
        VALUES ($project_id, $version, $text, $written_by, $written_at)
        """,
        {
            "project_id": project.project_id,
            "version": version,
            "text": text,
            "written_by": writer_id,
            "written_at": as_stored(written_at),
        },
    )

"""All that a project has, in every table: counted, and deleted for good.

Which tables those are stands here by name; a test compares them with the columns that there are.
"""

from uuid import UUID

from lib.store.writer import Connection

TABLES = (
    "annotation",
    "annotation_revision",
    "bulk_action",
    "claim",
    "comment",
    "draft",
    "gold_task",
    "guideline",
    "kept_aside",
    "label_studio_link",
    "linked_annotation",
    "linked_prediction",
    "linked_task",
    "membership",
    "opaque_key",
    "postponed",
    "prediction",
    "project",
    "repeat_answer",
    "sync_conflict",
    "sync_run",
    "task",
)
"""Every table whose rows belong to a project, by its column `project_id`."""


def count_rows(connection: Connection, project_id: UUID) -> dict[str, int]:
    """How many rows of each table belong to a project."""
    counts = ", ".join(
        f"(SELECT count(*) FROM {table} WHERE project_id = $project_id)" for table in TABLES
    )
    connection.execute(f"SELECT {counts}", {"project_id": project_id})
    return dict(zip(TABLES, connection.fetchall()[0], strict=True))


def purge_project(connection: Connection, project_id: UUID) -> None:
    """Delete all of them."""
    for table in TABLES:
        connection.execute(
            f"DELETE FROM {table} WHERE project_id = $project_id", {"project_id": project_id}
        )

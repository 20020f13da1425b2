"""What a project's tasks hold, read from the store."""

from lib.domain.annotation import Annotation
from lib.domain.project import Project
from lib.store import annotations, tasks
from lib.store.database import Database
from lib.store.writer import Connection


def annotations_by_number(database: Database, project: Project) -> dict[int, list[Annotation]]:
    """Every task's annotations that are not withdrawn, by the task's number."""

    def query(connection: Connection) -> dict[int, list[Annotation]]:
        rows = tasks.list_tasks_after(connection, project.project_id, 0, 100_000)
        found = annotations.list_annotations(connection, [row["task_id"] for row in rows])
        return {row["number"]: list(found.get(row["task_id"], ())) for row in rows}

    return database.read(query)

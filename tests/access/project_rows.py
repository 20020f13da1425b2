"""Everything that the database holds of one project, to see whether something has changed."""

from typing import Any

from lib.domain.project import Project
from lib.store.database import Database
from lib.store.writer import Connection


def rows_of(database: Database, project: Project) -> dict[str, list[Any]]:
    """The rows of each table that has a column `project_id`, in a fixed order."""

    def query(connection: Connection) -> dict[str, list[Any]]:
        connection.execute(
            "SELECT DISTINCT table_name FROM duckdb_columns() "
            "WHERE column_name = 'project_id' AND table_name NOT IN (SELECT view_name FROM "
            "duckdb_views()) ORDER BY table_name"
        )
        found: dict[str, list[Any]] = {}
        for (table,) in connection.fetchall():
            connection.execute(
                f"SELECT * FROM {table} WHERE project_id = $1 ORDER BY ALL", [project.project_id]
            )
            found[table] = connection.fetchall()
        return found

    return database.read(query)

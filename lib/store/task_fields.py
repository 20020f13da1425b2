"""One field of the data of all tasks, as codes."""

from uuid import UUID

from lib.store.arrow_columns import Array, codes, numbers
from lib.store.selected import field_pointer
from lib.store.writer import Connection


def list_field_values(
    connection: Connection, project_id: UUID, field: str
) -> tuple[tuple[str, ...], Array, Array]:
    """The different values as text, sorted; each task's number and its value's code, by number.

    The code is -1 where a task does not have the field.
    """
    rows = connection.sql(
        """
        SELECT number, json_extract_string(data, $field) AS value FROM task
        WHERE project_id = $project_id ORDER BY number
        """,
        params={"project_id": project_id, "field": field_pointer(field)},
    ).to_arrow_table()
    values, code = codes(rows.column("value"))
    return values, numbers(rows, "number"), code

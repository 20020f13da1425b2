"""Which models the open tasks of a project compare, read from the task data."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from lib.store.arrow_columns import codes, numbers
from lib.store.selected import field_pointer
from lib.store.writer import Connection


def list_task_models(
    connection: Connection, project_id: UUID, variable: str, fields: Sequence[str]
) -> tuple[tuple[str, ...], Any, Any]:
    """The models' names, and for each model of each task the task's number and the model's code.

    `variable` is the field of the task data that lists a Ranker's items. An item's model is the
    first of its `fields` that is text and not empty, as in `lib.domain.task.model_of`.
    """
    texts = ", ".join(
        f"CASE WHEN json_type(raw.{field}) = 'VARCHAR' "
        f"THEN nullif(json_extract_string(raw.{field}, '$'), '') END"
        for field in fields
    )
    rows = connection.sql(
        f"""
        SELECT number, unnest(list_distinct(list_transform(from_json(
            json_extract(data, $pointer), '[{{"id": "JSON", "title": "JSON", "model": "JSON"}}]'
        ), lambda raw: coalesce({texts}, NULL)))) AS model
        FROM task WHERE project_id = $project_id AND archived_at IS NULL
        """,
        params={"project_id": project_id, "pointer": field_pointer(variable)},
    ).to_arrow_table()
    names, code = codes(rows.column("model"))
    return names, numbers(rows, "number"), code

"""The items of all tasks as the data list them, and what predictions make of them."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pyarrow as pa
from numpy.typing import NDArray

from lib.store.arrow_columns import codes, numbers
from lib.store.selected import field_pointer
from lib.store.writer import Connection

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class ListedItems:
    """R items, each once for every field of the task data that lists it.

    Of each (R): the number of its task, the code of the field among those asked for, the code of
    its id in `item_ids`, and its position in the list (from 0).
    """

    task_number: Array
    variable: Array
    item_ids: tuple[str, ...]
    item_id: Array
    position: Array


@dataclass(frozen=True)
class PredictedResult:
    """A prediction's regions for the task of that number."""

    task_number: int
    model_version: str | None
    result: list[dict[str, Any]]


def list_item_orders(
    connection: Connection, project_id: UUID, variables: Sequence[str]
) -> ListedItems:
    """The items of a project's tasks in the fields `variables`."""
    return ListedItems(**listed_columns(read_items(connection, project_id, variables)))


def read_items(
    connection: Connection, project_id: UUID, variables: Sequence[str], measured: str = ""
) -> pa.Table:
    """One row an item: task_number, variable, item_id, position and what is `measured` of `raw`.

    `raw` has the item's `id` and `body` as text and `not_imported` as JSON.
    """
    return connection.sql(
        f"""
        SELECT task_number, variable, raw.id AS item_id, position {measured} FROM (
            SELECT task_number, variable, unnest(raws) AS raw, unnest(range(len(raws))) AS position
            FROM (
                SELECT task_number, variable, from_json(
                    list, '[{{"id": "VARCHAR", "body": "VARCHAR", "not_imported": "JSON"}}]'
                ) AS raws
                FROM (
                    SELECT number AS task_number,
                           unnest(range(len($pointers::TEXT[]))) AS variable,
                           unnest(json_extract(data, $pointers::TEXT[])) AS list
                    FROM task WHERE project_id = $project_id AND archived_at IS NULL
                ) AS field
            ) AS listed
        ) AS item
        """,
        params={"project_id": project_id, "pointers": [field_pointer(each) for each in variables]},
    ).to_arrow_table()


def listed_columns(rows: pa.Table) -> dict[str, Any]:
    """The fields of `ListedItems`."""
    item_ids, item_id = codes(rows.column("item_id"))
    return {
        "task_number": numbers(rows, "task_number"),
        "variable": numbers(rows, "variable"),
        "item_ids": item_ids,
        "item_id": item_id,
        "position": numbers(rows, "position"),
    }


def get_prediction_state(connection: Connection, project_id: UUID) -> tuple[int, int]:
    """Changes whenever a project gets predictions."""
    connection.execute(
        "SELECT count(*), coalesce(max(number), 0) FROM prediction WHERE project_id = $project_id",
        {"project_id": project_id},
    )
    n, last = connection.fetchall()[0]
    return int(n), int(last)


def list_predicted_results(connection: Connection, project_id: UUID) -> Iterator[PredictedResult]:
    """The predictions for a project's tasks, the oldest first."""
    connection.execute(
        """
        SELECT task.number, model_version, result
        FROM prediction JOIN task USING (project_id, task_id)
        WHERE project_id = $project_id AND archived_at IS NULL
        ORDER BY prediction.number
        """,
        {"project_id": project_id},
    )
    while rows := connection.fetchmany(10_000):
        for number, version, result in rows:
            yield PredictedResult(number, version, json.loads(result))

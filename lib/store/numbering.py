"""The stable integers beside the keys, one series a project and table."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from lib.store.writer import Connection

_TAKEN = {
    "task": "SELECT number FROM task WHERE project_id = $project_id",
    "prediction": "SELECT number FROM prediction WHERE project_id = $project_id",
    "annotation": "SELECT number FROM annotation WHERE project_id = $project_id",
}
_HIGHEST = {
    "task": "SELECT coalesce(max(number), 0) FROM task WHERE project_id = $project_id",
    "prediction": "SELECT coalesce(max(number), 0) FROM prediction WHERE project_id = $project_id",
    "annotation": "SELECT coalesce(max(number), 0) FROM annotation WHERE project_id = $project_id",
}


def free_numbers(
    connection: Connection,
    table: Literal["task", "prediction", "annotation"],
    project_id: UUID,
    wished: Sequence[int | None],
) -> list[int]:
    """A number for each new row: the wished one where it is free, else the next above all others.

    Only the writer's thread calls this, so nobody takes them in between.
    """
    if not any(wished):
        connection.execute(_HIGHEST[table], {"project_id": project_id})
        highest = connection.fetchall()[0][0]
        return list(range(highest + 1, highest + 1 + len(wished)))
    connection.execute(_TAKEN[table], {"project_id": project_id})
    taken = {row[0] for row in connection.fetchall()}
    following = max(taken | {number for number in wished if number is not None}, default=0)
    given: list[int] = []
    for number in wished:
        if number is None or number in taken or number < 1:
            following += 1
            given.append(following)
        else:
            given.append(number)
        taken.add(given[-1])
    return given

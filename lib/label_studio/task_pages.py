"""Asks for the tasks of a project page by page, only for what tells whether one changed."""

from collections.abc import Iterator, Sequence
from typing import Any

from lib.domain.label_studio import TaskStamp
from lib.label_studio import rows
from lib.label_studio.connection import Connection, Question
from lib.label_studio.paging import Filter, id_above, id_among, task_query, walk_stamps

PAGE_SIZE = 1000


def list_stamps(
    connection: Connection, ls_project_id: int, since: str | None, page_size: int = PAGE_SIZE
) -> Iterator[TaskStamp]:
    """See `walk_stamps`; `since` may be any moment in ISO 8601."""

    def page(ordering: str, filters: Sequence[Filter]) -> tuple[list[TaskStamp], int]:
        question = _question(ls_project_id, "id,updated_at", ordering, filters, page_size)
        return connection.ask(question, rows.read_stamp_page)

    return walk_stamps(page, since and rows.normal_stamp(since))


def list_source_ids(
    connection: Connection, ls_project_id: int, above: int, page_size: int = PAGE_SIZE
) -> Iterator[tuple[int, str | None]]:
    """Tasks with ids above `above`, in order, each with the text at `source_id` of its data."""
    while True:
        question = _question(ls_project_id, "id,data", "tasks:id", [id_above(above)], page_size)
        tasks, total = connection.ask(question, rows.read_source_id_page)
        yield from tasks
        if total <= len(tasks) or not tasks:
            return
        above = tasks[-1][0]


def list_predictions(
    connection: Connection, ls_project_id: int, ls_task_ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    """The predictions of each task, unchanged; for as many tasks as one page holds."""
    question = _question(
        ls_project_id,
        "id,predictions",
        "tasks:id",
        [id_among(ls_task_ids)],
        PAGE_SIZE,
        fields="all",
    )
    return connection.ask(question, rows.read_predictions)


def _question(
    ls_project_id: int,
    include: str,
    ordering: str,
    filters: Sequence[Filter],
    page_size: int,
    fields: str = "task_only",
) -> Question:
    params = {
        "project": ls_project_id,
        "fields": fields,
        "include": include,
        "resolve_uri": "false",
        "page": 1,
        "page_size": page_size,
        "query": task_query(ordering, filters),
    }
    return Question("GET", "api/tasks/", f"project {ls_project_id}", params)

"""Walks through the tasks of a project by what they are ordered by, never by page numbers.

A task that changes, comes or goes between two pages then neither hides another nor repeats it.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lib.domain.label_studio import TaskStamp

Filter = Mapping[str, Any]
Page = Callable[[str, Sequence[Filter]], tuple[list[TaskStamp], int]]
"""The first tasks in an order among those that pass all filters, and how many do."""


def id_above(ls_task_id: int) -> Filter:
    return {
        "filter": "filter:tasks:id",
        "operator": "greater",
        "type": "Number",
        "value": ls_task_id,
    }


def id_among(ls_task_ids: Sequence[int]) -> Filter:
    return {
        "filter": "filter:tasks:id",
        "operator": "in_list",
        "type": "List",
        "value": list(ls_task_ids),
    }


def updated_at(operator: str, stamp: str) -> Filter:
    return {
        "filter": "filter:tasks:updated_at",
        "operator": operator,
        "type": "Datetime",
        "value": stamp,
    }


def task_query(ordering: str, filters: Sequence[Filter]) -> str:
    """What the list of tasks takes as its parameter `query`."""
    return json.dumps(
        {"filters": {"conjunction": "and", "items": list(filters)}, "ordering": [ordering]}
    )


def walk_stamps(page: Page, since: str | None) -> Iterator[TaskStamp]:
    """The tasks changed at or after `since`, in order of that moment.

    The last moment of a page may go on in the next one, which therefore begins with it; a moment
    that fills a page is walked through by id. A task that changes meanwhile comes again, later.
    """
    operator = "greater_or_equal"
    while True:
        stamps, total = page("tasks:updated_at", [updated_at(operator, since)] if since else [])
        if total <= len(stamps) or not stamps:
            yield from stamps
            return
        last = stamps[-1].updated_at
        earlier = [stamp for stamp in stamps if stamp.updated_at != last]
        if earlier:
            yield from earlier
        else:
            yield from _of_one_moment(page, last)
        operator, since = ("greater_or_equal" if earlier else "greater"), last


def _of_one_moment(page: Page, moment: str) -> Iterator[TaskStamp]:
    above = 0
    while True:
        filters = [updated_at("equal", moment), id_above(above)]
        stamps, total = page("tasks:id", filters)
        yield from stamps
        if total <= len(stamps) or not stamps:
            return
        above = stamps[-1].ls_task_id

"""The rankings that people gave to the same tasks, as flat arrays, for how far they lie apart."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from lib.store.arrow_columns import codes, compact, entries, entry_numbers, numbers, offsets
from lib.store.final_answers import FINAL_RANKINGS
from lib.store.rankings import Array
from lib.store.writer import Connection


@dataclass(frozen=True, eq=False)
class PanelRankings:
    """N current submitted rankings with M items in all; codes count from 0.

    Of items (M): `item` (a code that the same item of the same task and Ranker keeps), `bucket`
    (-1 unplaced), `place` and `control` (code among the Rankers asked for). Of rankings: `starts`
    (N + 1), `annotator` and `task` codes; `task_numbers` holds the tasks' numbers by code.
    """

    starts: Array
    item: Array
    bucket: Array
    place: Array
    control: Array
    annotator: Array
    task: Array
    task_numbers: Array


_CONTROLS = """
    list_transform(
        shown.controls, lambda control: coalesce(list_position($controls, control), 0) - 1
    ) AS controls,
"""


def list_panel_rankings(
    connection: Connection,
    project_id: UUID,
    controls: Sequence[str],
    task_ids: Collection[UUID] | None = None,
) -> PanelRankings:
    """Those of the tasks, or of all that are not archived, without reviewers' final rankings."""
    of_tasks = "" if task_ids is None else "AND shown.task_id IN (SELECT unnest($task_ids))"
    parameters: dict[str, Any] = {"project_id": project_id}
    if task_ids is not None:
        parameters["task_ids"] = list(task_ids)
    several = len(controls) > 1
    if several:
        parameters["controls"] = list(controls)
    rows = connection.sql(
        f"""
        SELECT shown.items, shown.buckets, shown.places,
               {_CONTROLS if several else ""}
               people.code AS annotator, task.number AS task_number
        FROM current_revision AS shown
        JOIN (
            SELECT task_id, number FROM task
            WHERE project_id = $project_id AND archived_at IS NULL
        ) AS task ON task.task_id = shown.task_id
        JOIN (
            SELECT annotator_id, (row_number() OVER (ORDER BY number) - 1)::INTEGER AS code
            FROM annotator
        ) AS people ON people.annotator_id = shown.annotator_id
        WHERE shown.project_id = $project_id AND shown.status = 'submitted' {of_tasks}
          AND shown.annotation_id NOT IN ({FINAL_RANKINGS})
        """,
        params=parameters,
    ).to_arrow_table()
    starts = offsets(rows, "places")
    task_numbers, task = compact(numbers(rows, "task_number"))
    item_ids, item = codes(entries(rows, "items"))
    control = entry_numbers(rows, "controls") if several else np.zeros(len(item), dtype=np.int16)
    key = np.repeat(task.astype(np.int64), np.diff(starts)) * max(len(item_ids), 1) + item
    return PanelRankings(
        starts=starts,
        item=compact(key * max(len(controls), 1) + control)[1],
        bucket=entry_numbers(rows, "buckets"),
        place=entry_numbers(rows, "places"),
        control=control.astype(np.int16),
        annotator=compact(numbers(rows, "annotator"))[1],
        task=task,
        task_numbers=task_numbers,
    )

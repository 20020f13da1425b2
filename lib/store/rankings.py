"""Rankings of a selection as flat arrays, straight from the LIST columns.

Reading a million rankings of four this way took about 0.4 s; counting their pairs in SQL over the
same columns took 1.2 s, without saying from which prompt and person a pair came.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lib.domain.selection import Selection
from lib.store.arrow_columns import codes, compact, entries, entry_numbers, numbers, offsets
from lib.store.final_answers import FINAL_RANKINGS
from lib.store.selected import selected
from lib.store.writer import Connection

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class StoredRankings:
    """N rankings with M items in all; codes count from 0.

    Of items (M): `model` (code in `models`, -1 for none), `bucket` (-1 unplaced), `place` and
    `control` (code in the Rankers asked for). Of rankings: `starts` (N + 1) where their items
    begin, `prompt`, `annotator` and `task` codes, the `day` in UTC (days since 1970), and `count`,
    how many equal rankings a row stands for. `annotators` and `task_numbers` hold the numbers of
    people and tasks by code. Of grouped rankings all these but `count` are 0.
    """

    models: tuple[str, ...]
    annotators: tuple[int, ...]
    task_numbers: Array
    starts: Array
    model: Array
    bucket: Array
    place: Array
    control: Array
    prompt: Array
    annotator: Array
    task: Array
    day: Array
    count: Array


@dataclass(frozen=True, eq=False)
class RankedEntries(StoredRankings):
    """Rankings with what agreement and bias need besides.

    Of items (M): `item`, a code that the same item of the same task and Ranker keeps, `item_id`,
    its code in `item_ids`, and `slot`, where it was shown (from 0, -1 unknown; None if not asked).
    Of rankings (N): `lead_time` in seconds (nan where unknown), `untouched` and `ground_truth`.
    """

    item_ids: tuple[str, ...]
    item_id: Array
    item: Array
    slot: Array | None
    lead_time: Array
    untouched: Array
    ground_truth: Array


def list_rankings(
    connection: Connection,
    project_id: UUID,
    selection: Selection,
    controls: Sequence[str],
    *,
    prompt_variable: str | None = None,
    grouped: bool = False,
) -> StoredRankings:
    """The rankings of a selection; `grouped` makes one row of all equal ones, with their count."""
    counted = selected(project_id, selection, prompt_variable)
    if grouped:
        longest, revisions = _most(connection, project_id)
        source = counted.sql
        if selection == Selection():
            table = "annotation_revision" if revisions == 1 else "current_revision"
            source = _UNFILTERED.format(revisions=table, final_rankings=FINAL_RANKINGS)
        query = _grouped(_lists(controls), longest, source)
    else:
        lists = ", ".join(_lists(controls))
        query = f"SELECT {lists}, {_CIRCUMSTANCES} FROM {counted.sql} AS counted {_PEOPLE}"
    rows = connection.sql(query, params=counted.parameters).to_arrow_table()
    return StoredRankings(**_columns(connection, rows, controls))


def list_ranked_entries(
    connection: Connection,
    project_id: UUID,
    selection: Selection,
    controls: Sequence[str],
    *,
    prompt_variable: str | None = None,
    with_models: bool = True,
) -> RankedEntries:
    """The rankings of a selection with their items and circumstances.

    Without models there are no slots either, and less to read: `models` is then empty.
    """
    counted = selected(project_id, selection, prompt_variable)
    lists = ", ".join(_lists(controls)[0 if with_models else 1 :])
    rows = connection.sql(
        f"""
        SELECT {lists}, {_CIRCUMSTANCES}, items,
               {_SLOTS if with_models else ""}
               lead_time, untouched,
               counted.annotation_id IN (SELECT annotation_id FROM annotation WHERE ground_truth)
                   AS ground_truth
        FROM {counted.sql} AS counted {_PEOPLE}
        """,
        params=counted.parameters,
    ).to_arrow_table()
    columns = _columns(connection, rows, controls)
    item_ids, item = codes(entries(rows, "items"))
    key = np.repeat(columns["task"].astype(np.int64), np.diff(columns["starts"]))
    key = (key * len(item_ids) + item) * max(len(controls), 1) + columns["control"]
    return RankedEntries(
        **columns,
        item_ids=item_ids,
        item_id=item,
        item=compact(key)[1],
        slot=entry_numbers(rows, "slots").astype(np.int16) - 1 if with_models else None,
        lead_time=numbers(rows, "lead_time"),
        untouched=numbers(rows, "untouched"),
        ground_truth=numbers(rows, "ground_truth"),
    )


_CIRCUMSTANCES = """
    prompt::INTEGER AS prompt, people.code AS annotator, task_number,
    datediff('day', DATE '1970-01-01', created_at::DATE)::INTEGER AS day, 1::INTEGER AS count
"""

_PEOPLE = """JOIN (
    SELECT annotator_id, (row_number() OVER (ORDER BY number) - 1)::INTEGER AS code FROM annotator
) AS people ON people.annotator_id = counted.annotator_id"""


_SLOTS = """
    list_transform(items, lambda item: coalesce(list_position(display_order, item), 0)) AS slots,
"""


MOST_SCALARS = 8
"""Up to so many entries, lists are grouped as scalars, which takes half the time."""


_UNFILTERED = """(
    SELECT models, buckets, places, controls FROM {revisions}
    WHERE project_id = $project_id AND status = 'submitted'
      AND task_id NOT IN (
          SELECT task_id FROM task WHERE archived_at IS NOT NULL
          UNION ALL SELECT task_id FROM gold_task
      )
      AND annotation_id NOT IN ({final_rankings})
)"""
"""What counts where nothing is filtered, without joins: they would take half of the time."""


def _most(connection: Connection, project_id: UUID) -> tuple[int, int]:
    """The most entries of a ranking and the most revisions of an annotation in a project."""
    connection.execute(
        """
        SELECT coalesce(max(len(places)), 0), coalesce(max(revision), 0)
        FROM annotation_revision WHERE project_id = $project_id
        """,
        {"project_id": project_id},
    )
    entries, revisions = connection.fetchall()[0]
    return int(entries), int(revisions)


def _grouped(lists: Sequence[str], longest: int, source: str) -> str:
    """The query for one row of all equal rankings, with their count and 0 for circumstances."""
    none = "0 AS prompt, 0 AS annotator, 0 AS task_number, 0 AS day"
    if not 0 < longest <= MOST_SCALARS:
        names = ", ".join(lists)
        return (
            f"SELECT {names}, {none}, count(*) AS count FROM {source} AS counted GROUP BY {names}"
        )
    entry = {name: [f"{name}_{place + 1}" for place in range(longest)] for name in lists}
    scalars = ", ".join(
        f"{name}[{place}] AS {scalar}"
        for name in lists
        for place, scalar in enumerate(entry[name], start=1)
    )
    again = ", ".join(f"[{', '.join(entry[name])}][1:n] AS {name}" for name in lists)
    return f"""
        SELECT {again}, {none}, count
        FROM (
            SELECT {scalars}, len(places) AS n, count(*) AS count
            FROM {source} AS counted GROUP BY ALL
        )
    """


def _lists(controls: Sequence[str]) -> list[str]:
    """The LIST columns that are needed: `controls` only where they can differ."""
    return ["models", "buckets", "places", *(["controls"] if len(controls) > 1 else [])]


def _columns(connection: Connection, rows: pa.Table, controls: Sequence[str]) -> dict[str, Any]:
    """The fields that all rankings have; only the people of the selection get a code."""
    n = len(entries(rows, "places"))
    models, model = _models(rows, n)
    used, annotator = compact(numbers(rows, "annotator"))
    task_numbers, task = compact(numbers(rows, "task_number"))
    connection.execute("SELECT number FROM annotator ORDER BY number")
    people = [number for (number,) in connection.fetchall()]
    return {
        "models": models,
        "annotators": tuple(people[code] for code in used),
        "starts": offsets(rows, "places"),
        "model": model,
        "bucket": entry_numbers(rows, "buckets"),
        "place": entry_numbers(rows, "places"),
        "control": _control(rows, controls, n),
        "prompt": compact(numbers(rows, "prompt"))[1],
        "annotator": annotator,
        "task_numbers": task_numbers,
        "task": task,
        "day": numbers(rows, "day"),
        "count": numbers(rows, "count"),
    }


def _models(rows: pa.Table, n: int) -> tuple[tuple[str, ...], Array]:
    if "models" not in rows.column_names:
        return (), np.full(n, -1, dtype=np.int32)
    return codes(entries(rows, "models"))


def _control(rows: pa.Table, controls: Sequence[str], n: int) -> Array:
    """The code of every entry's Ranker among those asked for, -1 for another one."""
    if len(controls) < 2:
        return np.zeros(n, dtype=np.int16)
    names, found = codes(entries(rows, "controls"))
    known = {control: code for code, control in enumerate(controls)}
    place = np.array([known.get(name, -1) for name in names], dtype=np.int16)
    return place[found]

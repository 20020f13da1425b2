"""Submissions that may have been made without care: too fast, or in the order shown."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from lib.store.arrow_columns import codes, entries, entry_numbers, numbers, offsets
from lib.store.final_answers import FINAL_RANKINGS
from lib.store.labeled import LABELED
from lib.store.selected import field_pointer
from lib.store.writer import Connection

Numbers = NDArray[Any]

NAMED_TASKS = 5
"""So many tasks at most are named for each warning."""


@dataclass(frozen=True, eq=False)
class TaskWords:
    """How many words each task shows, by its number; both (T,)."""

    number: Numbers
    words: Numbers


@dataclass(frozen=True)
class FastWork:
    """How many of a person's `timed` submissions were too fast, and some of their tasks.

    `unread` took less than reading the task, `hasty` less than a share of its median time; `fast`
    were either.
    """

    number: int
    timed: int
    fast: int
    unread: int
    hasty: int
    task_numbers: list[int]


@dataclass(frozen=True, eq=False)
class ShownOrders:
    """S rankings whose shown order is known.

    Of rankings (S): the person's and the task's number. `starts` (S + 1) tells where their items
    begin. Of items: a code `group` of their Ranker and bucket (-1 unplaced), the `place` in it, and
    the `slot` in which it was shown (from 1, 0 unknown).
    """

    annotator: Numbers
    task_number: Numbers
    starts: Numbers
    group: Numbers
    place: Numbers
    slot: Numbers


def list_task_words(
    connection: Connection, project_id: UUID, fields: Sequence[str], lists: Sequence[str]
) -> TaskWords:
    """The words in the task data's `fields` and in the bodies of its `lists`.

    They stand between spaces, tabs and line breaks, so that a text in Chinese has few: a task is
    said to have too few words rather than too many. 100,000 tasks of 1.5 kB take 2 s.
    """
    connection.execute(
        r"""
        SELECT number, len(list_filter(string_split(
                   replace(replace(replace(text, E'\n', ' '), E'\t', ' '), E'\r', ' '), ' '
               ), lambda word: word <> '')) AS words
        FROM (
            SELECT number, array_to_string(list_concat(
                       json_extract_string(data, $fields::TEXT[]),
                       flatten(list_transform(
                           json_extract(data, $lists::TEXT[]),
                           lambda listed: json_extract_string(listed, '$[*].body')))
                   ), ' ') AS text
            FROM task WHERE project_id = $project_id AND archived_at IS NULL
        )
        """,
        {
            "project_id": project_id,
            "fields": [field_pointer(field) for field in fields],
            "lists": [field_pointer(field) for field in lists],
        },
    )
    columns = connection.fetchnumpy()
    return TaskWords(np.asarray(columns["number"]), np.asarray(columns["words"]))


def list_fast_work(
    connection: Connection,
    project_id: UUID,
    read: TaskWords,
    *,
    words_per_second: float,
    share_of_median: float,
    least: int,
) -> list[FastWork]:
    """Who submitted faster than a task's words are read, or than a share of its median time.

    The median counts where `least` submissions of the task have a time. Everybody with a time is
    listed, by number.
    """
    connection.execute(
        f"""
        WITH timed AS (
            SELECT annotator_id, task_id, seconds FROM {LABELED} AS labeled
            WHERE status = 'submitted' AND is_own AND seconds IS NOT NULL
        ), read AS (
            SELECT unnest($numbers::BIGINT[]) AS number, unnest($words::BIGINT[]) AS words
        ), typical AS (
            SELECT task_id, median(seconds) AS median FROM timed
            GROUP BY task_id HAVING count(*) >= $least
        ), judged AS (
            SELECT annotator_id, task.number, seconds * $words_per_second < words AS unread,
                   coalesce(seconds < $share_of_median * median, false) AS hasty
            FROM timed JOIN task ON task.task_id = timed.task_id
            JOIN read ON read.number = task.number
            LEFT JOIN typical ON typical.task_id = timed.task_id
            WHERE task.project_id = $project_id
        ), counted AS (
            SELECT annotator_id, count(*) AS timed,
                   count(*) FILTER (WHERE unread OR hasty) AS fast,
                   count(*) FILTER (WHERE unread) AS unread,
                   count(*) FILTER (WHERE hasty) AS hasty,
                   coalesce(list_sort(list_distinct(
                       list(number) FILTER (WHERE unread OR hasty)))[:$most], []) AS task_numbers
            FROM judged GROUP BY annotator_id
        )
        SELECT annotator.number, timed, fast, unread, hasty, task_numbers
        FROM counted JOIN annotator USING (annotator_id) ORDER BY annotator.number
        """,
        {
            "project_id": project_id,
            "numbers": read.number.tolist(),
            "words": read.words.tolist(),
            "words_per_second": words_per_second,
            "share_of_median": share_of_median,
            "least": least,
            "most": NAMED_TASKS,
        },
    )
    return [FastWork(*row) for row in connection.fetchall()]


def list_untouched_tasks(connection: Connection, project_id: UUID) -> dict[int, list[int]]:
    """The first few tasks that each person submitted without a move, by the person's number."""
    connection.execute(
        f"""
        SELECT annotator.number, list_sort(list_distinct(list(task.number)))[:$most]
        FROM {LABELED} AS labeled JOIN task USING (task_id) JOIN annotator USING (annotator_id)
        WHERE status = 'submitted' AND is_own AND untouched GROUP BY annotator.number
        """,
        {"project_id": project_id, "most": NAMED_TASKS},
    )
    return dict(connection.fetchall())


def list_shown_orders(
    connection: Connection, project_id: UUID, latest: int, started_in: Collection[tuple[str, int]]
) -> ShownOrders:
    """The `latest` rankings of each person whose shown order is known, by person, by task.

    Items count as unplaced in the buckets `started_in` (Ranker, bucket index), where they stood, in
    the order shown, before anybody moved them.
    """
    rows = connection.sql(
        f"""
        SELECT annotator.number AS annotator, task.number AS task_number,
               controls, buckets, places,
               list_transform(items, lambda item: coalesce(list_position(display_order, item), 0))
                   AS slots
        FROM annotation_revision AS shown
        JOIN (
            SELECT annotation_id, revision FROM current_revision
            WHERE project_id = $project_id AND status = 'submitted'
              AND display_order IS NOT NULL AND annotation_id NOT IN ({FINAL_RANKINGS})
            QUALIFY row_number() OVER (
                PARTITION BY annotator_id ORDER BY commit_sequence DESC, annotation_id
            ) <= $latest
        ) AS chosen
          ON chosen.annotation_id = shown.annotation_id AND chosen.revision = shown.revision
        JOIN annotator ON annotator.annotator_id = shown.annotator_id
        JOIN task ON task.task_id = shown.task_id
        WHERE task.archived_at IS NULL
        ORDER BY annotator.number, task.number, shown.annotation_id
        """,
        params={"project_id": project_id, "latest": latest},
    ).to_arrow_table()
    names, control = codes(entries(rows, "controls"))
    bucket = entry_numbers(rows, "buckets").astype(np.int64)
    width = int(bucket.max(initial=0)) + 1
    group = np.where(bucket < 0, -1, control.astype(np.int64) * width + bucket)
    for name, index in started_in:
        if name in names:
            group[(control == names.index(name)) & (bucket == index)] = -1
    return ShownOrders(
        annotator=numbers(rows, "annotator"),
        task_number=numbers(rows, "task_number"),
        starts=offsets(rows, "places"),
        group=group,
        place=entry_numbers(rows, "places"),
        slot=entry_numbers(rows, "slots"),
    )

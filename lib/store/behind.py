"""The tasks behind a mark of a chart, among the annotations that count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never
from uuid import UUID

from lib.domain.labeling_config import UNRANKED
from lib.domain.mark import (
    AnnotatorMark,
    AnnotatorPairMark,
    BucketMark,
    Mark,
    ModelMark,
    Outcome,
    PairMark,
    PeriodMark,
    TaskMark,
)
from lib.domain.task import Task
from lib.store.columns import as_utc, dict_rows
from lib.store.selected import Selected
from lib.store.tasks import task_of
from lib.store.writer import Connection


@dataclass(frozen=True)
class Vote:
    """One annotation of a task: who, when, and where each item went, as revisions store it."""

    task_id: UUID
    annotator: str
    annotator_number: int
    at: datetime
    controls: Sequence[str]
    items: Sequence[str]
    buckets: Sequence[int]
    places: Sequence[int]


@dataclass(frozen=True)
class PairRule:
    """Which pairs of items are compared, as everywhere else.

    `ordered` holds the ordered buckets, best first: a Ranker's name and the bucket's index there.
    """

    ordered: tuple[tuple[str, int], ...]
    unplaced_is_worst: bool


# How the first model of a pair came out: above 0 it won, below it lost, NULL is not compared.
_OUTCOME = """
    CASE WHEN controls[i] <> controls[j] OR {same} THEN NULL
         WHEN buckets[i] = -1 AND buckets[j] = -1 THEN NULL
         WHEN buckets[i] = -1 THEN CASE WHEN $unplaced_is_worst THEN -1 END
         WHEN buckets[j] = -1 THEN CASE WHEN $unplaced_is_worst THEN 1 END
         WHEN buckets[i] = buckets[j] THEN sign(places[j] - places[i])
         ELSE sign(list_position($ordered, buckets[j] || ':' || controls[j])
                   - list_position($ordered, buckets[i] || ':' || controls[i]))
    END {wanted}
"""
# One pair of slots, i and j, tells all of most tasks in a third of the time of unnesting (0.3 s
# over a million rankings); tasks where it does not fit and there are `others` are unnested.
_PAIRED = """
    WITH once AS (
        SELECT task_id, bool_or(fits) AS fits, bool_or(repeats) AS repeats FROM (
            SELECT task_id, fits, NOT fits AND ({others}) AS repeats
            FROM (
                SELECT task_id, models, i, j, coalesce({outcome}, false) AS fits FROM (
                    SELECT *, list_position(models, $first) AS i, {slot} AS j
                    FROM {counted} AS counted
                ) AS found WHERE i > 0 AND j > 0
            ) AS fitting
        ) AS repeating GROUP BY task_id
    )
    SELECT task_id FROM once WHERE fits
    UNION
    SELECT task_id FROM (
        SELECT *, unnest(range(1, len(models) + 1)) AS j FROM (
            SELECT task_id, controls, models, buckets, places,
                   unnest(range(1, len(models) + 1)) AS i
            FROM {counted} AS counted
            WHERE task_id IN (SELECT task_id FROM once WHERE repeats AND NOT fits)
        ) AS with_i WHERE models[i] = $first
    ) AS with_j WHERE {second} AND {outcome}
"""
_OF_TWO = {
    "same": "$first = $second",
    "slot": "list_position(models, $second)",
    "others": "list_contains(models[i + 1:], $first) OR list_contains(models[j + 1:], $second)",
    "second": "models[j] = $second",
}
# With any other model: the neighbour, since buckets are stored one after the other.
_OF_ONE = {
    "same": "coalesce(models[j] = $first, true)",
    "slot": "if(i = 1, 2, i - 1)",
    "others": "len(models) > 2",
    "second": "models[j] <> $first",
}
_WANTED: dict[Outcome | None, str] = {
    "won": "> 0",
    "lost": "< 0",
    "tied": "= 0",
    None: "IS NOT NULL",
}


def find_tasks_behind(
    connection: Connection,
    counted: Selected,
    mark: Mark,
    rule: PairRule,
    bucket_index: int | None,
    offset: int,
    limit: int,
) -> tuple[int, list[Task]]:
    """How many tasks a mark rests on, and `limit` of them by number from `offset` on.

    `bucket_index` is that of a BucketMark's bucket, None where its config knows none of that name.
    """
    behind, parameters = _behind(counted, mark, rule, bucket_index)
    parameters |= counted.parameters
    connection.execute(
        f"""
        SELECT task_id, count(*) OVER () AS total FROM task
        WHERE task_id IN ({behind}) ORDER BY number LIMIT $limit OFFSET $offset
        """,
        parameters | {"limit": limit, "offset": offset},
    )
    page = connection.fetchall()
    if not page:
        connection.execute(f"SELECT count(DISTINCT task_id) FROM ({behind}) AS b", parameters)
        return int(connection.fetchall()[0][0]), []
    connection.execute(
        "SELECT * FROM task WHERE task_id IN (SELECT unnest($task_ids)) ORDER BY number",
        {"task_ids": [row[0] for row in page]},
    )
    return int(page[0][1]), [task_of(row) for row in dict_rows(connection)]


def list_votes(
    connection: Connection, counted: Selected, task_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Vote]]:
    """The annotations of the tasks that count, by task, each task's by the annotator's name."""
    connection.execute(
        f"""
        SELECT counted.task_id, annotator.name, annotator.number, counted.created_at,
               counted.controls, counted.items, counted.buckets, counted.places
        FROM {counted.sql} AS counted
        JOIN annotator ON annotator.annotator_id = counted.annotator_id
        WHERE counted.task_id IN (SELECT unnest($task_ids))
        ORDER BY annotator.name, annotator.number, counted.created_at
        """,
        counted.parameters | {"task_ids": list(task_ids)},
    )
    found: dict[UUID, list[Vote]] = {task_id: [] for task_id in task_ids}
    for task_id, name, number, at, *columns in connection.fetchall():
        found[task_id].append(Vote(task_id, name, number, as_utc(at), *columns))
    return found


def _behind(
    counted: Selected, mark: Mark, rule: PairRule, bucket_index: int | None
) -> tuple[str, dict[str, Any]]:
    """A SELECT of the ids of the tasks behind a mark, with its own parameters."""
    rows = f"SELECT task_id FROM {counted.sql} AS counted WHERE "
    match mark:
        case ModelMark(model) | PeriodMark(_, _, model):
            return _paired(counted, _OF_ONE, None), _rule(rule) | {"first": model}
        case PairMark(first, second, outcome):
            models = {"first": first, "second": second}
            return _paired(counted, _OF_TWO, outcome), _rule(rule) | models
        case BucketMark(control, bucket, None):
            index = -1 if bucket == UNRANKED else bucket_index
            slots = "list_zip(controls, buckets)"
            return rows + f"list_contains({slots}, ($control, $bucket::SMALLINT))", {
                "control": control,
                "bucket": index,
            }
        case BucketMark(control, bucket, model):
            index = -1 if bucket == UNRANKED else bucket_index
            slots = "list_zip(controls, buckets, models)"
            return rows + f"list_contains({slots}, ($control, $bucket::SMALLINT, $model))", {
                "control": control,
                "bucket": index,
                "model": model,
            }
        case AnnotatorMark(number):
            return rows + _BY.format("annotator"), {"annotator": number}
        case AnnotatorPairMark(number, other):
            first, second = rows + _BY.format("first"), rows + _BY.format("second")
            return f"{first} INTERSECT {second}", {"first": number, "second": other}
        case TaskMark(number):
            wanted = "task_id IN (SELECT task_id FROM task WHERE number = $number)"
            return rows + wanted, {"number": number}
        case _:
            assert_never(mark)


def _paired(counted: Selected, of: Mapping[str, str], outcome: Outcome | None) -> str:
    """A SELECT of the ids of the tasks with a compared pair of such an outcome."""
    fits = _OUTCOME.format(same=of["same"], wanted=_WANTED[outcome])
    return _PAIRED.format(counted=counted.sql, outcome=fits, **of)


def _rule(rule: PairRule) -> dict[str, Any]:
    """The parameters of `_OUTCOME` that a rule gives."""
    return {
        "ordered": [f"{index}:{control}" for control, index in rule.ordered],
        "unplaced_is_worst": rule.unplaced_is_worst,
    }


_BY = "annotator_id IN (SELECT annotator_id FROM annotator WHERE number = ${})"

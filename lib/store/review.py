"""The tasks that a reviewer looks through, each with what was done on it, counted in SQL."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from lib.domain.annotation import Annotator, Origin, Status
from lib.store.annotators import annotator_of
from lib.store.arrow_columns import numbers
from lib.store.columns import dict_rows
from lib.store.final_answers import KEY
from lib.store.rankings import Array
from lib.store.selected import field_pointer
from lib.store.writer import Connection

LONGEST_PROMPT = 400


@dataclass(frozen=True)
class AnnotationFilter:
    """Which annotations are meant; `since` and `until` are days in UTC, both included."""

    person: int | None = None
    status: Status | None = None
    origin: Origin | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, eq=False)
class TaskCounts:
    """Of T tasks by number: how many annotations of each status, open flags, and whether one is
    final. `submitted` counts people's own, without reviewers' final rankings; `newest` is the
    commit of the latest revision among the annotations that fit.
    """

    number: Array
    submitted: Array
    skipped: Array
    withdrawn: Array
    flags: Array
    final: Array
    newest: Array


_FITTING = """
    SELECT latest.task_id, latest.annotation_id, latest.status, annotation.ground_truth,
           starts_with(annotation.idempotency_key, $final) AS is_final_ranking,
           {conditions} AS fits, latest.commit_sequence
    FROM current_revision AS latest
    JOIN annotation ON annotation.annotation_id = latest.annotation_id
    WHERE latest.project_id = $project_id
"""


def count_tasks(connection: Connection, project_id: UUID, chosen: AnnotationFilter) -> TaskCounts:
    """The tasks that have an annotation that fits, by number; archived ones are left out."""
    fitting, parameters = _fitting(project_id, chosen)
    rows = connection.sql(
        f"""
        WITH counted AS (
            SELECT task_id,
                   count(*) FILTER (status = 'submitted' AND NOT is_final_ranking) AS submitted,
                   count(*) FILTER (status = 'skipped') AS skipped,
                   count(*) FILTER (status = 'deleted') AS withdrawn,
                   bool_or(ground_truth AND status = 'submitted') AS final,
                   max(commit_sequence) FILTER (fits) AS newest
            FROM ({fitting}) AS fitting GROUP BY task_id
        ), flagged AS (
            SELECT task_id, count(*) AS flags FROM comment
            WHERE project_id = $project_id AND is_flag AND resolved_at IS NULL GROUP BY task_id
        )
        SELECT task.number, submitted, skipped, withdrawn, final, newest,
               coalesce(flags, 0) AS flags
        FROM counted JOIN task ON task.task_id = counted.task_id
        LEFT JOIN flagged ON flagged.task_id = counted.task_id
        WHERE newest IS NOT NULL AND task.archived_at IS NULL
        ORDER BY task.number
        """,
        params=parameters,
    ).to_arrow_table()
    names = ("number", "submitted", "skipped", "withdrawn", "flags", "final", "newest")
    return TaskCounts(**{name: numbers(rows, name) for name in names})


def list_fitting(
    connection: Connection,
    project_id: UUID,
    task_numbers: Collection[int],
    chosen: AnnotationFilter,
) -> list[UUID]:
    """The annotations of the tasks that fit, by number."""
    fitting, parameters = _fitting(project_id, chosen)
    connection.execute(
        f"""
        SELECT fitting.annotation_id
        FROM ({fitting}) AS fitting
        JOIN annotation ON annotation.annotation_id = fitting.annotation_id
        WHERE fits AND fitting.task_id IN (
            SELECT task_id FROM task
            WHERE project_id = $project_id AND number IN (SELECT unnest($numbers))
        )
        ORDER BY annotation.number
        """,
        parameters | {"numbers": list(task_numbers)},
    )
    return [row[0] for row in connection.fetchall()]


def list_task_ids(
    connection: Connection, project_id: UUID, task_numbers: Collection[int]
) -> dict[UUID, int]:
    """The tasks of those numbers that a project has: their numbers by their ids, in order."""
    connection.execute(
        """
        SELECT task_id, number FROM task
        WHERE project_id = $project_id AND number IN (SELECT unnest($numbers)) ORDER BY number
        """,
        {"project_id": project_id, "numbers": list(task_numbers)},
    )
    return dict(connection.fetchall())


def list_task_numbers(connection: Connection, task_ids: Collection[UUID]) -> dict[UUID, int]:
    """The numbers of tasks by their ids."""
    connection.execute(
        "SELECT task_id, number FROM task WHERE task_id IN (SELECT unnest($task_ids))",
        {"task_ids": list(task_ids)},
    )
    return dict(connection.fetchall())


def list_prompts(
    connection: Connection, project_id: UUID, task_numbers: Collection[int], variable: str | None
) -> dict[int, str]:
    """The beginning of the tasks' prompts by their numbers; empty where the config shows none."""
    connection.execute(
        """
        SELECT number, coalesce(left(json_extract_string(data, $pointer), $longest), '')
        FROM task WHERE project_id = $project_id AND number IN (SELECT unnest($numbers))
        """,
        {
            "project_id": project_id,
            "numbers": list(task_numbers),
            "pointer": field_pointer(variable or ""),
            "longest": LONGEST_PROMPT,
        },
    )
    return dict(connection.fetchall())


def list_people(connection: Connection, project_id: UUID) -> list[Annotator]:
    """Everybody who ever annotated in a project, by number."""
    connection.execute(
        """
        SELECT * FROM annotator WHERE annotator_id IN (
            SELECT annotator_id FROM annotation WHERE project_id = $project_id
        ) ORDER BY number
        """,
        {"project_id": project_id},
    )
    return [annotator_of(row) for row in dict_rows(connection)]


def list_names(connection: Connection, annotator_ids: Collection[UUID]) -> dict[UUID, str]:
    """The names of people by their ids."""
    connection.execute(
        "SELECT annotator_id, name FROM annotator WHERE annotator_id IN (SELECT unnest($ids))",
        {"ids": list(annotator_ids)},
    )
    return dict(connection.fetchall())


def is_archived(connection: Connection, task_id: UUID) -> bool:
    """Whether a task is out of the work and of every figure."""
    connection.execute(
        "SELECT archived_at IS NOT NULL FROM task WHERE task_id = $task_id", {"task_id": task_id}
    )
    return bool(connection.fetchall()[0][0])


def list_origins(connection: Connection, project_id: UUID) -> list[Origin]:
    """Where a project's annotations come from."""
    connection.execute(
        "SELECT DISTINCT origin FROM annotation WHERE project_id = $project_id ORDER BY origin",
        {"project_id": project_id},
    )
    return [row[0] for row in connection.fetchall()]


def get_flag_state(connection: Connection, project_id: UUID) -> tuple[int, int]:
    """Changes whenever a flag is put up or resolved."""
    connection.execute(
        """
        SELECT count(*), count(resolved_at) FROM comment
        WHERE project_id = $project_id AND is_flag
        """,
        {"project_id": project_id},
    )
    n, resolved = connection.fetchall()[0]
    return int(n), int(resolved)


def get_revision_state(connection: Connection, project_id: UUID) -> tuple[int, int]:
    """How many revisions a project has, and the commit of the latest one, 0 without any."""
    connection.execute(
        """
        SELECT count(*), coalesce(max(commit_sequence), 0) FROM annotation_revision
        WHERE project_id = $project_id
        """,
        {"project_id": project_id},
    )
    n, last = connection.fetchall()[0]
    return int(n), int(last)


def list_changed_tasks(
    connection: Connection, project_id: UUID, after: int, until: int
) -> tuple[int, list[UUID]]:
    """How many revisions were stored after a commit until another one, and their tasks."""
    connection.execute(
        """
        SELECT task_id, count(*) FROM annotation_revision
        WHERE project_id = $project_id AND commit_sequence > $after AND commit_sequence <= $until
        GROUP BY task_id
        """,
        {"project_id": project_id, "after": after, "until": until},
    )
    rows = connection.fetchall()
    return sum(row[1] for row in rows), [row[0] for row in rows]


def _fitting(project_id: UUID, chosen: AnnotationFilter) -> tuple[str, dict[str, Any]]:
    """A SELECT of the project's annotations that says of each whether it fits."""
    conditions = ["true"]
    parameters: dict[str, Any] = {"project_id": project_id, "final": KEY}
    if chosen.person is not None:
        conditions.append(
            "latest.annotator_id IN (SELECT annotator_id FROM annotator WHERE number = $person)"
        )
        parameters["person"] = chosen.person
    if chosen.status is not None:
        conditions.append("latest.status = $status")
        parameters["status"] = chosen.status
    if chosen.origin is not None:
        conditions.append("annotation.origin = $origin")
        parameters["origin"] = chosen.origin
    if chosen.since is not None:
        conditions.append("latest.created_at >= $since")
        parameters["since"] = chosen.since
    if chosen.until is not None:
        conditions.append("latest.created_at < $until")
        parameters["until"] = chosen.until + timedelta(days=1)
    return _FITTING.format(conditions=" AND ".join(conditions)), parameters

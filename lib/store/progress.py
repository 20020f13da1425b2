"""How much work there is in a project: counts and times, never what anybody said."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lib.store.columns import dict_rows
from lib.store.final_answers import FINAL_RANKINGS
from lib.store.labeled import LABELED
from lib.store.writer import Connection


@dataclass(frozen=True)
class PersonCounts:
    """What one person has done: annotations submitted and skipped, and the median of their times.

    `median_seconds` is over the `n_timed` submissions whose time is known, None where there is
    none. `n_untouched` of the `n_own` submissions that were made here were made without a move.
    """

    annotator_id: UUID
    number: int
    name: str
    submitted: int
    skipped: int
    n_timed: int
    median_seconds: float | None
    n_own: int
    n_untouched: int


@dataclass(frozen=True)
class DayCount:
    """How many annotations a person first submitted on a day in UTC."""

    number: int
    day: date
    submitted: int


@dataclass(frozen=True)
class TaskCounts:
    """A project's tasks: all, those with enough answers, and those without any."""

    tasks: int
    complete: int
    unlabeled: int


def list_person_counts(connection: Connection, project_id: UUID) -> list[PersonCounts]:
    """Everybody who has labeled in a project, by number.

    A skip that was submitted since is none. Work on gold tasks counts like any other.
    """
    connection.execute(
        f"""
        SELECT annotator_id, number, name, submitted, skipped, n_timed, median_seconds, n_own,
               n_untouched
        FROM (
            SELECT labeled.annotator_id,
                   count(*) FILTER (WHERE status = 'submitted') AS submitted,
                   count(*) FILTER (WHERE status = 'skipped') AS skipped,
                   count(seconds) FILTER (WHERE status = 'submitted') AS n_timed,
                   median(seconds) FILTER (WHERE status = 'submitted') AS median_seconds,
                   count(*) FILTER (WHERE status = 'submitted' AND is_own) AS n_own,
                   count(*) FILTER (WHERE status = 'submitted' AND is_own AND untouched)
                       AS n_untouched
            FROM {LABELED} AS labeled
            GROUP BY labeled.annotator_id
        ) JOIN annotator USING (annotator_id)
        ORDER BY number
        """,
        {"project_id": project_id},
    )
    return [PersonCounts(**row) for row in dict_rows(connection)]


def list_day_counts(connection: Connection, project_id: UUID, days: int) -> list[DayCount]:
    """Submissions by person and day, on the latest days of work, by day and person."""
    connection.execute(
        f"""
        WITH counted AS (
            SELECT annotator_id, created_at::DATE AS day, count(*) AS submitted
            FROM {LABELED} AS labeled WHERE status = 'submitted' GROUP BY ALL
        )
        SELECT number, day, submitted FROM counted JOIN annotator USING (annotator_id)
        WHERE day IN (SELECT DISTINCT day FROM counted ORDER BY day DESC LIMIT $days)
        ORDER BY day, number
        """,
        {"project_id": project_id, "days": days},
    )
    return [DayCount(*row) for row in connection.fetchall()]


def list_final_counts(connection: Connection, project_id: UUID) -> list[tuple[UUID, str, int]]:
    """Who has ranked how many tasks anew as the final answer, by the person's number."""
    connection.execute(
        f"""
        SELECT annotator_id, name, count(*) FROM (
            SELECT annotator_id, arg_max(status, revision) AS status FROM annotation_revision
            WHERE annotation_id IN ({FINAL_RANKINGS}) GROUP BY annotation_id, annotator_id
        ) JOIN annotator USING (annotator_id)
        WHERE status = 'submitted' GROUP BY annotator_id, number, name ORDER BY number
        """,
        {"project_id": project_id},
    )
    return connection.fetchall()


def get_task_counts(connection: Connection, project_id: UUID, overlap: int) -> TaskCounts:
    """A project's tasks; complete are those that `overlap` people have submitted, at least one."""
    connection.execute(
        f"""
        SELECT count(*), count(*) FILTER (WHERE people >= $overlap),
               count(*) FILTER (WHERE people IS NULL)
        FROM task LEFT JOIN ({_PEOPLE}) AS done USING (task_id)
        WHERE project_id = $project_id AND archived_at IS NULL
        """,
        {"project_id": project_id, "overlap": max(overlap, 1)},
    )
    return TaskCounts(*connection.fetchall()[0])


def get_names_state(connection: Connection) -> int:
    """Changes whenever somebody gets another name."""
    connection.execute("SELECT coalesce(sum(hash(annotator_id, name)), 0) FROM annotator")
    return int(connection.fetchall()[0][0])


_PEOPLE = f"""
    SELECT task_id, count(DISTINCT annotator_id) AS people FROM {LABELED} AS labeled
    WHERE status = 'submitted' GROUP BY task_id
"""
"""How many people have submitted each task that anybody has."""

"""What the choice of a person's next task rests on: counts by task, and what the person has had."""

from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from lib.store.columns import as_stored, utc_now
from lib.store.final_answers import FINAL_RANKINGS, IS_FINAL
from lib.store.writer import Connection

Numbers = NDArray[Any]


class PeopleCounts(NamedTuple):
    """The open tasks by number, ascending, and how many people have annotated each."""

    numbers: Numbers
    people: Numbers


class Claims(NamedTuple):
    """The tasks that others hold or were assigned, how many people each, and the person's own."""

    numbers: Numbers
    people: Numbers
    assigned: Numbers


class OwnWork(NamedTuple):
    """The tasks of which a person has any annotation of their own, also a withdrawn one.

    `is_done` tells a submission or a skip from what was withdrawn.
    """

    numbers: Numbers
    is_done: Numbers
    is_gold: Numbers


class Checks(NamedTuple):
    """How many gold tasks there are, without archived ones, and the repeats that one answered."""

    gold: int
    repeats: int


def get_people_counts(
    connection: Connection, project_id: UUID, *, skipped_count: bool
) -> PeopleCounts:
    """Over tasks that are neither archived nor gold; final answers of reviewers do not count.

    People count where they have a current submission, or a skip where those count.
    """
    connection.execute(
        f"""
        SELECT number, coalesce(people, 0) AS people
        FROM task LEFT JOIN (
            SELECT task_id, count(*) AS people FROM (
                SELECT DISTINCT task_id, annotator_id FROM current_revision
                WHERE project_id = $project_id
                  AND (status = 'submitted' OR (status = 'skipped' AND $skipped_count))
                  AND annotation_id NOT IN ({FINAL_RANKINGS})
            ) GROUP BY task_id
        ) AS counted ON counted.task_id = task.task_id
        WHERE project_id = $project_id AND archived_at IS NULL
          AND task.task_id NOT IN (SELECT task_id FROM gold_task WHERE project_id = $project_id)
        ORDER BY number
        """,
        {"project_id": project_id, "skipped_count": skipped_count},
    )
    return PeopleCounts(*_columns(connection, "number", "people"))


def list_open_numbers(connection: Connection, project_id: UUID) -> PeopleCounts:
    """The same tasks where nobody asks how many people have annotated them: 0 each."""
    connection.execute(
        """
        SELECT number FROM task WHERE project_id = $project_id AND archived_at IS NULL
          AND task_id NOT IN (SELECT task_id FROM gold_task WHERE project_id = $project_id)
        ORDER BY number
        """,
        {"project_id": project_id},
    )
    (numbers,) = _columns(connection, "number")
    return PeopleCounts(numbers, np.zeros(len(numbers), dtype=np.int64))


def get_counts_state(connection: Connection, project_id: UUID) -> tuple[int, ...]:
    """Changes whenever a project gets or loses tasks, revisions or gold tasks."""
    connection.execute(
        """
        SELECT tasks.n, coalesce(tasks.last, 0), work.n, coalesce(work.last, 0), gold.hash
        FROM (SELECT count(*) AS n, max(number) AS last FROM task
              WHERE project_id = $project_id AND archived_at IS NULL) AS tasks,
             (SELECT count(*) AS n, max(commit_sequence) AS last FROM annotation_revision
              WHERE project_id = $project_id) AS work,
             (SELECT coalesce(sum(hash(task_id)), 0) AS hash FROM gold_task
              WHERE project_id = $project_id) AS gold
        """,
        {"project_id": project_id},
    )
    return tuple(map(int, connection.fetchall()[0]))


def get_own_work(connection: Connection, project_id: UUID, annotator_id: UUID) -> OwnWork:
    """Final answers that they gave as a reviewer are no work of their own."""
    connection.execute(
        f"""
        SELECT number, bool_or(status <> 'deleted') AS is_done,
               bool_or(task_id IN (SELECT task_id FROM gold_task)) AS is_gold
        FROM task JOIN (
            SELECT task_id, arg_max(status, revision) AS status FROM annotation_revision
            WHERE project_id = $project_id AND annotator_id = $annotator_id
              AND annotation_id NOT IN ({FINAL_RANKINGS})
            GROUP BY annotation_id, task_id
        ) AS own USING (task_id)
        GROUP BY number
        """,
        {"project_id": project_id, "annotator_id": annotator_id},
    )
    return OwnWork(*_columns(connection, "number", "is_done", "is_gold"))


def get_claims(connection: Connection, project_id: UUID, annotator_id: UUID) -> Claims:
    """Claims that stand; an assignment does until the person has an annotation of the task."""
    connection.execute(
        f"""
        SELECT task.number, count(*) FILTER (WHERE annotator_id <> $annotator_id) AS people,
               bool_or(annotator_id = $annotator_id AND expires_at IS NULL) AS assigned
        FROM claim JOIN annotator USING (annotator_id) JOIN task USING (task_id)
        WHERE claim.project_id = $project_id AND annotator.archived_at IS NULL
          AND (expires_at > $now OR (expires_at IS NULL AND NOT EXISTS (
                SELECT 1 FROM annotation WHERE annotation.task_id = claim.task_id
                  AND annotation.annotator_id = claim.annotator_id
                  AND NOT {IS_FINAL})))
        GROUP BY task.number
        """,
        {
            "project_id": project_id,
            "annotator_id": annotator_id,
            "now": as_stored(utc_now()),
        },
    )
    return Claims(*_columns(connection, "number", "people", "assigned"))


def list_begun(connection: Connection, project_id: UUID, annotator_id: UUID) -> list[UUID]:
    """The tasks that a person has begun: by their drafts, the newest first, then by their claims.

    Left out are those that they have annotated, and those that they have postponed.
    """
    connection.execute(
        f"""
        WITH begun AS (
            SELECT task_id, 0 AS kind, updated_at AS begun_at FROM draft
            WHERE project_id = $project_id AND annotator_id = $annotator_id
            UNION ALL
            SELECT task_id, 1, claimed_at FROM claim
            WHERE project_id = $project_id AND annotator_id = $annotator_id AND expires_at > $now
        )
        SELECT task_id FROM begun
        WHERE task_id NOT IN (
            SELECT task_id FROM annotation
            WHERE project_id = $project_id AND annotator_id = $annotator_id
              AND NOT {IS_FINAL}
            UNION ALL
            SELECT task_id FROM postponed
            WHERE project_id = $project_id AND annotator_id = $annotator_id
        )
        GROUP BY task_id ORDER BY min(kind), max(begun_at) DESC, task_id DESC
        """,
        {
            "project_id": project_id,
            "annotator_id": annotator_id,
            "now": as_stored(utc_now()),
        },
    )
    return [row[0] for row in connection.fetchall()]


def get_checks(connection: Connection, project_id: UUID, annotator_id: UUID) -> Checks:
    connection.execute(
        """
        SELECT (SELECT count(*) FROM gold_task JOIN task USING (task_id)
                WHERE gold_task.project_id = $project_id AND archived_at IS NULL),
               (SELECT count(*) FROM repeat_answer
                WHERE project_id = $project_id AND annotator_id = $annotator_id)
        """,
        {"project_id": project_id, "annotator_id": annotator_id},
    )
    return Checks(*connection.fetchall()[0])


def has_repeat_answer(connection: Connection, task_id: UUID, annotator_id: UUID) -> bool:
    """Whether a person has answered a task of theirs a second time."""
    connection.execute(
        "SELECT 1 FROM repeat_answer WHERE task_id = $task_id AND annotator_id = $annotator_id",
        {"task_id": task_id, "annotator_id": annotator_id},
    )
    return connection.fetchone() is not None


def _columns(connection: Connection, *names: str) -> list[Numbers]:
    found = connection.fetchnumpy()
    return [np.asarray(found[name]) for name in names]

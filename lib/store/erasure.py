"""All that one person wrote: counted, and deleted for good.

Which columns name a person stands here; a test compares them with the columns that there are. In a
project that was ever kept in step with a Label Studio the row of an annotation stays, blank and
deleted, and so is known there: the next push deletes it there, and no pull brings it back.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from lib.store.columns import as_stored
from lib.store.writer import Connection

OWNED = {
    "account": "annotator_id",
    "claim": "annotator_id",
    "comment": "author_id",
    "draft": "annotator_id",
    "identity": "annotator_id",
    "membership": "annotator_id",
    "one_time_link": "annotator_id",
    "postponed": "annotator_id",
    "repeat_answer": "annotator_id",
    "session": "annotator_id",
}
"""Tables whose rows are a person's own, by the column that names them."""

WORK = {("annotation", "annotator_id"), ("annotation_revision", "annotator_id")}

KEPT = {
    ("annotation_revision", "actor_id"),
    ("bulk_action", "actor_id"),
    ("claim", "assigned_by"),
    ("comment", "resolved_by"),
    ("gold_task", "set_by"),
    ("guideline", "written_by"),
}
"""What a person did to the work of others: it stays, and names nobody."""

_THEIRS = "SELECT annotation_id FROM annotation WHERE annotator_id = $annotator_id"
_GOLD_OF_THEIRS = f"""
    FROM gold_task
    WHERE TRY_CAST(json_extract_string(expected, '$.annotation_id') AS UUID) IN ({_THEIRS})
"""
_SYNCED = """
    SELECT project_id FROM sync_run UNION SELECT project_id FROM label_studio_link
    UNION SELECT project_id FROM linked_annotation
"""


def count_rows(connection: Connection, annotator_id: UUID) -> dict[str, int]:
    """How many rows of each table are the person's own, and `others_revision`, which stay.

    `gold_task` counts those whose expected answer is an annotation of theirs.
    """
    counts = {
        **{
            table: f"FROM {table} WHERE {column} = $annotator_id" for table, column in OWNED.items()
        },
        "annotation": "FROM annotation WHERE annotator_id = $annotator_id",
        "annotation_revision": "FROM annotation_revision WHERE annotator_id = $annotator_id",
        "final_answer": "FROM annotation WHERE annotator_id = $annotator_id AND ground_truth",
        "gold_task": _GOLD_OF_THEIRS,
        "others_revision": (
            "FROM annotation_revision "
            "WHERE actor_id = $annotator_id AND annotator_id <> $annotator_id"
        ),
    }
    queries = ", ".join(f"(SELECT count(*) {rest})" for rest in counts.values())
    connection.execute(f"SELECT {queries}", {"annotator_id": annotator_id})
    return dict(zip(counts, connection.fetchall()[0], strict=True))


def count_linked(connection: Connection, annotator_id: UUID) -> dict[UUID, int]:
    """How many of the person's annotations a Label Studio holds, by project."""
    connection.execute(
        f"""
        SELECT project_id, count(*) FROM linked_annotation
        WHERE annotation_id IN ({_THEIRS}) AND remote_hash <> 'deleted'
        GROUP BY project_id ORDER BY project_id
        """,
        {"annotator_id": annotator_id},
    )
    return dict(connection.fetchall())


def list_synced_projects(connection: Connection, annotator_id: UUID) -> list[UUID]:
    """Those that hold the person's work and were ever kept in step with a Label Studio."""
    connection.execute(
        f"""
        SELECT DISTINCT project_id FROM annotation
        WHERE annotator_id = $annotator_id AND project_id IN ({_SYNCED}) ORDER BY project_id
        """,
        {"annotator_id": annotator_id},
    )
    return [row[0] for row in connection.fetchall()]


def erase_person(
    connection: Connection, annotator_id: UUID, name: str, email: str | None, when: datetime
) -> None:
    """Delete what the person wrote, and everything that tells who they were."""
    project_ids = _projects_of(connection, annotator_id)
    _forget_mentions(connection, annotator_id, name, email)
    _delete_work(connection, annotator_id)
    _blank_work(connection, annotator_id, when)
    for table, column in OWNED.items():
        connection.execute(
            f"DELETE FROM {table} WHERE {column} = $annotator_id", {"annotator_id": annotator_id}
        )
    connection.execute(
        """
        UPDATE annotator SET name = 'Erased person ' || number, email = NULL, is_admin = false,
               erased_at = $now
        WHERE annotator_id = $annotator_id
        """,
        {"annotator_id": annotator_id, "now": as_stored(when)},
    )
    _renew(connection, project_ids)


def list_erased_annotations(connection: Connection, task_ids: Collection[UUID]) -> set[UUID]:
    """Those annotations of the tasks whose people were erased: blank rows."""
    connection.execute(
        """
        SELECT annotation_id FROM annotation
        WHERE task_id IN (SELECT unnest($task_ids))
          AND annotator_id IN (SELECT annotator_id FROM annotator WHERE erased_at IS NOT NULL)
        """,
        {"task_ids": list(task_ids)},
    )
    return {row[0] for row in connection.fetchall()}


def renew_results(connection: Connection, annotator_id: UUID) -> None:
    """Have the results of all projects that hold the person's work read anew."""
    _renew(connection, _projects_of(connection, annotator_id))


def _renew(connection: Connection, project_ids: Collection[UUID]) -> None:
    """Give each project's last revision a new place in the order of commits: it stays the last.

    Results in memory are known by it; revisions that are deleted leave none.
    """
    connection.execute(
        """
        UPDATE annotation_revision SET commit_sequence = nextval('commit_sequence')
        WHERE (project_id, commit_sequence) IN (
            SELECT project_id, max(commit_sequence) FROM annotation_revision
            WHERE project_id IN (SELECT unnest($project_ids)) GROUP BY project_id
        )
        """,
        {"project_ids": list(project_ids)},
    )


def _projects_of(connection: Connection, annotator_id: UUID) -> list[UUID]:
    connection.execute(
        "SELECT DISTINCT project_id FROM annotation WHERE annotator_id = $annotator_id",
        {"annotator_id": annotator_id},
    )
    return [row[0] for row in connection.fetchall()]


def _forget_mentions(
    connection: Connection, annotator_id: UUID, name: str, email: str | None
) -> None:
    """Delete what others' rows hold of the person: as a text, or as it was before a change."""
    # A bulk action that holds a state of theirs cannot be undone any more.
    connection.execute(
        f"""
        DELETE FROM bulk_action WHERE action_id IN (
            SELECT action_id FROM (
                SELECT action_id,
                       unnest(json_extract_string(before, '$[*].annotation_id')) AS held
                FROM bulk_action
            )
            WHERE TRY_CAST(held AS UUID) IN ({_THEIRS})
        )
        """,
        {"annotator_id": annotator_id},
    )
    # The expected answer is a copy of what they wrote.
    connection.execute(f"DELETE {_GOLD_OF_THEIRS}", {"annotator_id": annotator_id})
    connection.execute(
        """
        DELETE FROM sync_run
        WHERE contains(outcome::TEXT, $quoted) OR contains(failure, $quoted)
           OR contains(outcome::TEXT, $email) OR contains(failure, $email)
        """,
        {"quoted": f"“{name}”", "email": email},
    )
    connection.execute(
        """
        DELETE FROM kept_aside
        WHERE contains(content::TEXT, $email)
           OR TRY_CAST(json_extract_string(content, '$.completed_by') AS BIGINT) IN (
               SELECT ls_completed_by FROM annotation WHERE annotator_id = $annotator_id
           )
        """,
        {"annotator_id": annotator_id, "email": email},
    )


def _delete_work(connection: Connection, annotator_id: UUID) -> None:
    """Delete the annotations, with all that anybody made of them, where no Label Studio was."""
    theirs = f"{_THEIRS} AND project_id NOT IN ({_SYNCED})"
    for table in ("annotation_revision", "annotation"):
        connection.execute(
            f"DELETE FROM {table} WHERE annotation_id IN ({theirs})",
            {"annotator_id": annotator_id},
        )


def _blank_work(connection: Connection, annotator_id: UUID, when: datetime) -> None:
    """Leave of every other annotation a single revision, which says that it is deleted."""
    ids = {"annotator_id": annotator_id}
    connection.execute(f"DELETE FROM sync_conflict WHERE annotation_id IN ({_THEIRS})", ids)
    # Older than the revision that stays, so that a push sends the deletion.
    connection.execute(
        f"""
        UPDATE linked_annotation
        SET revision = CASE WHEN remote_hash = 'deleted' THEN 1 ELSE 0 END, ground_truth = false
        WHERE annotation_id IN ({_THEIRS})
        """,
        ids,
    )
    connection.execute(
        f"DELETE FROM annotation_revision WHERE annotation_id IN ({_THEIRS}) AND revision > 1", ids
    )
    connection.execute(
        f"""
        UPDATE annotation_revision
        SET status = 'deleted', result = '[]', controls = [], items = [], models = [],
            buckets = [], places = [], display_order = NULL, untouched = false, lead_time = NULL,
            skip_reason = NULL, guideline_version = NULL, actor_id = $annotator_id,
            created_at = $now, commit_sequence = nextval('commit_sequence')
        WHERE annotation_id IN ({_THEIRS})
        """,
        {**ids, "now": as_stored(when)},
    )
    connection.execute(
        """
        UPDATE annotation
        SET extra = '{}', ground_truth = false, prediction_id = NULL, ls_completed_by = NULL
        WHERE annotator_id = $annotator_id
        """,
        ids,
    )

"""Rows of `annotation`, each read together with its latest revision."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from lib.domain.annotation import Annotation, Annotator, NewAnnotation, Status
from lib.errors import NotFound
from lib.store.columns import as_json, as_stored, as_utc, dict_rows, new_id
from lib.store.final_answers import IS_FINAL
from lib.store.numbering import free_numbers
from lib.store.revisions import NumberedRevision, add_revisions, list_latest_revisions
from lib.store.writer import Connection

# An annotation that comes from nowhere else gets its `unique_id` from its key, so that a push to
# Label Studio that is repeated is recognised there.
_OUR_ANNOTATIONS = UUID("7a1c5bd0-2a52-4d3e-9f0b-5d6c41c0a9e7")

# How many of a person's latest revisions are looked at for each recent annotation wanted: somebody
# may have changed one several times.
REVISIONS_LOOKED_AT = 10


def add_annotations(
    connection: Connection, project_id: UUID, annotations: Sequence[NewAnnotation]
) -> list[UUID]:
    """Store annotations, each with its first revision."""
    if not annotations:
        return []
    numbers = free_numbers(connection, "annotation", project_id, [a.number for a in annotations])
    annotation_ids = [new_id() for _ in annotations]
    connection.execute(
        """
        INSERT INTO annotation (annotation_id, project_id, task_id, annotator_id, number, origin,
                                prediction_id, ground_truth, ls_completed_by, unique_id,
                                idempotency_key, extra, created_at)
        SELECT unnest($annotation_ids), $project_id, unnest($task_ids), unnest($annotator_ids),
               unnest($numbers), unnest($origins), unnest($prediction_ids),
               unnest($ground_truths), unnest($ls_completed_by), unnest($unique_ids),
               unnest($idempotency_keys), unnest($extra), unnest($created_at)
        """,
        {
            "annotation_ids": annotation_ids,
            "project_id": project_id,
            "task_ids": [a.task_id for a in annotations],
            "annotator_ids": [a.annotator_id for a in annotations],
            "numbers": numbers,
            "origins": [a.origin for a in annotations],
            "prediction_ids": [a.prediction_id for a in annotations],
            "ground_truths": [a.ground_truth for a in annotations],
            "ls_completed_by": [a.ls_completed_by for a in annotations],
            "unique_ids": [
                a.unique_id or str(uuid5(_OUR_ANNOTATIONS, str(annotation_id)))
                for a, annotation_id in zip(annotations, annotation_ids, strict=True)
            ],
            "idempotency_keys": [a.idempotency_key for a in annotations],
            "extra": [as_json(a.extra) for a in annotations],
            "created_at": [
                as_stored(a.created_at or a.first_revision.created_at) for a in annotations
            ],
        },
    )
    first = [
        NumberedRevision(key, a.task_id, a.annotator_id, 1, a.first_revision)
        for key, a in zip(annotation_ids, annotations, strict=True)
    ]
    add_revisions(connection, project_id, first)
    return annotation_ids


@dataclass(frozen=True)
class KnownAnnotation:
    """What an import needs to know of an annotation that is there: its task, all it ever said."""

    task_id: UUID
    states: list[tuple[Status, list[Any]]]


def list_known_annotations(
    connection: Connection, project_id: UUID, keys: Collection[str]
) -> dict[str, KnownAnnotation]:
    """Those of a project by the keys given: an idempotency key, or `uid:` and a unique id."""
    if not keys:
        return {}
    connection.execute(
        """
        SELECT idempotency_key, 'uid:' || unique_id, annotation.task_id, status, result
        FROM annotation
        JOIN annotation_revision ON annotation_revision.annotation_id = annotation.annotation_id
        WHERE annotation.project_id = $project_id
          AND (idempotency_key IN (SELECT unnest($keys))
               OR 'uid:' || unique_id IN (SELECT unnest($keys)))
        ORDER BY annotation.annotation_id, revision
        """,
        {"project_id": project_id, "keys": list(keys)},
    )
    found: dict[str, KnownAnnotation] = {}
    for idempotency_key, unique_id, task_id, status, result in connection.fetchall():
        known = found.setdefault(idempotency_key, KnownAnnotation(task_id, []))
        known.states.append((status, json.loads(result)))
        found[unique_id] = known
    return found


def get_annotation(connection: Connection, annotation_id: UUID) -> Annotation:
    found = get_annotations(connection, [annotation_id])
    if not found:
        raise NotFound("There is no such annotation; it may have been removed.")
    return found[0]


def find_annotation(connection: Connection, idempotency_key: str) -> Annotation | None:
    """The annotation that was stored under a key, whatever its status now."""
    connection.execute(
        "SELECT annotation_id FROM annotation WHERE idempotency_key = $idempotency_key",
        {"idempotency_key": idempotency_key},
    )
    row = connection.fetchone()
    return get_annotation(connection, row[0]) if row else None


def list_annotations(
    connection: Connection, task_ids: Iterable[UUID]
) -> Mapping[UUID, tuple[Annotation, ...]]:
    """The annotations of the tasks that are not deleted, by task, by number."""
    present = {
        task_id: tuple(each for each in annotations if each.status != "deleted")
        for task_id, annotations in list_all_annotations(connection, task_ids).items()
    }
    return {task_id: annotations for task_id, annotations in present.items() if annotations}


def list_all_annotations(
    connection: Connection, task_ids: Iterable[UUID]
) -> Mapping[UUID, tuple[Annotation, ...]]:
    """The same with the deleted ones."""
    connection.execute(
        "SELECT annotation_id FROM annotation WHERE task_id IN (SELECT unnest($task_ids))",
        {"task_ids": list(task_ids)},
    )
    found: dict[UUID, list[Annotation]] = {}
    for annotation in get_annotations(connection, [row[0] for row in connection.fetchall()]):
        found.setdefault(annotation.task_id, []).append(annotation)
    return {task_id: tuple(annotations) for task_id, annotations in found.items()}


def is_withdrawn_by_others(connection: Connection, task_id: UUID, annotator_id: UUID) -> bool:
    """Whether a reviewer has withdrawn an annotation of the task that is the person's own.

    One that was deleted in Label Studio is not: whose decision that was is not known here.
    """
    connection.execute(
        f"""
        SELECT 1 FROM current_revision JOIN annotation USING (annotation_id)
        WHERE annotation.task_id = $task_id AND annotation.annotator_id = $annotator_id
          AND status = 'deleted' AND actor_id <> $annotator_id AND NOT {IS_FINAL}
          AND EXISTS (
              SELECT 1 FROM bulk_action
              WHERE bulk_action.project_id = annotation.project_id AND kind = 'withdraw'
                AND contains(before::TEXT, annotation.annotation_id::TEXT))
        """,
        {"task_id": task_id, "annotator_id": annotator_id},
    )
    return connection.fetchone() is not None


def set_ground_truth(connection: Connection, annotation_id: UUID, value: bool) -> None:
    connection.execute(
        "UPDATE annotation SET ground_truth = $value WHERE annotation_id = $annotation_id",
        {"annotation_id": annotation_id, "value": value},
    )


def list_recent(
    connection: Connection, project_id: UUID, annotator_id: UUID, limit: int
) -> list[tuple[Annotation, int]]:
    """A person's own latest submissions and skips in a project, newest first, with task numbers."""
    connection.execute(
        f"""
        WITH latest AS (
            SELECT annotation_id, commit_sequence FROM annotation_revision
            WHERE project_id = $project_id AND actor_id = $annotator_id
            ORDER BY commit_sequence DESC LIMIT $window
        )
        SELECT latest.annotation_id, task.number
        FROM latest
        JOIN annotation ON annotation.annotation_id = latest.annotation_id
        JOIN task ON task.task_id = annotation.task_id
        WHERE annotation.annotator_id = $annotator_id AND origin = 'ui'
          AND NOT {IS_FINAL}
        GROUP BY latest.annotation_id, task.number
        ORDER BY max(commit_sequence) DESC LIMIT $limit
        """,
        {
            "project_id": project_id,
            "annotator_id": annotator_id,
            "limit": limit,
            "window": REVISIONS_LOOKED_AT * limit,
        },
    )
    numbers = dict(connection.fetchall())
    found = {each.annotation_id: each for each in get_annotations(connection, list(numbers))}
    return [
        (found[annotation_id], number)
        for annotation_id, number in numbers.items()
        if found[annotation_id].status != "deleted"
    ]


def list_skipped(connection: Connection, project_id: UUID, annotator_id: UUID) -> list[int]:
    """The numbers of the tasks that a person has skipped and not submitted since, in order."""
    connection.execute(
        """
        SELECT task.number
        FROM annotation
        JOIN current_revision ON current_revision.annotation_id = annotation.annotation_id
        JOIN task ON task.task_id = annotation.task_id
        WHERE annotation.project_id = $project_id AND annotation.annotator_id = $annotator_id
          AND origin = 'ui' AND status = 'skipped'
        ORDER BY task.number
        """,
        {"project_id": project_id, "annotator_id": annotator_id},
    )
    return [row[0] for row in connection.fetchall()]


def get_annotations(connection: Connection, annotation_ids: Sequence[UUID]) -> list[Annotation]:
    """Annotations as they stand now, also deleted ones, by number; unknown ids are left out.

    Their revisions are looked up by key: over a million of them the view `current_revision`, which
    compares them all, takes several times as long.
    """
    connection.execute(
        """
        SELECT annotation.*, annotator.number AS annotator_number,
               annotator.name AS annotator_name, annotator.email AS annotator_email
        FROM annotation JOIN annotator ON annotator.annotator_id = annotation.annotator_id
        WHERE annotation_id IN (SELECT unnest($annotation_ids))
        ORDER BY annotation.number
        """,
        {"annotation_ids": list(annotation_ids)},
    )
    rows = dict_rows(connection)
    latest = list_latest_revisions(connection, annotation_ids)
    return [_annotation(row, latest[row["annotation_id"]]) for row in rows]


def _annotation(row: Mapping[str, Any], revision: Mapping[str, Any]) -> Annotation:
    shown = revision["display_order"]
    return Annotation(
        annotation_id=row["annotation_id"],
        task_id=row["task_id"],
        number=row["number"],
        annotator=Annotator(
            row["annotator_id"],
            row["annotator_number"],
            row["annotator_name"],
            row["annotator_email"],
        ),
        origin=row["origin"],
        revision=revision["revision"],
        status=revision["status"],
        result=json.loads(revision["result"]),
        lead_time=revision["lead_time"],
        ground_truth=row["ground_truth"],
        unique_id=row["unique_id"],
        created_at=as_utc(row["created_at"]),
        updated_at=as_utc(revision["created_at"]),
        extra=json.loads(row["extra"]),
        display_order=tuple(shown) if shown else None,
        prediction_id=row["prediction_id"],
    )

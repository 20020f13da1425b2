"""Rows of `annotation_revision`: append-only; the latest one of an annotation is what counts."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from lib.domain.annotation import Revision
from lib.store.columns import as_json, as_stored, dict_rows
from lib.store.writer import Connection


def list_latest_revisions(
    connection: Connection, annotation_ids: Sequence[UUID]
) -> Mapping[UUID, Mapping[str, Any]]:
    """The latest revision's columns of each annotation."""
    connection.execute(
        """
        SELECT annotation_id, revision, status, result, lead_time, display_order, created_at
        FROM annotation_revision
        WHERE annotation_id IN (SELECT unnest($annotation_ids))
        ORDER BY revision
        """,
        {"annotation_ids": list(annotation_ids)},
    )
    return {row["annotation_id"]: row for row in dict_rows(connection)}


def add_revision(
    connection: Connection, project_id: UUID, annotation_id: UUID, number: int, revision: Revision
) -> None:
    """Store revision `number` (from 2) of an annotation."""
    add_revisions(connection, project_id, [(annotation_id, number, revision)])


def add_revisions(
    connection: Connection, project_id: UUID, revisions: Sequence[tuple[UUID, int, Revision]]
) -> None:
    """Store revisions, each with its annotation and its number."""
    connection.execute(
        """
        INSERT INTO annotation_revision (
            annotation_id, revision, project_id, status, result, controls, items, models, buckets,
            places, display_order, untouched, config_version, lead_time, skip_reason, actor_id,
            created_at, commit_sequence)
        SELECT unnest($annotation_ids), unnest($revisions), $project_id, unnest($statuses),
               unnest($results), unnest($controls::TEXT[][]), unnest($items::TEXT[][]),
               unnest($models::TEXT[][]), unnest($buckets::SMALLINT[][]),
               unnest($places::SMALLINT[][]), unnest($display_orders::TEXT[][]),
               unnest($untouched), unnest($config_versions), unnest($lead_times),
               unnest($skip_reasons), unnest($actor_ids), unnest($created_at),
               nextval('commit_sequence')
        """,
        {
            "annotation_ids": [annotation_id for annotation_id, _, _ in revisions],
            "revisions": [number for _, number, _ in revisions],
            "project_id": project_id,
            "statuses": [each.status for _, _, each in revisions],
            "results": [as_json(each.result) for _, _, each in revisions],
            "controls": [[entry.control for entry in each.ranked] for _, _, each in revisions],
            "items": [[entry.item for entry in each.ranked] for _, _, each in revisions],
            "models": [[entry.model for entry in each.ranked] for _, _, each in revisions],
            "buckets": [[entry.bucket for entry in each.ranked] for _, _, each in revisions],
            "places": [[entry.place for entry in each.ranked] for _, _, each in revisions],
            "display_orders": [
                list(each.display_order) if each.display_order else None for _, _, each in revisions
            ],
            "untouched": [each.untouched for _, _, each in revisions],
            "config_versions": [each.config_version for _, _, each in revisions],
            "lead_times": [each.lead_time for _, _, each in revisions],
            "skip_reasons": [each.skip_reason for _, _, each in revisions],
            "actor_ids": [each.actor_id for _, _, each in revisions],
            "created_at": [as_stored(each.created_at) for _, _, each in revisions],
        },
    )

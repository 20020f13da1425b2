"""Rows of `annotation_revision`: append-only; the latest one of an annotation is what counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


def get_last_commit(connection: Connection, project_id: UUID) -> int:
    """The latest commit sequence of a project's revisions, 0 where there is none."""
    connection.execute(
        "SELECT coalesce(max(commit_sequence), 0) FROM annotation_revision "
        "WHERE project_id = $project_id",
        {"project_id": project_id},
    )
    return int(connection.fetchall()[0][0])


@dataclass(frozen=True)
class NumberedRevision:
    """A revision with its number (from 1) and the annotation, task and person it belongs to."""

    annotation_id: UUID
    task_id: UUID
    annotator_id: UUID
    number: int
    state: Revision


def add_revisions(
    connection: Connection, project_id: UUID, revisions: Sequence[NumberedRevision]
) -> None:
    """Store revisions."""
    states = [each.state for each in revisions]
    connection.execute(
        """
        INSERT INTO annotation_revision (
            annotation_id, revision, project_id, task_id, annotator_id, status, result, controls,
            items, models, buckets, places, display_order, untouched, config_version, lead_time,
            skip_reason, actor_id, created_at, guideline_version, commit_sequence)
        SELECT unnest($annotation_ids), unnest($revisions), $project_id, unnest($task_ids),
               unnest($annotator_ids), unnest($statuses),
               unnest($results), unnest($controls::TEXT[][]), unnest($items::TEXT[][]),
               unnest($models::TEXT[][]), unnest($buckets::SMALLINT[][]),
               unnest($places::SMALLINT[][]), unnest($display_orders::TEXT[][]),
               unnest($untouched), unnest($config_versions), unnest($lead_times),
               unnest($skip_reasons), unnest($actor_ids), unnest($created_at),
               unnest($guideline_versions::INTEGER[]), nextval('commit_sequence')
        """,
        {
            "annotation_ids": [each.annotation_id for each in revisions],
            "revisions": [each.number for each in revisions],
            "project_id": project_id,
            "task_ids": [each.task_id for each in revisions],
            "annotator_ids": [each.annotator_id for each in revisions],
            "statuses": [each.status for each in states],
            "results": [as_json(each.result) for each in states],
            "controls": [[entry.control for entry in each.ranked] for each in states],
            "items": [[entry.item for entry in each.ranked] for each in states],
            "models": [[entry.model for entry in each.ranked] for each in states],
            "buckets": [[entry.bucket for entry in each.ranked] for each in states],
            "places": [[entry.place for entry in each.ranked] for each in states],
            "display_orders": [
                list(each.display_order) if each.display_order else None for each in states
            ],
            "untouched": [each.untouched for each in states],
            "config_versions": [each.config_version for each in states],
            "lead_times": [each.lead_time for each in states],
            "skip_reasons": [each.skip_reason for each in states],
            "actor_ids": [each.actor_id for each in states],
            "created_at": [as_stored(each.created_at) for each in states],
            "guideline_versions": [each.guideline_version for each in states],
        },
    )

"""Rows of `linked_annotation`: an annotation, its id in Label Studio, and when they last agreed."""

from collections.abc import Collection, Sequence
from uuid import UUID

from lib.domain.label_studio import LinkedAnnotation
from lib.store.writer import Connection


def put_linked_annotations(
    connection: Connection, project_id: UUID, linked: Sequence[LinkedAnnotation]
) -> None:
    """Store linked annotations, each in place of what was known of it."""
    connection.execute(
        """
        INSERT INTO linked_annotation (annotation_id, project_id, ls_annotation_id, revision,
                                       ground_truth, remote_hash)
        SELECT unnest($annotation_ids), $project_id, unnest($ls_annotation_ids),
               unnest($revisions), unnest($ground_truths), unnest($remote_hashes)
        ON CONFLICT (annotation_id) DO UPDATE SET
            ls_annotation_id = excluded.ls_annotation_id, revision = excluded.revision,
            ground_truth = excluded.ground_truth, remote_hash = excluded.remote_hash
        """,
        {
            "annotation_ids": [each.annotation_id for each in linked],
            "project_id": project_id,
            "ls_annotation_ids": [each.ls_annotation_id for each in linked],
            "revisions": [each.revision for each in linked],
            "ground_truths": [each.ground_truth for each in linked],
            "remote_hashes": [each.remote_hash for each in linked],
        },
    )


def list_linked_annotations(
    connection: Connection, task_ids: Collection[UUID]
) -> dict[UUID, LinkedAnnotation]:
    """Those of the tasks, by annotation, also of annotations that are deleted by now."""
    connection.execute(
        """
        SELECT linked.annotation_id, linked.ls_annotation_id, linked.revision,
               linked.ground_truth, linked.remote_hash
        FROM linked_annotation AS linked
        JOIN annotation ON annotation.annotation_id = linked.annotation_id
        WHERE annotation.task_id IN (SELECT unnest($task_ids))
        """,
        {"task_ids": list(task_ids)},
    )
    return {row[0]: LinkedAnnotation(*row) for row in connection.fetchall()}

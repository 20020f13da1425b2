"""Rows of `linked_prediction`: a prediction, and its id in Label Studio."""

from collections.abc import Collection, Sequence
from uuid import UUID

from lib.domain.label_studio import LinkedPrediction
from lib.store.writer import Connection


def put_linked_predictions(
    connection: Connection, project_id: UUID, linked: Sequence[LinkedPrediction]
) -> None:
    """Store linked predictions, each in place of what was known of it."""
    connection.execute(
        """
        INSERT INTO linked_prediction (prediction_id, project_id, ls_prediction_id)
        SELECT unnest($prediction_ids), $project_id, unnest($ls_prediction_ids)
        ON CONFLICT (prediction_id) DO UPDATE SET ls_prediction_id = excluded.ls_prediction_id
        """,
        {
            "prediction_ids": [each.prediction_id for each in linked],
            "project_id": project_id,
            "ls_prediction_ids": [each.ls_prediction_id for each in linked],
        },
    )


def list_linked_predictions(
    connection: Connection, task_ids: Collection[UUID]
) -> dict[UUID, LinkedPrediction]:
    """Those of the tasks, by prediction."""
    connection.execute(
        """
        SELECT linked.prediction_id, linked.ls_prediction_id
        FROM linked_prediction AS linked
        JOIN prediction ON prediction.prediction_id = linked.prediction_id
        WHERE prediction.task_id IN (SELECT unnest($task_ids))
        """,
        {"task_ids": list(task_ids)},
    )
    return {row[0]: LinkedPrediction(*row) for row in connection.fetchall()}

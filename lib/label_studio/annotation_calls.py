"""Annotations and predictions there, one at a time."""

from collections.abc import Mapping
from typing import Any

from lib.label_studio import rows
from lib.label_studio.calls import Calls
from lib.label_studio.connection import Question

ALREADY_THERE = 409


class AnnotationCalls(Calls):
    """Annotations and predictions."""

    def create_annotation(
        self, ls_task_id: int, payload: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """The annotation as it is there; None where one with this `unique_id` is there already.

        Repeated where it has a `unique_id`, by which the server knows it again.
        """
        question = Question(
            "POST",
            f"api/tasks/{ls_task_id}/annotations/",
            f"task {ls_task_id}",
            body=dict(payload),
            is_repeatable=bool(payload.get("unique_id")),
        )
        return self._connection.find(question, rows.read_entity, absent=ALREADY_THERE)

    def get_annotation(self, ls_annotation_id: int) -> dict[str, Any] | None:
        """None where it is not there."""
        question = _about_annotation("GET", ls_annotation_id)
        return self._connection.find(question, rows.read_entity)

    def update_annotation(
        self, ls_annotation_id: int, payload: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """The annotation with these fields changed; None where it is not there."""
        question = _about_annotation("PATCH", ls_annotation_id, dict(payload))
        return self._connection.find(question, rows.read_entity)

    def delete_annotation(self, ls_annotation_id: int) -> bool:
        """False where it was not there, or where an attempt whose answer was lost deleted it."""
        question = _about_annotation("DELETE", ls_annotation_id)
        return self._connection.find(question, rows.read_nothing) is not None

    def create_prediction(self, payload: Mapping[str, Any]) -> int:
        """Its id. Not repeated: the server would take it twice."""
        what = f"task {payload['task']}"
        question = Question(
            "POST", "api/predictions/", what, body=dict(payload), is_repeatable=False
        )
        with self._missing_is_said(f"api/tasks/{payload['task']}/", what):
            return self._connection.ask(question, rows.read_id)


def _about_annotation(method: str, ls_annotation_id: int, body: object = None) -> Question:
    path = f"api/annotations/{ls_annotation_id}/"
    return Question(method, path, f"annotation {ls_annotation_id}", body=body)

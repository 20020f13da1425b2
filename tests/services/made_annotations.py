"""Annotations that no store holds."""

from datetime import UTC, datetime
from typing import Any

from lib.domain.annotation import Annotation, Annotator
from tests.factories import make_id, make_region

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ANN = Annotator(make_id("Ann"), 1, "Ann", None)
OURS = [make_region({"relevant_results": "ab", "biased_results": "c"})]
OTHERS = [make_region({"relevant_results": "ba", "biased_results": "c"})]


def make_annotation(**overrides: Any) -> Annotation:
    fields: dict[str, Any] = {
        "annotation_id": make_id("annotation"),
        "task_id": make_id("task"),
        "number": 1,
        "annotator": ANN,
        "origin": "ui",
        "revision": 2,
        "status": "submitted",
        "result": OURS,
        "lead_time": 12.0,
        "ground_truth": False,
        "unique_id": None,
        "created_at": NOON,
        "updated_at": NOON,
        "extra": {},
    }
    return Annotation(**{**fields, **overrides})

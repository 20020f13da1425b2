"""What a person said of a task, revision by revision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from lib.domain.task import Prediction, Task

Status = Literal["submitted", "skipped", "deleted"]
Origin = Literal["ui", "import", "sync", "simulated"]


@dataclass(frozen=True)
class Annotator:
    """A person; Label Studio's `completed_by`. `number` is the id that exports write."""

    annotator_id: UUID
    number: int
    name: str
    email: str | None


@dataclass(frozen=True)
class RankedItem:
    """One entry of a revision's LIST columns: a placement, its Ranker, and the item's model."""

    control: str
    item: str
    model: str | None
    bucket: int
    place: int


@dataclass(frozen=True)
class Revision:
    """One state of an annotation, never changed once stored.

    `ranked` has one entry an item of every Ranker; `display_order` is what the annotator saw, None
    where nobody recorded it; `untouched` tells that nothing was moved before the submit.
    """

    status: Status
    result: list[Any]
    ranked: tuple[RankedItem, ...]
    actor_id: UUID
    config_version: int
    created_at: datetime
    lead_time: float | None = None
    display_order: tuple[str, ...] | None = None
    untouched: bool = False
    skip_reason: str | None = None
    guideline_version: int | None = None


@dataclass(frozen=True)
class NewAnnotation:
    """An annotation to store with its first revision.

    The same `idempotency_key` never makes a second one. `number` is the id that it had elsewhere,
    taken over where it is free in the project; None asks for the next one. `ls_completed_by` is the
    person's number there, which exports go on writing. `created_at` is its first revision's where
    it is None.
    """

    task_id: UUID
    annotator_id: UUID
    origin: Origin
    idempotency_key: str
    first_revision: Revision
    number: int | None = None
    ground_truth: bool = False
    prediction_id: UUID | None = None
    unique_id: str | None = None
    ls_completed_by: int | None = None
    created_at: datetime | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Annotation:
    """An annotation as it stands now: its current revision.

    `result` is the list of Label Studio regions, lossless; `extra` holds the fields of an imported
    annotation that Podium does not use itself. `lead_time` is in seconds.
    """

    annotation_id: UUID
    task_id: UUID
    number: int
    annotator: Annotator
    origin: Origin
    revision: int
    status: Status
    result: list[Any]
    lead_time: float | None
    ground_truth: bool
    unique_id: str | None
    created_at: datetime
    updated_at: datetime
    extra: Mapping[str, Any]
    display_order: tuple[str, ...] | None = None
    prediction_id: UUID | None = None


@dataclass(frozen=True)
class AnnotatedTask:
    """A task with its predictions and its annotations, by number: the unit of every export."""

    task: Task
    predictions: tuple[Prediction, ...]
    annotations: tuple[Annotation, ...]
    created_at: datetime

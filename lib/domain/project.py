"""A project: tasks under one labeling config, and the settings that say what counts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

ModelField = Literal["auto", "model", "title", "id"]


@dataclass(frozen=True)
class ProjectSettings:
    """What a project's people have decided.

    `ordered_buckets` names the buckets best first, or is empty where buckets have no order: then
    items of different buckets are not compared. `unplaced_is_worst` compares unplaced items with
    placed ones. `model_field` is the item's field that names its model; "auto" is `model`, else
    `title`, else `id`. `no_difference_points` is how far from 50 %, in percentage points, a win
    probability may lie for two models to count as not different.
    """

    ordered_buckets: tuple[str, ...] = ()
    unplaced_is_worst: bool = False
    ties_allowed: bool = False
    model_field: ModelField = "auto"
    all_items_required: bool = False
    prefill_ranking: bool = False
    prefill_text: bool = True
    guidelines: str = ""
    no_difference_points: int = 5


def model_fields(model_field: ModelField) -> tuple[str, ...]:
    """The fields of an item of which the first that is text names its model."""
    return ("model", "title", "id") if model_field == "auto" else (model_field,)


@dataclass(frozen=True)
class Project:
    """Tasks under one labeling config; `labeling_config` is the XML as it was given."""

    project_id: UUID
    number: int
    name: str
    labeling_config: str
    config_version: int
    settings: ProjectSettings
    created_at: datetime
    archived_at: datetime | None = None


@dataclass(frozen=True)
class ProjectSummary:
    """A project with its counts, for lists."""

    project: Project
    n_tasks: int = 0
    n_annotations: int = 0
    n_skipped: int = 0
    n_annotators: int = field(default=0)

"""A project: tasks under one labeling config, and the settings that say what counts."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

ModelField = Literal["auto", "model", "title", "id"]
TaskOrder = Literal["imported", "random", "least-labelled", "informative"]
SkippedGoTo = Literal["others", "review"]


@dataclass(frozen=True)
class ProjectSettings:
    """What a project's people have decided.

    `ordered_buckets` names the buckets best first, or is empty where buckets have no order: then
    items of different buckets are not compared. `unplaced_is_worst` compares unplaced items with
    placed ones. `model_field` is the item's field that names its model; "auto" is `model`, else
    `title`, else `id`. `no_difference_points` is how far from 50 %, in percentage points, a win
    probability may lie for two models to count as not different.

    `guideline_version` counts the texts that the guidelines have had, 0 where there never were any.
    At most `overlap` people annotate a task (0: everybody may), each of whom holds it for
    `claim_minutes` after their last move. `order` is that in which tasks are given out;
    `random_percent` of the tasks of the order "informative" are drawn at random instead.
    `skipped_go_to` says who gets a task that somebody skipped. Of the tasks that a person gets, one
    in `gold_every` is a gold task and one in `repeat_every` one of their own again (0: none).
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
    guideline_version: int = 0
    overlap: int = 0
    order: TaskOrder = "imported"
    random_percent: int = 30
    claim_minutes: int = 30
    skipped_go_to: SkippedGoTo = "others"
    gold_every: int = 0
    repeat_every: int = 0


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

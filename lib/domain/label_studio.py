"""A project's counterpart in a Label Studio, and what a sync finds there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

Direction = Literal["push", "pull", "both"]
Kind = Literal["task", "prediction", "annotation"]
Resolution = Literal["ours", "theirs"]


@dataclass(frozen=True)
class RemoteUser:
    """A user of a Label Studio."""

    user_id: int
    email: str
    name: str = ""


@dataclass(frozen=True)
class Server:
    """A Label Studio that answered: its version, and whose token it was asked with."""

    version: str
    user: RemoteUser


@dataclass(frozen=True)
class RemoteProject:
    """A project there; `labeling_config` is its XML."""

    ls_project_id: int
    title: str
    labeling_config: str
    description: str = ""
    n_tasks: int = 0


@dataclass(frozen=True)
class TaskStamp:
    """A task there and when it last changed, as that server writes moments."""

    ls_task_id: int
    updated_at: str


@dataclass(frozen=True)
class Link:
    """Which project of which Label Studio a project is kept in step with.

    `ls_project_id` is None until the project there is made. The token is in the environment
    variable `token_env`, else in the file of secrets beside the database. `opaque` hides models
    there: items go out under other ids and titles, made with `opaque_key`, which the project keeps
    from its first opaque link on. `makes_users` allows to add users there for people here.
    `watermark` is the `updated_at` up to which all was pulled.
    """

    project_id: UUID
    url: str
    ls_project_id: int | None
    ls_title: str
    token_env: str | None = None
    opaque: bool = False
    makes_users: bool = False
    interval_minutes: int | None = None
    webhook_secret_hash: str | None = None
    watermark: str | None = None
    linked_at: datetime | None = None
    synced_at: datetime | None = None
    opaque_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class LinkedTask:
    """A task and its counterpart.

    `ls_task_id` is None from before it is sent until the answer is stored; `is_opaque` tells that
    its items stand there under other ids and titles; `stamp` is the `updated_at` there when it was
    last read; `gone_at` tells that it was deleted there.
    """

    task_id: UUID
    ls_task_id: int | None
    sent_at: datetime
    stamp: str | None = None
    gone_at: datetime | None = None
    is_opaque: bool = False


@dataclass(frozen=True)
class LinkedPrediction:
    """A prediction and its counterpart."""

    prediction_id: UUID
    ls_prediction_id: int


@dataclass(frozen=True)
class LinkedAnnotation:
    """An annotation, its counterpart, and the state in which both last were the same.

    That is `revision` and `ground_truth` here, `remote_hash` there (see `content_hash`).
    """

    annotation_id: UUID
    ls_annotation_id: int
    revision: int
    ground_truth: bool
    remote_hash: str


@dataclass(frozen=True)
class Conflict:
    """An annotation that was changed on both sides.

    Both states are revisions: `their_revision` is what Label Studio holds, `our_revision` what
    counts here until somebody decides. Ground truth is no part of a revision, so theirs stands
    here.
    """

    annotation_id: UUID
    our_revision: int
    their_revision: int
    their_ground_truth: bool
    remote_hash: str
    found_at: datetime
    resolved_at: datetime | None = None
    resolution: Resolution | None = None


@dataclass(frozen=True)
class KeptAside:
    """Something there that does not fit its task or the labeling config: reported, never taken.

    `content` is what the server said of it.
    """

    kind: Kind
    ls_id: int
    ls_task_id: int
    reason: str
    content: Mapping[str, Any]
    found_at: datetime | None = None


@dataclass(frozen=True)
class RemoteAnnotation:
    """An annotation there that fits its task, its item ids turned into ours.

    `raw` is what the server said, without `result`; `remote_hash` is that of its content there, of
    an opaque task as it would go out from here: regions made there have ids of their own.
    """

    ls_annotation_id: int
    unique_id: str | None
    result: list[Any]
    skipped: bool
    ground_truth: bool
    lead_time: float | None
    completed_by: int | None
    updated_by: int | None
    created_at: datetime | None
    updated_at: datetime | None
    remote_hash: str
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class RemotePrediction:
    """A prediction there that fits its task, its item ids turned into ours."""

    ls_prediction_id: int
    result: list[Any]
    model_version: str | None
    score: float | None
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class RemoteTask:
    """A task there, checked. `data` is as there; `extra` has the fields that Podium does not use.

    `ls_annotation_ids` has all its annotations, also those that were kept aside. `data_differs`
    tells that the data of a known task were changed there.
    """

    ls_task_id: int
    source_id: str | None
    data: Mapping[str, Any]
    extra: Mapping[str, Any]
    annotations: tuple[RemoteAnnotation, ...] = ()
    predictions: tuple[RemotePrediction, ...] = ()
    ls_annotation_ids: frozenset[int] = frozenset()
    kept_aside: tuple[KeptAside, ...] = ()
    data_differs: bool = False


@dataclass(frozen=True)
class SyncCounts:
    """How much a sync moved, or would move, in one direction."""

    new_tasks: int = 0
    new_predictions: int = 0
    new_annotations: int = 0
    changed_annotations: int = 0
    deleted_annotations: int = 0
    deleted_tasks: int = 0

    def __add__(self, other: "SyncCounts") -> "SyncCounts":
        return SyncCounts(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )

    @property
    def total(self) -> int:
        return sum(getattr(self, each.name) for each in fields(self))

    @property
    def in_words(self) -> str:
        """“3 new tasks, 1 changed annotation”, or “nothing”."""
        named = [
            f"{number:,} {each.name.replace('_', ' ').removesuffix('s')}{'s' * (number != 1)}"
            for each in fields(self)
            if (number := getattr(self, each.name))
        ]
        return ", ".join(named) or "nothing"


@dataclass(frozen=True)
class SyncOutcome:
    """What a sync did, or would do.

    `conflicts` counts those found by it, `kept_aside` what it could not take; `open_conflicts` and
    `all_kept_aside` count what is left of all syncs. `messages` are sentences worth reading.
    """

    direction: Direction
    pulled: SyncCounts = field(default_factory=SyncCounts)
    pushed: SyncCounts = field(default_factory=SyncCounts)
    conflicts: int = 0
    kept_aside: int = 0
    open_conflicts: int = 0
    all_kept_aside: int = 0
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class SyncRun:
    """One sync in the log. `ended_at` is None while it runs, and where it was cut off.

    `failure` is the sentence that ended it, None where it was done.
    """

    run_id: UUID
    project_id: UUID
    direction: Direction
    started_at: datetime
    ended_at: datetime | None
    outcome: SyncOutcome | None
    failure: str | None


@dataclass(frozen=True)
class Progress:
    """How far a sync is: `done` of `total` (None where that is not known) of what `doing` says."""

    doing: str
    done: int = 0
    total: int | None = None

"""What a file holds, read and checked, before any of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class ImportedPrediction:
    """A prediction of a file, in the standard shape whatever shape it came in."""

    result: list[Any]
    model_version: str | None = None
    score: float | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportedAnnotation:
    """An annotation of a file.

    `key` is what it is known by when the file is imported again: its `unique_id`, else a hash.
    `annotator_name` and `annotator_email` say who; `extra` keeps every other field as given.
    """

    key: str
    result: list[Any]
    annotator_name: str
    annotator_email: str | None = None
    number: int | None = None
    skipped: bool = False
    ground_truth: bool = False
    lead_time: float | None = None
    unique_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ImportedTask:
    """A task of a file.

    `content_key` is what the task is known by: the user's own id, else a hash of the content;
    `content_hash` tells whether a known task's content has changed. `prompt_key` is shared by the
    tasks of one prompt. `line` is where it stands, for messages (from 1; a JSON list counts its
    rows). `extra` keeps every other task-level field as given.
    """

    line: int
    data: Mapping[str, Any]
    content_key: str
    content_hash: str
    prompt_key: str
    number: int | None = None
    predictions: tuple[ImportedPrediction, ...] = ()
    annotations: tuple[ImportedAnnotation, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be taken, with the reason in one sentence. `line` counts from 1."""

    line: int
    reason: str


@dataclass(frozen=True)
class ImportFile:
    """A file's rows: what can be taken, what cannot, and what is worth knowing."""

    name: str
    tasks: tuple[ImportedTask, ...]
    bad_rows: tuple[BadRow, ...] = ()
    notes: tuple[str, ...] = ()

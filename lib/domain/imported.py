"""What a file holds, read and checked, before any of it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lib.domain.task import Prediction


@dataclass(frozen=True)
class Row:
    """One row of a file, before it is known to be a task.

    `line` is where it starts in the file, from 1; `position` is its place in a JSON list, given
    where several stand on one line.
    """

    line: int
    value: Any
    position: int | None = None


@dataclass(frozen=True)
class ImportedPrediction:
    """A prediction of a file, in the standard shape whatever shape it came in."""

    result: list[Any]
    model_version: str | None = None
    score: float | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def says_the_same_as(self, other: "ImportedPrediction | Prediction") -> bool:
        """Whether another prediction is known as this one, whatever its other fields."""
        return (self.result, self.model_version, self.score) == (
            other.result,
            other.model_version,
            other.score,
        )


@dataclass(frozen=True)
class ImportedAnnotation:
    """An annotation of a file.

    `key` is what it is known by when the file is imported again: its `unique_id`, else a hash.
    `annotator_name` and `annotator_email` say who, `ls_completed_by` is the person's number in the
    Label Studio that it came from; `display_order` is what the person saw, first to last, where the
    file tells; `extra` keeps every other field as given.
    """

    key: str
    result: list[Any]
    annotator_name: str
    annotator_email: str | None = None
    number: int | None = None
    ls_completed_by: int | None = None
    skipped: bool = False
    ground_truth: bool = False
    lead_time: float | None = None
    unique_id: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    display_order: tuple[str, ...] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What messages call it."""
        if self.unique_id:
            return f"the annotation “{self.unique_id}”"
        return f"the annotation {self.number}" if self.number else "an annotation"


@dataclass(frozen=True)
class ImportedTask:
    """A task of a file.

    `content_key` is what the task is known by: the user's own id, else a hash of the content;
    `content_hash` tells whether a known task's content has changed. `prompt_key` is shared by the
    tasks of one prompt. `line`, `position` (see Row) and `file` are where it stands, for messages.
    `extra` keeps every other task-level field as given. `is_battle` tells that it is made of the
    votes on it: standing in several files then is no repetition.
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
    position: int | None = None
    file: str = ""
    is_battle: bool = False

    @property
    def place(self) -> str:
        """Where it stands in its file, in words."""
        return f"line {self.line}" + (f" (task {self.position})" if self.position else "")


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be taken, with the reason in one sentence.

    `line` counts from 1; where several rows stand on it, the reason begins with the row's position.
    """

    line: int
    reason: str

    @classmethod
    def of(cls, row: Row | ImportedTask, reason: str) -> "BadRow":
        named = f"Task {row.position}: " if row.position else ""
        return cls(row.line, named + reason)


@dataclass(frozen=True)
class ImportFile:
    """A file's rows: what can be taken, what cannot, and what is worth knowing."""

    name: str
    tasks: tuple[ImportedTask, ...]
    bad_rows: tuple[BadRow, ...] = ()
    notes: tuple[str, ...] = ()

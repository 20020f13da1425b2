"""What people say about a task."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lib.domain.annotation import Annotator

LONGEST_COMMENT = 5_000


@dataclass(frozen=True)
class Comment:
    """A comment, or a flag that asks for a reviewer's look; a flag's text may be empty.

    `by_reviewer` tells that it was written as a reviewer's answer, on the review page: not that its
    author is a reviewer, who may have written it while labeling, or before they became one.
    `resolved_by` is the name of who settled it.
    """

    comment_id: UUID
    task_id: UUID
    author: Annotator
    text: str
    is_flag: bool
    created_at: datetime
    by_reviewer: bool = False
    resolved_at: datetime | None = None
    resolved_by: str | None = None

    @property
    def is_open_flag(self) -> bool:
        return self.is_flag and self.resolved_at is None


def before_labeling(comments: Iterable[Comment], reader_id: UUID) -> list[Comment]:
    """The comments that somebody may read who has not annotated the task yet.

    Their own and the answers of reviewers: what others say of it may give their annotation away.
    """
    return [
        comment
        for comment in comments
        if comment.by_reviewer or comment.author.annotator_id == reader_id
    ]

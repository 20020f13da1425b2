"""Rows of `comment`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.domain.comment import Comment
from lib.errors import NotFound
from lib.store.columns import as_stored, as_utc, dict_rows, new_id, utc_now
from lib.store.writer import Connection

_COMMENT = """
    SELECT comment.*, author.number AS author_number, author.name AS author_name,
           author.email AS author_email, resolver.name AS resolver_name
    FROM comment
    JOIN annotator AS author ON author.annotator_id = comment.author_id
    LEFT JOIN annotator AS resolver ON resolver.annotator_id = comment.resolved_by
"""


def add_comment(
    connection: Connection,
    project_id: UUID,
    task_id: UUID,
    author_id: UUID,
    text: str,
    is_flag: bool,
    as_reviewer: bool = False,
) -> Comment:
    comment_id = new_id()
    connection.execute(
        """
        INSERT INTO comment (
            comment_id, project_id, task_id, author_id, text, is_flag, as_reviewer, created_at
        )
        VALUES (
            $comment_id, $project_id, $task_id, $author_id, $text, $is_flag, $as_reviewer,
            $created_at
        )
        """,
        {
            "comment_id": comment_id,
            "project_id": project_id,
            "task_id": task_id,
            "author_id": author_id,
            "text": text,
            "is_flag": is_flag,
            "as_reviewer": as_reviewer,
            "created_at": as_stored(utc_now()),
        },
    )
    return get_comment(connection, project_id, comment_id)


def get_comment(connection: Connection, project_id: UUID, comment_id: UUID) -> Comment:
    """A comment in a project. Raises NotFound."""
    connection.execute(
        f"{_COMMENT} WHERE comment_id = $comment_id AND comment.project_id = $project_id",
        {"comment_id": comment_id, "project_id": project_id},
    )
    rows = dict_rows(connection)
    if not rows:
        raise NotFound("There is no such comment; it may have been removed. Reload the page.")
    return _comment(rows[0])


def list_comments(connection: Connection, project_id: UUID, task_id: UUID) -> list[Comment]:
    """All comments on a task of a project, oldest first."""
    connection.execute(
        f"""
        {_COMMENT} WHERE task_id = $task_id AND comment.project_id = $project_id
        ORDER BY comment.created_at, comment_id
        """,
        {"task_id": task_id, "project_id": project_id},
    )
    return [_comment(row) for row in dict_rows(connection)]


def set_resolved(
    connection: Connection, comment_id: UUID, resolved_at: datetime | None, resolver_id: UUID | None
) -> None:
    connection.execute(
        """
        UPDATE comment SET resolved_at = $resolved_at, resolved_by = $resolved_by
        WHERE comment_id = $comment_id
        """,
        {
            "comment_id": comment_id,
            "resolved_at": as_stored(resolved_at) if resolved_at else None,
            "resolved_by": resolver_id,
        },
    )


def _comment(row: dict[str, Any]) -> Comment:
    author = Annotator(
        row["author_id"], row["author_number"], row["author_name"], row["author_email"]
    )
    return Comment(
        comment_id=row["comment_id"],
        task_id=row["task_id"],
        author=author,
        text=row["text"],
        is_flag=row["is_flag"],
        created_at=as_utc(row["created_at"]),
        by_reviewer=row["as_reviewer"],
        resolved_at=as_utc(row["resolved_at"]) if row["resolved_at"] else None,
        resolved_by=row["resolver_name"],
    )

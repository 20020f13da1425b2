"""Comments and flags on a task; nobody reads another's annotation out of them before their own."""

from uuid import UUID

from lib.domain.annotation import Annotator
from lib.domain.comment import LONGEST_COMMENT, Comment, before_labeling
from lib.domain.project import Project
from lib.domain.storable import storable
from lib.errors import InvalidInput, NotFound
from lib.services.access import requires
from lib.store import annotations, comments, tasks
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.writer import Connection


@requires("annotator")
def add_comment(
    database: Database,
    project: Project,
    person: Annotator,
    task_id: UUID,
    text: str,
    *,
    is_flag: bool = False,
) -> Comment:
    """Store a comment on a task, or a flag, which may do without words.

    What a person has just said of the task, said again, is one comment. Raises InvalidInput for a
    text that is empty or too long, NotFound where the project has no such task.
    """
    return _say(database, project, person, task_id, text, is_flag=is_flag)


@requires("reviewer")
def answer_comment(
    database: Database, project: Project, person: Annotator, task_id: UUID, text: str
) -> Comment:
    """Store a reviewer's answer, which those who label the task may read before they do.

    Raises as add_comment does.
    """
    return _say(database, project, person, task_id, text, as_reviewer=True)


@requires("annotator")
def list_comments_while_labeling(
    database: Database, project: Project, person: Annotator, task_id: UUID
) -> list[Comment]:
    """The comments on a task that a person may read who labels it, oldest first.

    Their own and the answers of reviewers, and all as soon as their own annotation of the task is
    in. A reviewer who labels is as blind as any annotator.
    """

    def query(connection: Connection) -> list[Comment]:
        found = comments.list_comments(connection, project.project_id, task_id)
        if not found or _has_annotated(connection, task_id, person.annotator_id):
            return found
        return before_labeling(found, person.annotator_id)

    return database.read(query)


@requires("reviewer")
def list_thread(database: Database, project: Project, task_id: UUID) -> list[Comment]:
    """All comments on a task, oldest first."""
    return database.read(lambda c: comments.list_comments(c, project.project_id, task_id))


@requires("reviewer")
def resolve_comment(
    database: Database,
    project: Project,
    actor_id: UUID,
    comment_id: UUID,
    *,
    resolved: bool = True,
) -> Comment:
    """Mark a comment as settled, or open it again. Raises NotFound.

    Who resolved it first stays named.
    """

    def change(connection: Connection) -> Comment:
        there = comments.get_comment(connection, project.project_id, comment_id)
        if resolved != (there.resolved_at is not None):
            comments.set_resolved(
                connection,
                comment_id,
                utc_now() if resolved else None,
                actor_id if resolved else None,
            )
        return comments.get_comment(connection, project.project_id, comment_id)

    return database.write(change)


def _say(
    database: Database,
    project: Project,
    person: Annotator,
    task_id: UUID,
    text: str,
    *,
    is_flag: bool = False,
    as_reviewer: bool = False,
) -> Comment:
    text = storable(text).strip()
    if not text and not is_flag:
        raise InvalidInput("The comment is empty. Write something, or flag the task for review.")
    if len(text) > LONGEST_COMMENT:
        raise InvalidInput(
            f"The comment has {len(text):,} characters. Use {LONGEST_COMMENT:,} at most."
        )

    def change(connection: Connection) -> Comment:
        if tasks.get_task(connection, task_id).project_id != project.project_id:
            raise NotFound("There is no such task in this project. Open the next one.")
        said = [
            comment
            for comment in comments.list_comments(connection, project.project_id, task_id)
            if comment.author.annotator_id == person.annotator_id
        ]
        if said and _is_same(said[-1], text, is_flag, as_reviewer):
            return said[-1]
        return comments.add_comment(
            connection, project.project_id, task_id, person.annotator_id, text, is_flag, as_reviewer
        )

    return database.write(change)


def _is_same(last: Comment, text: str, is_flag: bool, as_reviewer: bool) -> bool:
    """Whether a comment says this already, to the same readers, and is not settled."""
    said = (last.text, last.is_flag, last.by_reviewer, last.resolved_at)
    return said == (text, is_flag, as_reviewer, None)


def _has_annotated(connection: Connection, task_id: UUID, annotator_id: UUID) -> bool:
    """Whether an annotation of the task by this person is in; a skip is none."""
    there = annotations.list_annotations(connection, [task_id]).get(task_id, ())
    return any(
        each.annotator.annotator_id == annotator_id and each.status == "submitted" for each in there
    )

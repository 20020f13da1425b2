"""Hidden repeats: what a person answers to one of their own tasks when it comes again."""

from collections.abc import Sequence
from typing import Any

from lib.errors import InvalidInput
from lib.services.access import requires
from lib.services.assignment_claims import check_not_archived, check_not_withdrawn
from lib.services.labeling import OpenTask, idempotency_key
from lib.store import annotations, drafts, repeat_answers
from lib.store.columns import utc_now
from lib.store.database import Database
from lib.store.writer import Connection


@requires("annotator")
def store_repeat_answer(
    database: Database,
    opened: OpenTask,
    result: list[Any],
    display_order: Sequence[str] | None,
    lead_time: float | None,
) -> None:
    """Keep a person's second answer to a task of their own; their first one goes on counting.

    An empty result says that they skipped it: it does not come again. The same answer sent twice is
    stored once. Raises InvalidInput where they have not submitted the task before, TaskTaken where
    it was taken out of the project or their first answer withdrawn: their draft stays.
    """
    task_id, annotator_id = opened.task.task_id, opened.person.annotator_id

    def change(connection: Connection) -> None:
        check_not_archived(connection, opened.task, "submitted" if result else "skipped")
        check_not_withdrawn(connection, opened.task, annotator_id)
        first = annotations.find_annotation(connection, idempotency_key(opened.task, opened.person))
        if first is None or first.status != "submitted":
            raise InvalidInput(
                f"Task {opened.task.number} cannot be answered a second time, since your first "
                "answer does not stand any more. Open the next task."
            )
        answer = repeat_answers.RepeatAnswer(
            task_id=task_id,
            annotator_id=annotator_id,
            result=result,
            display_order=display_order,
            lead_time=lead_time,
            answered_at=utc_now(),
        )
        repeat_answers.add_repeat_answer(connection, opened.project.project_id, answer)
        drafts.remove_draft(connection, task_id, annotator_id, is_repeat=True)

    database.write(change)

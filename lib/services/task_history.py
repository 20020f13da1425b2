"""The history of a task: every revision of every annotation, final marks, who did it and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lib.domain.annotation import Annotation
from lib.domain.project import Project
from lib.domain.selection_words import ORIGIN_WORDS
from lib.errors import NotFound
from lib.services.access import requires
from lib.services.projects import labeling_config_of
from lib.services.result_words import Names, Worded, word_result
from lib.store import annotations, bulk_actions, review, tasks
from lib.store.bulk_actions import Action, Change
from lib.store.database import Database
from lib.store.final_answers import list_final_rankings
from lib.store.revision_history import PastState, list_past_states
from lib.store.writer import Connection


@dataclass(frozen=True)
class Event:
    """Something that happened to an annotation: when (UTC), who did it, and what, in words.

    `before` and `after` say what the annotation said, where that changed.
    """

    at: datetime
    who: str
    words: str
    before: tuple[Worded, ...] = ()
    after: tuple[Worded, ...] = ()


@requires("reviewer")
def list_history(
    database: Database, project: Project, task_number: int, names: Names
) -> list[Event]:
    """All that happened on a task, the oldest first; `names` are what its items are called.

    Raises NotFound where there is no such task.
    """

    def read(connection: Connection) -> list[Event]:
        task = tasks.find_task(connection, project.project_id, task_number)
        if task is None:
            raise NotFound(f"There is no task {task_number} in “{project.name}”.")
        held = annotations.list_all_annotations(connection, [task.task_id]).get(task.task_id, ())
        past = list_past_states(connection, [each.annotation_id for each in held])
        actions = bulk_actions.list_actions_on(connection, project.project_id, task.task_id)
        own = list_final_rankings(connection, project.project_id, [task.task_id])
        actors = {state.actor_id for states in past.values() for state in states}
        people = review.list_names(connection, actors | {each.actor_id for each in actions})
        config = labeling_config_of(project.labeling_config)

        def worded(state: PastState) -> tuple[Worded, ...]:
            return tuple(word_result(project, config, task, state.result, names))

        events: list[Event] = []
        for each in held:
            states = past[each.annotation_id]
            for before, state in zip((None, *states), states, strict=False):
                what = _revised(each, before, state, is_own=each.annotation_id in own)
                says = state.status == "submitted"
                said = before is not None and before.status == "submitted"
                events.append(
                    Event(
                        at=state.created_at,
                        who=people.get(state.actor_id, "somebody"),
                        words=what,
                        before=worded(before) if before and said and says else (),
                        after=worded(state) if says else (),
                    )
                )
        return sorted(events + _decided(actions, held, people), key=lambda event: event.at)

    return database.read(read)


def _revised(
    annotation: Annotation, before: PastState | None, state: PastState, *, is_own: bool
) -> str:
    """What a revision did, as what follows the person's name."""
    by_author = state.actor_id == annotation.annotator.annotator_id
    label = f"annotation {annotation.number}" if by_author else _label(annotation)
    came = "" if annotation.origin == "ui" else f" ({ORIGIN_WORDS[annotation.origin]})"
    if state.status == "deleted":
        return f"withdrew {label}"
    if state.status == "skipped":
        reason = f": “{state.skip_reason}”" if state.skip_reason else ""
        return f"skipped the task, {label}{came if before is None else ''}{reason}"
    if before is None:
        what = "ranked the task anew as the final answer," if is_own else "submitted"
        return f"{what} {label}{came}"
    return f"{'restored' if before.status == 'deleted' else 'changed'} {label}"


def _decided(
    actions: Sequence[Action], held: Sequence[Annotation], people: Mapping[UUID, str]
) -> list[Event]:
    """The final marks that were set and taken away."""
    of_task = {each.annotation_id: each for each in held}
    return [
        Event(
            at=action.done_at,
            who=people.get(action.actor_id, "somebody"),
            words=_marked(action, change, of_task[change.annotation_id]),
        )
        for action in actions
        for change in action.changes
        if change.annotation_id in of_task and change.final_before != change.final_after
    ]


def _marked(action: Action, change: Change, annotation: Annotation) -> str:
    label = _label(annotation)
    words = (
        f"made {label} the final answer"
        if change.final_after
        else f"took the mark of the final answer from {label}"
    )
    n_tasks = len({each.task_id for each in action.changes})
    if action.kind == "undo":
        words += ", by an undo"
    if n_tasks > 1:
        words += f", together with {n_tasks - 1:,} other task{'s' if n_tasks > 2 else ''}"
    return words


def _label(annotation: Annotation) -> str:
    return f"annotation {annotation.number} by {annotation.annotator.name}"

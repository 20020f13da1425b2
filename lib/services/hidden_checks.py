"""Hidden checks: gold tasks, and own tasks once more, among those that a person gets."""

from dataclasses import dataclass
from uuid import UUID

from lib.domain.annotation import Annotator
from lib.domain.project import Project
from lib.domain.task import Task
from lib.services.access import requires
from lib.services.check_turns import draw, due_since
from lib.store import hidden_checks, tasks
from lib.store.database import Database
from lib.store.hidden_checks import CheckKind as CheckKind
from lib.store.hidden_checks import Turns
from lib.store.writer import Connection

REPEATED_AFTER = 10
"""So many other tasks lie between, so that it has left the list of recent ones."""


@dataclass(frozen=True)
class HiddenCheck:
    """A task that measures the person who gets it; on screen nothing tells it from others."""

    task: Task
    kind: CheckKind


@requires("annotator")
def next_check(database: Database, project: Project, person: Annotator) -> HiddenCheck | None:
    """The gold task or the repeat that is due for a person now; None where none is.

    It follows from what they have done so far, so that a reload offers the same one until it is
    submitted, skipped or postponed; a postponed one is not due again. Which tasks are checks, and
    in which order, differs from person to person.
    """
    settings = project.settings
    if not settings.gold_every and not settings.repeat_every:
        return None

    def choose(connection: Connection) -> HiddenCheck | None:
        ids = (project.project_id, person.annotator_id)
        turns = hidden_checks.get_turns(connection, *ids)
        gold = _due_gold(connection, settings.gold_every, turns, *ids)
        if gold is not None:
            return HiddenCheck(tasks.get_task(connection, gold), "gold")
        repeat = _due_repeat(connection, settings.repeat_every, turns, *ids)
        return HiddenCheck(tasks.get_task(connection, repeat), "repeat") if repeat else None

    return database.read(choose)


def _due_gold(
    connection: Connection, every: int, turns: Turns, project_id: UUID, annotator_id: UUID
) -> UUID | None:
    if due_since(every, turns.had, turns.last_gold, "gold", annotator_id) is None:
        return None
    left = hidden_checks.list_gold_left(connection, project_id, annotator_id)
    # One that is open already stays the next one when others are made gold meanwhile.
    first = min(left, key=lambda gold: (not gold[1], draw(annotator_id, gold[0])), default=None)
    return first[0] if first else None


def _due_repeat(
    connection: Connection, every: int, turns: Turns, project_id: UUID, annotator_id: UUID
) -> UUID | None:
    last = turns.last_repeat
    due = due_since(every, turns.had, last, "repeat", annotator_id, first=REPEATED_AFTER + 1)
    if due is None:
        return None
    latest = turns.had - REPEATED_AFTER - 1
    there = hidden_checks.list_repeatable(connection, project_id, annotator_id, latest)
    # Drawn from what could be repeated when it fell due: what was done since changes nothing.
    drawable = [task_id for task_id, turn in there if turn < due - REPEATED_AFTER]
    if drawable:
        return min(drawable, key=lambda task_id: draw("repeat", annotator_id, task_id))
    return there[0][0] if there else None

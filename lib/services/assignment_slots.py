"""The rule of who may have a task: at most so many people annotate it, each of them once.

A slot is taken by whoever has a current submission, or a skip where skipped tasks go to review, and
by whoever holds a claim that has not lapsed. An assignment holds one until the person has an
annotation of the task. Withdrawn annotations and final answers of reviewers take none.
"""

from datetime import datetime
from uuid import UUID

from lib.domain.project import ProjectSettings
from lib.store.claims import TaskState


def working(state: TaskState, settings: ProjectSettings) -> set[UUID]:
    """The people whose own annotation of the task takes a slot."""
    counted = {"submitted", "skipped"} if settings.skipped_go_to == "review" else {"submitted"}
    return {person for person, statuses in state.work.items() if statuses & counted}


def holders(state: TaskState, settings: ProjectSettings, now: datetime) -> set[UUID]:
    """Everybody who takes a slot of the task."""
    holding = {
        person
        for person, ends in state.claims.items()
        if (ends > now if ends else person not in state.work)
    }
    return working(state, settings) | holding


def has_room(state: TaskState, settings: ProjectSettings, person: UUID, now: datetime) -> bool:
    """Whether a person's annotation keeps the task within its overlap.

    Gold tasks have none, and whoever has a slot by their annotation keeps it.
    """
    if not settings.overlap or state.is_gold or person in working(state, settings):
        return True
    return len(holders(state, settings, now) - {person}) < settings.overlap


def may_get(state: TaskState, settings: ProjectSettings, person: UUID, now: datetime) -> bool:
    """Whether the task may be given to a person in the normal order: it is new to them."""
    is_new = not state.is_archived and not state.is_gold and person not in state.work
    return is_new and has_room(state, settings, person, now)

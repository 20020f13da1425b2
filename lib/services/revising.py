"""Append a revision to an annotation: the only way in which what it says ever changes."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from lib.domain.annotation import Annotation, Revision, Status
from lib.domain.project import Project
from lib.domain.task import Task
from lib.formats.regions import ranked_items
from lib.services.projects import labeling_config_of
from lib.store import revisions
from lib.store.columns import utc_now
from lib.store.revision_history import PastState
from lib.store.revisions import NumberedRevision
from lib.store.writer import Connection


def state_of(
    project: Project,
    task: Task,
    status: Status,
    result: list[Any],
    actor_id: UUID,
    *,
    lead_time: float | None = None,
    display_order: tuple[str, ...] | None = None,
    created_at: datetime | None = None,
) -> Revision:
    """A new state with the columns that are derived from a checked result; made now by default.

    Only what is submitted has placements: nothing else counts anywhere.
    """
    config = labeling_config_of(project.labeling_config)
    return Revision(
        status=status,
        result=result,
        ranked=ranked_items(config, task.data, result, project.settings.model_field)
        if status == "submitted"
        else (),
        actor_id=actor_id,
        config_version=project.config_version,
        created_at=created_at or utc_now(),
        lead_time=lead_time,
        display_order=display_order,
    )


def state_again(project: Project, task: Task, past: PastState, actor_id: UUID) -> Revision:
    """An earlier state once more, under its own circumstances: only who and when are new."""
    state = state_of(
        project,
        task,
        past.status,
        past.result,
        actor_id,
        lead_time=past.lead_time,
        display_order=past.display_order,
    )
    return replace(
        state,
        config_version=past.config_version,
        untouched=past.untouched,
        skip_reason=past.skip_reason,
        guideline_version=past.guideline_version,
    )


def next_revision(there: Annotation, state: Revision, *, later: int = 1) -> NumberedRevision:
    """The state as what follows an annotation's current revision, or comes `later`."""
    return NumberedRevision(
        there.annotation_id,
        there.task_id,
        there.annotator.annotator_id,
        there.revision + later,
        state,
    )


def append(
    connection: Connection, project_id: UUID, there: Annotation, state: Revision, *, later: int = 1
) -> int:
    """Store it; gives the number of the revision."""
    revision = next_revision(there, state, later=later)
    revisions.add_revisions(connection, project_id, [revision])
    return revision.number

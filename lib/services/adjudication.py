"""The final answer of a task: one annotation accepted, or a ranking that a reviewer makes anew.

At most one annotation of a task carries the mark (`ground_truth`); setting another takes it away
from the earlier one. A reviewer's own final ranking is no label like the others: it counts only
where final answers are asked for (see `lib.domain.selection`).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from lib.domain.annotation import Annotation, Annotator, NewAnnotation, Revision
from lib.domain.draft import Draft, problems
from lib.domain.labeling_config import LabelingConfig
from lib.domain.project import Project
from lib.domain.task import Task
from lib.errors import InvalidInput, InvalidSubmission, NotFound
from lib.formats.regions import region_of, text_region_of
from lib.services.access import requires
from lib.services.decisions import Decision, carry_out, keep, load
from lib.services.projects import labeling_config_of
from lib.services.revising import append, state_of
from lib.store import annotations, projects
from lib.store.bulk_actions import Change
from lib.store.database import Database
from lib.store.final_answers import KEY, list_marked
from lib.store.tasks import find_task
from lib.store.writer import Connection


@requires("reviewer")
def accept_as_final(
    database: Database, project: Project, actor_id: UUID, annotation_id: UUID
) -> None:
    """Make an annotation the final answer of its task.

    Raises InvalidInput where it is not submitted, NotFound where the project does not have it.
    """

    def change(connection: Connection) -> None:
        chosen = load(connection, project, [annotation_id])[annotation_id]
        if chosen.status != "submitted":
            raise InvalidInput(
                f"Annotation {chosen.number} was {_words(chosen)}, so it says nothing that could "
                "be the final answer. Accept another one, or rank the task anew."
            )
        changes = accept(connection, project, actor_id, [chosen])
        keep(connection, project, actor_id, "accept", changes)

    database.write(change)


@requires("reviewer")
def clear_final(database: Database, project: Project, actor_id: UUID, annotation_id: UUID) -> None:
    """Take the mark from an annotation; the annotation itself stays as it is.

    Raises NotFound where the project does not have it.
    """

    def change(connection: Connection) -> None:
        cleared = [Decision(annotation_id, final=False)]
        keep(
            connection,
            project,
            actor_id,
            "clear",
            carry_out(connection, project, actor_id, cleared),
        )

    database.write(change)


@requires("reviewer")
def submit_final(
    database: Database,
    project: Project,
    person: Annotator,
    task_number: int,
    draft: Draft,
    *,
    display_order: tuple[str, ...] | None = None,
    confirmed: bool = False,
) -> Annotation:
    """Store a reviewer's own ranking and answers as the final answer of a task.

    A reviewer has one such annotation a task: ranking anew again is a new revision of it.
    `display_order` is what they saw; `confirmed` says that an order never touched is meant. Raises
    InvalidSubmission where a rule of the labeling config forbids it, NotFound without the task.
    """
    config = labeling_config_of(project.labeling_config)
    if found := problems(config, project.settings, draft):
        raise InvalidSubmission(" ".join(found))
    if draft.untouched and not confirmed:
        raise InvalidSubmission(
            "A ranking was not touched. Change it, or say that the order shown is right."
        )

    def change(connection: Connection) -> Annotation:
        task = find_task(connection, project.project_id, task_number)
        if task is None:
            raise NotFound(f"There is no task {task_number} in “{project.name}”.")
        state = state_of(
            projects.get_project(connection, project.project_id),
            task,
            "submitted",
            _result(config, task, person, draft),
            person.annotator_id,
            lead_time=round(draft.seconds, 3),
            display_order=display_order,
        )
        state = replace(state, guideline_version=project.settings.guideline_version)
        stored = _store(connection, project, task, person, state)
        marked = list_marked(connection, [task.task_id])[task.task_id]
        others = [Decision(each, final=False) for each in marked if each != stored.annotation_id]
        changes = carry_out(connection, project, person.annotator_id, others)
        if stored.is_change:
            changes = [stored, *changes]
        keep(connection, project, person.annotator_id, "rank", changes)
        return annotations.get_annotation(connection, stored.annotation_id)

    return database.write(change)


def accept(
    connection: Connection, project: Project, actor_id: UUID, chosen: Sequence[Annotation]
) -> list[Change]:
    """Mark annotations of different tasks, inside a change, and no others of these tasks."""
    marked = list_marked(connection, [each.task_id for each in chosen])
    decisions = [Decision(each.annotation_id, final=True) for each in chosen]
    for each in chosen:
        decisions += [
            Decision(other, final=False)
            for other in marked.get(each.task_id, ())
            if other != each.annotation_id
        ]
    return carry_out(connection, project, actor_id, decisions)


def key_of(task_id: UUID, person: Annotator) -> str:
    """The key of a reviewer's own final ranking of a task."""
    return f"{KEY}{task_id}:{person.annotator_id}"


def _store(
    connection: Connection, project: Project, task: Task, person: Annotator, state: Revision
) -> Change:
    """The reviewer's annotation with the state as its latest one, marked."""
    there = annotations.find_annotation(connection, key_of(task.task_id, person))
    if there is None:
        new = NewAnnotation(
            task_id=task.task_id,
            annotator_id=person.annotator_id,
            origin="ui",
            idempotency_key=key_of(task.task_id, person),
            first_revision=state,
            ground_truth=True,
        )
        [annotation_id] = annotations.add_annotations(connection, project.project_id, [new])
        return Change(annotation_id, task.task_id, 0, 1, final_before=False, final_after=True)
    number = there.revision
    if there.status != "submitted" or there.result != state.result:
        number = append(connection, project.project_id, there, state)
    if not there.ground_truth:
        annotations.set_ground_truth(connection, there.annotation_id, True)
    return Change(
        *(there.annotation_id, task.task_id, there.revision, number),
        final_before=there.ground_truth,
        final_after=True,
    )


def _result(config: LabelingConfig, task: Task, person: Annotator, draft: Draft) -> list[Any]:
    """The regions of a draft, control by control; a TextArea without an answer has none."""
    result = []
    for control in config.rankers:
        seed = f"{key_of(task.task_id, person)}:{control.name}"
        result.append(region_of(control, draft.rankings[control.name], _region_id(seed)))
    for area in config.text_areas:
        seed = f"{key_of(task.task_id, person)}:{area.name}"
        answers = [text for text in draft.answers.get(area.name, ()) if text.strip()]
        if answers:
            result.append(text_region_of(area, answers, _region_id(seed)))
    names = [control.name for control in config.controls]
    return sorted(result, key=lambda region: names.index(region["from_name"]))


def _region_id(seed: str) -> str:
    """Ten characters, the same each time, so that the same ranking sent twice is equal."""
    return hashlib.sha256(seed.encode()).hexdigest()[:10]


def _words(annotation: Annotation) -> str:
    return "skipped" if annotation.status == "skipped" else "withdrawn"

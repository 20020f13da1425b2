"""One task as a reviewer has it before them: all annotations, side by side."""

from dataclasses import dataclass, replace
from typing import Any

from lib.domain.annotation import Annotation, Annotator
from lib.domain.draft import Draft
from lib.domain.labeling_config import LabelingConfig
from lib.domain.project import Project
from lib.domain.task import Task, items_of
from lib.services.access import requires
from lib.services.labeling import OpenTask
from lib.services.labeling_start import blank, shown_order, with_result
from lib.services.panel import Panel, panel_of
from lib.services.projects import labeling_config_of
from lib.store import annotations, review, tasks
from lib.store.database import Database
from lib.store.final_answers import list_final_rankings
from lib.store.gold_tasks import list_gold_tasks
from lib.store.revision_history import PastState, list_past_states
from lib.store.writer import Connection


@dataclass(frozen=True)
class ReviewedAnnotation:
    """An annotation as it stands, with the circumstances of its current revision.

    `is_final_ranking` tells that a reviewer made it as the final answer.
    """

    annotation: Annotation
    state: PastState
    is_final_ranking: bool

    @property
    def is_final(self) -> bool:
        """Whether it is the final answer of its task."""
        return self.annotation.ground_truth and self.annotation.status == "submitted"


@dataclass(frozen=True)
class ReviewedTask:
    """`opened` holds the task in the reviewer's own shuffled order, with a blank draft.

    `annotations` are all there are, withdrawn ones too, by number; `members` those submitted by
    annotators, whom `panel` compares.
    """

    opened: OpenTask
    annotations: tuple[ReviewedAnnotation, ...]
    members: tuple[ReviewedAnnotation, ...]
    panel: Panel
    is_archived: bool
    is_gold: bool

    @property
    def final(self) -> ReviewedAnnotation | None:
        """The final answer; the first one where a sync has brought several."""
        return next((each for each in self.annotations if each.is_final), None)


@requires("reviewer")
def open_for_review(
    database: Database, project: Project, person: Annotator, number: int
) -> ReviewedTask | None:
    """The task of that number, None where there is none. Nobody is given it to label by this."""
    config = labeling_config_of(project.labeling_config)

    def read(connection: Connection) -> ReviewedTask | None:
        task = tasks.find_task(connection, project.project_id, number)
        if task is None:
            return None
        held = annotations.list_all_annotations(connection, [task.task_id]).get(task.task_id, ())
        gold = list_gold_tasks(connection, project.project_id)
        past = list_past_states(connection, [each.annotation_id for each in held])
        own = list_final_rankings(connection, project.project_id, [task.task_id])
        shown = tuple(
            ReviewedAnnotation(each, past[each.annotation_id][-1], each.annotation_id in own)
            for each in held
        )
        members = tuple(
            each
            for each in shown
            if each.annotation.status == "submitted" and not each.is_final_ranking
        )
        return ReviewedTask(
            opened=_opened(project, config, task, person),
            annotations=shown,
            members=members,
            panel=panel_of(config, [each.annotation for each in members]),
            is_archived=review.is_archived(connection, task.task_id),
            is_gold=any(each.task_id == task.task_id for each in gold),
        )

    return database.read(read)


def draft_from(opened: OpenTask, result: list[Any]) -> Draft:
    """A draft that says what a stored result says, to go on from; nothing in it is untouched."""
    draft = with_result(opened.draft, opened.config, result)
    return replace(draft, touched=frozenset(draft.rankings))


def _opened(project: Project, config: LabelingConfig, task: Task, person: Annotator) -> OpenTask:
    """The task with every item in its start column, in the order that the person always has."""
    orders = {
        ranker.name: shown_order(
            [item.item_id for item in items_of(task, config.list_of(ranker))],
            task.task_id,
            person.annotator_id,
            None,
        )
        for ranker in config.rankers
    }
    return OpenTask(
        project=project,
        config=config,
        task=task,
        person=person,
        orders=orders,
        draft=blank(config, orders),
        revision=0,
        earlier_result=[],
    )

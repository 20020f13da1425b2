"""The labeling session: the next task, its draft, what was done lately."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lib.domain.annotation import Annotation, Annotator
from lib.domain.display_order import display_order
from lib.domain.draft import Draft
from lib.domain.labeling_config import LabelingConfig
from lib.domain.project import Project
from lib.domain.ranking import Ranking
from lib.domain.task import Task, items_of
from lib.formats.regions import answers_of, ranking_of
from lib.services.access import requires
from lib.services.projects import labeling_config_of
from lib.store import annotations, drafts, tasks
from lib.store.database import Database
from lib.store.writer import Connection

RECENT = 10


@dataclass(frozen=True)
class OpenTask:
    """A task as one person has it before them.

    `orders` gives, for each Ranker, the item ids in that person's shuffled order. `revision` is the
    one that a submit builds on, 0 for a first.
    """

    project: Project
    config: LabelingConfig
    task: Task
    person: Annotator
    orders: Mapping[str, tuple[str, ...]]
    draft: Draft
    revision: int
    earlier_result: list[Any]


@requires("annotator")
def open_next_task(
    database: Database, project: Project, person: Annotator, after: int = 0
) -> OpenTask | None:
    """The next task for a person: the one of their newest draft, else the first not yet done.

    With `after`, the first one not yet done whose number is above it, else from the beginning.
    """

    def choose(connection: Connection) -> Task | None:
        ids = (project.project_id, person.annotator_id)
        if not after and (drafted := drafts.get_latest_draft(connection, *ids)):
            return tasks.get_task(connection, drafted)
        following = tasks.get_next_task(connection, *ids, after)
        return following or (tasks.get_next_task(connection, *ids) if after else None)

    task = database.read(choose)
    return open_task(database, project, person, task) if task else None


@requires("annotator")
def open_numbered_task(
    database: Database, project: Project, person: Annotator, number: int
) -> OpenTask | None:
    """The task of that number, as an address or a list of recent ones names it; None if none."""
    task = database.read(lambda c: tasks.find_task(c, project.project_id, number))
    return open_task(database, project, person, task) if task else None


@requires("annotator")
def open_task(database: Database, project: Project, person: Annotator, task: Task) -> OpenTask:
    """A task with the person's draft, else their submission, else a start."""
    config = labeling_config_of(project.labeling_config)
    orders = {
        ranker.name: display_order(
            [item.item_id for item in items_of(task, config.list_of(ranker))],
            task.task_id,
            person.annotator_id,
        )
        for ranker in config.rankers
    }

    def load(connection: Connection) -> OpenTask:
        state = drafts.get_draft(connection, task.task_id, person.annotator_id)
        earlier = annotations.find_annotation(connection, idempotency_key(task, person))
        submitted = earlier.result if earlier and earlier.status == "submitted" else None
        if state:
            draft = Draft.from_state(state)
        elif submitted is not None:
            done = _with_result(_blank(config, orders), config, submitted)
            draft = replace(done, touched=frozenset(orders))
        else:
            draft = _prefilled(connection, project, task, _blank(config, orders))
        return OpenTask(
            project=project,
            config=config,
            task=task,
            person=person,
            orders=orders,
            draft=draft,
            revision=earlier.revision if earlier else 0,
            earlier_result=submitted or [],
        )

    return database.read(load)


@requires("annotator")
def save_draft(database: Database, opened: OpenTask, draft: Draft) -> None:
    """Keep unfinished work; the newest one wins, and one from before a submission is late."""

    def change(connection: Connection) -> None:
        there = annotations.find_annotation(connection, idempotency_key(opened.task, opened.person))
        if there is None or there.revision <= opened.revision or there.status == "skipped":
            drafts.put_draft(
                connection,
                opened.project.project_id,
                opened.task.task_id,
                opened.person.annotator_id,
                draft.as_state(),
            )

    database.write(change)


@requires("annotator")
def list_recent(
    database: Database, project: Project, person: Annotator
) -> list[tuple[Annotation, int]]:
    """The person's last ten submissions and skips, newest first, with their tasks' numbers."""
    return database.read(
        lambda c: annotations.list_recent(c, project.project_id, person.annotator_id, RECENT)
    )


@requires("annotator")
def list_skipped(database: Database, project: Project, person: Annotator) -> list[int]:
    """The numbers of the tasks that the person has skipped and not submitted since."""
    return database.read(
        lambda c: annotations.list_skipped(c, project.project_id, person.annotator_id)
    )


@requires("annotator")
def count_own_work(database: Database, project: Project, person: Annotator) -> tuple[int, int]:
    """How many of the project's tasks the person has done, and how many there are."""
    return database.read(
        lambda c: annotations.count_own_work(c, project.project_id, person.annotator_id)
    )


def idempotency_key(task: Task, person: Annotator) -> str:
    """One annotation of a task by a person's own hand, however many tabs they have open."""
    return f"ui:{task.task_id}:{person.annotator_id}"


def _blank(config: LabelingConfig, orders: Mapping[str, tuple[str, ...]]) -> Draft:
    """The draft before anything is done: every item in its start column, in the order shown."""
    return Draft(
        rankings={
            ranker.name: Ranking.start(ranker, orders[ranker.name]) for ranker in config.rankers
        },
        answers={area.name: ("",) for area in config.text_areas},
    )


def _prefilled(connection: Connection, project: Project, task: Task, blank: Draft) -> Draft:
    """The draft filled in by the config's own `value` and, if wanted, by a prediction."""
    config = labeling_config_of(project.labeling_config)
    values = {area.name: (config.text_of(area.value, task.data),) for area in config.text_areas}
    start = replace(blank, answers=values)
    wanted = {control.name for control in config.rankers if project.settings.prefill_ranking}
    wanted |= {control.name for control in config.text_areas if project.settings.prefill_text}
    for prediction in tasks.list_predictions(connection, [task.task_id]).get(task.task_id, ()):
        used = [region for region in prediction.result if region.get("from_name") in wanted]
        if used:
            filled = _with_result(start, config, used)
            return replace(filled, prediction_id=prediction.prediction_id)
    return start


def _with_result(draft: Draft, config: LabelingConfig, result: list[Any]) -> Draft:
    """A draft that shows a stored result; items that it leaves out stay in the start column."""
    rankings, answers = dict(draft.rankings), dict(draft.answers)
    for region in result:
        for ranker in config.rankers:
            if region.get("from_name") == ranker.name:
                shown = draft.rankings[ranker.name].items
                stored = ranking_of(ranker, region)
                rankings[ranker.name] = stored.completed(shown, ranker.start_column)
        for area in config.text_areas:
            if region.get("from_name") == area.name:
                answers[area.name] = answers_of(region)
    return replace(draft, rankings=rankings, answers=answers)

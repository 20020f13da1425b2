"""What a person has before them at first: the order shown, and the draft that they begin with."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from lib.domain.display_order import display_order
from lib.domain.draft import Draft
from lib.domain.labeling_config import LabelingConfig
from lib.domain.project import Project
from lib.domain.ranking import Ranking
from lib.domain.task import Task
from lib.formats.regions import answers_of, ranking_of
from lib.services.hidden_checks import CheckKind
from lib.services.projects import labeling_config_of
from lib.store import tasks
from lib.store.writer import Connection


def shown_order(
    items: Sequence[str], task_id: UUID, annotator_id: UUID, check: CheckKind | None
) -> tuple[str, ...]:
    """The order shown: that of a repeat is seeded with another id, so that it is another one."""
    seed = uuid5(task_id, "repeat") if check == "repeat" else task_id
    return display_order(items, seed, annotator_id)


def blank(config: LabelingConfig, orders: Mapping[str, tuple[str, ...]]) -> Draft:
    """The draft before anything is done: every item in its start column, in the order shown."""
    return Draft(
        rankings={
            ranker.name: Ranking.start(ranker, orders[ranker.name]) for ranker in config.rankers
        },
        answers={area.name: ("",) for area in config.text_areas},
    )


def prefilled(connection: Connection, project: Project, task: Task, empty: Draft) -> Draft:
    """The draft filled in by the config's own `value` and, if wanted, by a prediction."""
    config = labeling_config_of(project.labeling_config)
    values = {area.name: (config.text_of(area.value, task.data),) for area in config.text_areas}
    start = replace(empty, answers=values)
    wanted = {control.name for control in config.rankers if project.settings.prefill_ranking}
    wanted |= {control.name for control in config.text_areas if project.settings.prefill_text}
    for prediction in tasks.list_predictions(connection, [task.task_id]).get(task.task_id, ()):
        used = [region for region in prediction.result if region.get("from_name") in wanted]
        if used:
            filled = with_result(start, config, used)
            return replace(filled, prediction_id=prediction.prediction_id)
    return start


def with_result(draft: Draft, config: LabelingConfig, result: list[Any]) -> Draft:
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

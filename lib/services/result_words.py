"""A stored result in words, for the people who compare two of them. It names models by default."""

from collections.abc import Mapping
from typing import Any

from lib.domain.labeling_config import NOT_PLACED, UNRANKED, LabelingConfig, Ranker
from lib.domain.project import Project
from lib.domain.ranking import Ranking
from lib.domain.task import Task, items_of
from lib.formats.regions import answers_of, ranking_of

Worded = tuple[str, str]
"""A heading (a column's or a TextArea's) and what stands under it."""

Names = Mapping[tuple[str, str], str]
"""What an item is called, by its Ranker's name and its id: a letter, where models stay hidden."""


def word_result(
    project: Project,
    config: LabelingConfig,
    task: Task,
    result: list[Any],
    names: Names | None = None,
) -> list[Worded]:
    """Columns with items, best first (“A > B = C”, ties by “=”), then written answers.

    An item is called by its name among those given, else by its title, its model or its id.
    Unplaced items have no order and stand with commas. The result has been checked when it was
    stored; regions of controls that the config no longer has are left out.
    """
    worded: list[Worded] = []
    for region in result:
        for ranker in config.rankers:
            if region["from_name"] == ranker.name:
                titles = {
                    item.item_id: (names or {}).get((ranker.name, item.item_id))
                    or item.title
                    or item.model
                    or item.item_id
                    for item in items_of(task, config.list_of(ranker), project.settings.model_field)
                }
                worded += _columns(config, ranker, ranking_of(ranker, region), titles)
        for area in config.text_areas:
            if region["from_name"] == area.name:
                worded.append((area.name, " / ".join(answers_of(region))))
    return worded


def _columns(
    config: LabelingConfig, ranker: Ranker, ranking: Ranking, titles: dict[str, str]
) -> list[Worded]:
    items_title = config.list_of(ranker).title
    return [
        (
            NOT_PLACED if column == UNRANKED else ranker.column_title(column, items_title),
            _order(column, items, ranking.tied, titles),
        )
        for column, items in ranking.columns
        if items
    ]


def _order(
    column: str, items: tuple[str, ...], tied: frozenset[str], titles: dict[str, str]
) -> str:
    names = [titles[item] for item in items]
    if column == UNRANKED:
        return ", ".join(names)
    signs = ["", *(" = " if item in tied else " > " for item in items[1:])]
    return "".join(sign + name for sign, name in zip(signs, names, strict=True))

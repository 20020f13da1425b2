"""A result as the person who made it saw it: responses by the place in which they were shown.

Annotators work blind, and an item's id may name its model. So the first response shown is "1", the
second "2" and so on, and of a region goes out what they did: their order, ties and written answers.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from lib.domain.display_order import display_order
from lib.domain.draft import Draft
from lib.domain.labeling_config import LabelingConfig
from lib.domain.task import Task, items_of
from lib.formats.regions import region_of, text_region_of

_KEPT = ("from_name", "to_name", "type")


def shown_places(config: LabelingConfig, task: Task, annotator_id: UUID) -> dict[str, str]:
    """The place, from "1", at which a person saw each item of a task, by the item's id."""
    places: dict[str, str] = {}
    for ranker in config.rankers:
        items = [item.item_id for item in items_of(task, config.list_of(ranker))]
        for item_id in display_order(items, task.task_id, annotator_id):
            places.setdefault(item_id, str(len(places) + 1))
    return places


def under_places(result: Sequence[Any], places: Mapping[str, str]) -> list[Any]:
    """A result under the places; what is neither a ranking nor an answer is left out."""
    return [
        _bare(region, places)
        for region in result
        if isinstance(region, dict) and isinstance(region.get("value"), dict)
    ]


def drafted_result(config: LabelingConfig, draft: Draft) -> list[Any]:
    """What a draft would be as a result."""
    regions = [
        region_of(ranker, draft.rankings[ranker.name], "draft")
        for ranker in config.rankers
        if ranker.name in draft.rankings
    ]
    regions += [
        text_region_of(area, draft.answers[area.name], "draft")
        for area in config.text_areas
        if area.name in draft.answers
    ]
    return regions


def _bare(region: Mapping[str, Any], places: Mapping[str, str]) -> dict[str, Any]:
    bare = {name: value for name, value in region.items() if name in _KEPT}
    value, meta = region["value"], region.get("meta")
    bare["value"] = {}
    if isinstance(columns := value.get("ranker"), dict):
        ranked = {column: _placed(ids, places) for column, ids in columns.items()}
        bare["value"]["ranker"] = ranked
    elif "text" in value:
        bare["value"]["text"] = value["text"]
    if isinstance(meta, dict) and isinstance(ties := meta.get("ties"), list):
        bare["meta"] = {"ties": [_placed(group, places) for group in ties]}
    return bare


def _placed(ids: Any, places: Mapping[str, str]) -> list[str]:
    """The places of items; one that the task does not have is a question mark."""
    if not isinstance(ids, list):
        return []
    return [places.get(item, "?") if isinstance(item, str) else "?" for item in ids]

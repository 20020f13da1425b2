"""Label Studio's regions, the entries of a `result`: to and from rankings and answers.

A Ranker's region, with one key a column, items best first:

    {"value": {"ranker": {"_": ["a"], "relevant": ["c", "b"]}}, "id": "Ga9UqlEyAI",
     "from_name": "rank", "to_name": "answers", "type": "ranker", "origin": "manual"}

Label Studio knows no ties: they travel beside the value, `"meta": {"ties": [["c", "b"]]}`, one list
for each group of items that share a place, and only where there are any. The region of a TextArea
has the type `textarea` and the value `{"text": ["an answer", …]}`.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from lib.domain.annotation import RankedItem
from lib.domain.labeling_config import UNRANKED, LabelingConfig, Ranker, TextArea
from lib.domain.project import ModelField
from lib.domain.ranking import Ranking
from lib.domain.task import model_of
from lib.formats.region_checks import check_result, tie_groups

__all__ = [
    "answers_of",
    "check_result",
    "ranked_items",
    "ranking_of",
    "region_of",
    "revised_region",
    "text_region_of",
    "with_items",
]

Region = dict[str, Any]

_OURS = {"id", "from_name", "to_name", "type", "value", "origin", "meta"}


def region_of(ranker: Ranker, ranking: Ranking, region_id: str) -> Region:
    """A ranking as a region. `region_id` is ten of A-Z, a-z, 0-9, `_` and `-`."""
    columns = {column: list(items) for column, items in ranking.columns}
    region = _region(ranker, {"ranker": columns}, region_id, "ranker")
    if ties := _ties_of(ranking):
        region["meta"] = {"ties": ties}
    return region


def ranking_of(ranker: Ranker, region: Mapping[str, Any]) -> Ranking:
    """The ranking in a region that `check_result` has let through."""
    columns = region["value"]["ranker"]
    groups = [set(group) for group in tie_groups(region)]
    tied = [
        item
        for column in columns.values()
        for above, item in pairwise(column)
        if any(above in group and item in group for group in groups)
    ]
    return Ranking.of(ranker, columns, tied)


def revised_region(earlier: Mapping[str, Any], region: Region) -> Region:
    """A region in place of an earlier one, of which every field that is not ours is kept.

    Of its `meta` the ties alone are ours; a `meta` that is no object gives way to them.
    """
    kept = {name: value for name, value in earlier.items() if name not in _OURS}
    meta = earlier.get("meta")
    if isinstance(meta, dict):
        others = {name: value for name, value in meta.items() if name != "ties"}
        meta = others | region.get("meta", {})
    if meta:
        kept["meta"] = meta if isinstance(meta, dict) else region.get("meta", meta)
    return {**region, **kept}


def with_items(region: Mapping[str, Any], renamed: Callable[[Any], Any]) -> Region:
    """A Ranker's region with other item ids, also in its ties; what has another shape stays."""

    def renamed_in(ids: Any) -> Any:
        return [renamed(item) for item in ids] if isinstance(ids, list) else ids

    changed = dict(region)
    value = region.get("value")
    if isinstance(value, dict) and isinstance(value.get("ranker"), dict):
        columns = {column: renamed_in(ids) for column, ids in value["ranker"].items()}
        changed["value"] = {**value, "ranker": columns}
    meta = region.get("meta")
    if isinstance(meta, dict) and isinstance(meta.get("ties"), list):
        changed["meta"] = {**meta, "ties": [renamed_in(group) for group in meta["ties"]]}
    return changed


def text_region_of(text_area: TextArea, answers: Sequence[str], region_id: str) -> Region:
    """The answers to one TextArea as a region."""
    return _region(text_area, {"text": list(answers)}, region_id, "textarea")


def answers_of(region: Mapping[str, Any]) -> tuple[str, ...]:
    """The answers in a TextArea's region that `check_result` has let through."""
    return tuple(region["value"]["text"])


def ranked_items(
    config: LabelingConfig,
    data: Mapping[str, Any],
    result: Sequence[Mapping[str, Any]],
    model_field: ModelField = "auto",
) -> tuple[RankedItem, ...]:
    """Every placement of a checked result, Ranker by Ranker, each with the model of its item."""
    ranked = []
    for ranker in config.rankers:
        items = data[config.list_of(ranker).value.removeprefix("$")]
        models = {raw["id"]: model_of(raw, model_field) for raw in items}
        for region in result:
            if region["from_name"] == ranker.name:
                ranked += [
                    RankedItem(ranker.name, each.item, models[each.item], each.bucket, each.place)
                    for each in ranking_of(ranker, region).placements()
                ]
    return tuple(ranked)


def _region(
    control: Ranker | TextArea, value: Mapping[str, Any], region_id: str, kind: str
) -> Region:
    return {
        "value": dict(value),
        "id": region_id,
        "from_name": control.name,
        "to_name": control.to_name,
        "type": kind,
        "origin": "manual",
    }


def _ties_of(ranking: Ranking) -> list[list[str]]:
    """The groups of items that share a place, column by column."""
    groups: list[list[str]] = []
    for column, items in ranking.columns:
        if column == UNRANKED:
            continue
        for above, item in pairwise(items):
            if item not in ranking.tied:
                continue
            if above in ranking.tied and groups:
                groups[-1].append(item)
            else:
                groups.append([above, item])
    return groups

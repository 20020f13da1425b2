"""Ties that Label Studio's page has left behind.

It knows none, and keeps a region's `meta` as it was while its items are moved: a group of tied
items may not be neighbours any more.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from lib.domain.labeling_config import UNRANKED, LabelingConfig


def without_stale_ties(config: LabelingConfig, result: Any) -> Any:
    """The result, whose groups of tied items are cut down to those that are neighbours still.

    Of any other shape than a result has, it is left as it is: whether it fits is for
    `check_result`.
    """
    if not isinstance(result, list):
        return result
    rankers = {each.name for each in config.rankers}
    return [
        _mended(region)
        if isinstance(region, dict) and region.get("from_name") in rankers
        else region
        for region in result
    ]


def _mended(region: dict[str, Any]) -> dict[str, Any]:
    meta, value = region.get("meta"), region.get("value")
    groups = meta.get("ties") if isinstance(meta, dict) else None
    columns = value.get("ranker") if isinstance(value, dict) else None
    if not (isinstance(meta, dict) and isinstance(groups, list) and isinstance(columns, dict)):
        return region
    if not all(isinstance(ids, list) for ids in (*groups, *columns.values())):
        return region
    ranked = [ids for column, ids in columns.items() if column != UNRANKED]
    standing = [run for group in groups for run in _runs(group, ranked)]
    if sorted(map(sorted, standing)) == sorted(map(sorted, groups)):
        return region
    kept = {name: each for name, each in meta.items() if name != "ties"}
    if standing:
        kept["ties"] = standing
    without = {name: each for name, each in region.items() if name != "meta"}
    return {**without, "meta": kept} if kept else without


def _runs(group: list[str], ranked: list[list[str]]) -> Iterator[list[str]]:
    """The stretches of two or more of the group's items that are neighbours in one bucket."""
    members = set(group)
    for ids in ranked:
        run: list[str] = []
        for above, item in pairwise(ids):
            if above in members and item in members:
                run = [*run, item] if run else [above, item]
            elif run:
                yield run
                run = []
        if run:
            yield run

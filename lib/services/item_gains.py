"""What an item is worth to the person who ranked it: the gains of the retrieval figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lib.analytics.retrieval import gains_from_buckets, gains_from_places
from lib.domain.labeling_config import Ranker
from lib.domain.project import ProjectSettings

_from_places = lru_cache(maxsize=4096)(gains_from_places)


@dataclass(frozen=True)
class ItemGains:
    """The gains that one Ranker's places or buckets declare, in words; or the reason for none.

    `level_of` maps a bucket's index (-1 unplaced) to its level, 0 the best; without buckets it is
    empty, and places count. What has no level is not judged.
    """

    words: str
    reason: str | None = None
    level_of: Mapping[int, int] = field(default_factory=dict)

    def of(self, buckets: Sequence[int], places: Sequence[int]) -> tuple[float | None, ...]:
        """The gain of each item of one ranking, None where it was not judged."""
        if not self.level_of:
            return _from_places(tuple(places))
        levels = [self.level_of.get(bucket, -1) for bucket in buckets]
        return gains_from_buckets(levels, range(len(self.level_of))[::-1])


def item_gains(ranker: Ranker, settings: ProjectSettings) -> ItemGains:
    """Places: evenly from 1 for the first to 0 for the last. Ordered buckets: n - 1, …, 1, 0."""
    if not ranker.buckets:
        return ItemGains("Gains fall evenly from 1 for the first item to 0 for the last.")
    index_of = {bucket.name: index for index, bucket in enumerate(ranker.buckets)}
    titles = {bucket.name: bucket.title or bucket.name for bucket in ranker.buckets}
    names = [name for name in settings.ordered_buckets if name in index_of]
    if not names:
        return ItemGains(
            "",
            "Gains need an order, and these buckets have none. The project's settings on the "
            "Projects page can give them one.",
        )
    levels = [index_of[name] for name in names]
    shown = [titles[name] for name in names]
    if settings.unplaced_is_worst and not ranker.default_bucket:
        levels, shown = [*levels, -1], [*shown, "not placed"]
    if len(levels) < 2:
        return ItemGains(
            "",
            f"Gains need two ordered buckets at least, and only “{shown[0]}” has a place in the "
            "order. The project's settings on the Projects page can order more of them.",
        )
    worth = ", ".join(f"{title} {len(levels) - 1 - level}" for level, title in enumerate(shown))
    return ItemGains(
        f"Gains: {worth}.", level_of={index: level for level, index in enumerate(levels)}
    )

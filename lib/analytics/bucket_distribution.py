"""Bucket distribution: in which buckets a model's responses end up."""

from collections.abc import Sequence
from dataclasses import dataclass

from lib.domain.comparison import BucketCount


@dataclass(frozen=True)
class BucketShare:
    """How many of a model's `n` ranked responses lie in a bucket."""

    model: str
    bucket: str
    count: int
    n: int

    @property
    def share(self) -> float:
        """count / n; n is at least 1, since only models with a ranked response are listed."""
        return self.count / self.n


def bucket_distribution(
    counts: Sequence[BucketCount], titles: Sequence[str], unplaced: str | None
) -> tuple[BucketShare, ...]:
    """Every model's share of every bucket, empty ones included, models by name.

    `titles` heads the buckets in the config's order; `unplaced` heads the unplaced column, which
    comes last, or is None where the config has none.
    """
    columns = [*enumerate(titles), *([(-1, unplaced)] if unplaced is not None else [])]
    found = {(each.model, each.bucket): each.count for each in counts}
    totals: dict[str, int] = {}
    for each in counts:
        totals[each.model] = totals.get(each.model, 0) + each.count
    return tuple(
        BucketShare(model, title, found.get((model, index), 0), totals[model])
        for model in sorted(totals)
        for index, title in columns
    )

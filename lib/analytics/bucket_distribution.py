"""Bucket distribution: in which buckets a model's responses end up.

count / n of a model's responses, for every bucket of one Ranker and the unplaced column. Intervals
are clustered by prompt, and Wilson's where no prompt has more than one of the model's responses, or
where the share is 0 or 1 (see `share_interval`). Two responses of one model in a ranking are two. A
model without responses has no shares.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import IntArray
from lib.analytics.clusters import Clustering
from lib.analytics.rankings import Rankings
from lib.analytics.share_interval import Shares, clustered_shares


@dataclass(frozen=True)
class BucketShare:
    """How many of a model's `n` ranked responses lie in a bucket; None where n is 0."""

    model: str
    bucket: str
    count: int
    n: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class SliceBucketShare:
    """A share on one slice of the rankings, such as a category or a language."""

    slice: str
    bucket_share: BucketShare


@dataclass(frozen=True, eq=False)
class BucketEntries:
    """E responses in the buckets of one Ranker: model, column (unplaced the last), ranking."""

    model: IntArray
    column: IntArray
    ranking: IntArray


def bucket_entries(
    rankings: Rankings, control: int, buckets: int, *, unplaced: bool
) -> BucketEntries:
    """The responses of known models in a Ranker of so many buckets; unplaced ones if they count."""
    kept = (rankings.control == control) & (rankings.model >= 0)
    if not unplaced:
        kept &= rankings.bucket >= 0
    ranking = np.repeat(np.arange(len(rankings)), np.diff(rankings.starts))
    bucket = rankings.bucket[kept].astype(np.int64)
    column = np.where(bucket >= 0, bucket, buckets)
    return BucketEntries(rankings.model[kept], column, ranking[kept])


def bucket_distribution(
    rankings: Rankings,
    control: int,
    titles: Sequence[str],
    unplaced: str | None,
    clustering: Clustering = "prompt",
) -> tuple[BucketShare, ...]:
    """Every model's share of every bucket, empty ones included, models by name.

    `titles` heads the Ranker's buckets in the config's order; `unplaced` heads the unplaced column,
    which comes last, or is None where the config has none.
    """
    entries = bucket_entries(rankings, control, len(titles), unplaced=unplaced is not None)
    columns = [*titles, *([] if unplaced is None else [unplaced])]
    return _shares(rankings, entries, entries.model, rankings.models, columns, clustering)


def slice_bucket_distribution(
    rankings: Rankings,
    slice_of: IntArray,
    slices: Sequence[str],
    control: int,
    titles: Sequence[str],
    unplaced: str | None,
    clustering: Clustering = "prompt",
) -> tuple[SliceBucketShare, ...]:
    """The same for every slice; `slice_of` (N) is each ranking's slice, -1 where it has none."""
    entries = bucket_entries(rankings, control, len(titles), unplaced=unplaced is not None)
    kept = slice_of[entries.ranking] >= 0
    entries = BucketEntries(entries.model[kept], entries.column[kept], entries.ranking[kept])
    columns = [*titles, *([] if unplaced is None else [unplaced])]
    size = len(rankings.models)
    group = slice_of[entries.ranking].astype(np.int64) * size + entries.model
    names = rankings.models * len(slices)
    shares = _shares(rankings, entries, group, names, columns, clustering)
    of_slice = size * len(columns)
    return tuple(SliceBucketShare(slices[at // of_slice], share) for at, share in enumerate(shares))


def _shares(
    rankings: Rankings,
    entries: BucketEntries,
    group: IntArray,
    models: Sequence[str],
    columns: Sequence[str],
    clustering: Clustering,
) -> tuple[BucketShare, ...]:
    """The shares of each group of entries; `models` names their models."""
    cell = group.astype(np.int64) * len(columns) + entries.column
    found = np.bincount(cell, rankings.count[entries.ranking], len(models) * len(columns))
    counts = np.rint(found).astype(np.int64)
    by_column: list[Shares] = [
        clustered_shares(
            group,
            (entries.column == column).astype(np.float64),
            entries.ranking,
            rankings.prompt,
            rankings.annotator,
            clustering,
            len(models),
            count_of=rankings.count,
        )
        for column in range(len(columns))
    ]
    shares = []
    for at, model in enumerate(models):
        for column, title in enumerate(columns):
            share = by_column[column].at(at)
            count = int(counts[at * len(columns) + column])
            figures = (share.share, share.low, share.high)
            shares.append(BucketShare(model, title, count, share.n, *figures))
    return tuple(shares)

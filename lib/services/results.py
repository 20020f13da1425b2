"""A first look at results: what was counted, win rates, bucket distributions."""

from collections import Counter
from dataclasses import dataclass

from lib.analytics.bucket_distribution import BucketShare, bucket_distribution
from lib.analytics.win_rate import WinRate, win_rates
from lib.domain.labeling_config import Ranker
from lib.domain.project import Project
from lib.services.projects import labeling_config_of
from lib.store import comparisons
from lib.store.database import Database

NOT_PLACED = "Not placed"


@dataclass(frozen=True)
class ComparedModels:
    """Win rates with what they rest on; `counting` says in words which pairs count."""

    rates: tuple[WinRate, ...]
    pairs_counted: int
    pairs_possible: int
    counting: str


@dataclass(frozen=True)
class BucketTable:
    """One Ranker's bucket distribution."""

    control: str
    shares: tuple[BucketShare, ...]


def compare_models(database: Database, project: Project) -> ComparedModels:
    """Win rates over the current submissions of a project."""
    ordered = _ordered_buckets(project)
    counts = database.read(lambda c: comparisons.count_comparisons(c, project, ordered))
    return ComparedModels(win_rates(counts), counts.counted, counts.possible, _counting(project))


def distribute_buckets(database: Database, project: Project) -> tuple[BucketTable, ...]:
    """Bucket distributions of the Rankers that have buckets."""
    config = labeling_config_of(project.labeling_config)
    return tuple(
        _bucket_table(database, project, ranker) for ranker in config.rankers if ranker.buckets
    )


def _bucket_table(database: Database, project: Project, ranker: Ranker) -> BucketTable:
    counts = database.read(lambda c: comparisons.count_buckets(c, project.project_id, ranker.name))
    unplaced = None if ranker.default_bucket else NOT_PLACED
    taken = Counter([bucket.title for bucket in ranker.buckets] + [unplaced])
    titles = [
        f"{bucket.title} ({bucket.name})" if taken[bucket.title] > 1 else bucket.title
        for bucket in ranker.buckets
    ]
    return BucketTable(ranker.name, bucket_distribution(counts, titles, unplaced))


def _ordered_buckets(project: Project) -> list[tuple[str, int]]:
    """The ordered buckets of every Ranker, best first: its name, the index in its config."""
    config = labeling_config_of(project.labeling_config)
    return [
        (ranker.name, index)
        for name in project.settings.ordered_buckets
        for ranker in config.rankers
        for index, bucket in enumerate(ranker.buckets)
        if bucket.name == name
    ]


def _counting(project: Project) -> str:
    rankers = labeling_config_of(project.labeling_config).rankers
    if not any(_has_buckets(ranker) for ranker in rankers):
        return "Every pair of responses in a ranking counts."
    if project.settings.ordered_buckets:
        names = " > ".join(project.settings.ordered_buckets)
        within = f"Pairs count across the ordered buckets ({names}) and inside each bucket"
    else:
        within = (
            "Pairs count only inside a bucket, since this project's buckets have no order (its "
            "settings on the Projects page can give them one)"
        )
    if project.settings.unplaced_is_worst:
        return f"{within}; a placed response beats one that is not placed."
    return f"{within}; responses that are not placed are compared with nothing."


def _has_buckets(ranker: Ranker) -> bool:
    return bool(ranker.buckets)

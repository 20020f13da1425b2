"""In which buckets each model's responses end up, Ranker by Ranker."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache

import numpy as np

from lib.analytics.bucket_difference import BucketDifference, bucket_difference
from lib.analytics.bucket_distribution import (
    BucketShare,
    SliceBucketShare,
    bucket_distribution,
    bucket_entries,
    slice_bucket_distribution,
)
from lib.analytics.clusters import Clustering
from lib.analytics.rankings import Rankings
from lib.domain.labeling_config import NOT_PLACED, UNRANKED, Ranker
from lib.domain.project import Project
from lib.domain.selection import Selection
from lib.services.access import requires
from lib.services.compared import Compared, State, load_comparisons, state_of
from lib.services.projects import labeling_config_of
from lib.services.sliced import Slices
from lib.store.database import Database

METHOD = (
    "The share of a model's responses that people left in each bucket; what is not placed is a "
    "column of its own. Skipped tasks count nowhere; of each annotation its latest revision "
    "counts. Intervals: 95 %, clustered by prompt. Difference: Pearson's chi-square over models "
    "and buckets, corrected for responses to the same prompt (Rao and Scott 1984)."
)

ALL_RESPONSES = "All responses"
NO_MODELS = (
    "No ranked item names a model, so all responses are counted together and there is no "
    "difference between models to test."
)


@dataclass(frozen=True, eq=False)
class BucketStudy:
    """All figures of one Ranker with buckets, each worked out when it is first asked for.

    `names` are the buckets' names in the config's order, `_` for unplaced last where there is such
    a column; `titles` (equally long) head them, all different. Where no item names a model, all of
    them are counted together, as if ALL_RESPONSES were their model.
    """

    control: str
    code: int
    names: tuple[str, ...]
    titles: tuple[str, ...]
    compared: Compared
    clustering: Clustering = "prompt"

    @cached_property
    def shares(self) -> tuple[BucketShare, ...]:
        """Every model's share of every column, models by name."""
        return bucket_distribution(self._rankings, self.code, *self._columns, self.clustering)

    @cached_property
    def sliced(self) -> Callable[[Slices], tuple[SliceBucketShare, ...]]:
        """The same in every slice; the same slices are worked out once."""
        return cache(self._sliced)

    def _sliced(self, slices: Slices) -> tuple[SliceBucketShare, ...]:
        slice_of = slices.of_rankings(self.compared)
        return slice_bucket_distribution(
            self._rankings,
            slice_of,
            slices.names,
            self.code,
            *self._columns,
            self.clustering,
        )

    @cached_property
    def difference(self) -> BucketDifference:
        """Do models differ?"""
        rankings = self._rankings
        titles, unplaced = self._columns
        entries = bucket_entries(rankings, self.code, len(titles), unplaced=unplaced is not None)
        found = bucket_difference(
            entries.model,
            entries.column,
            rankings.prompt[entries.ranking],
            rankings.count[entries.ranking],
        )
        return found if self.names_models else replace(found, reason=NO_MODELS)

    @property
    def names_models(self) -> bool:
        """Does any item name a model? So it is said where nothing is ranked, too."""
        return bool(self.compared.rankings.models) or not len(self.compared.rankings.model)

    @cached_property
    def _rankings(self) -> Rankings:
        rankings = self.compared.rankings
        if self.names_models:
            return rankings
        return replace(rankings, models=(ALL_RESPONSES,), model=np.zeros_like(rankings.model))

    @property
    def _columns(self) -> tuple[Sequence[str], str | None]:
        if self.names[-1] == UNRANKED:
            return self.titles[:-1], self.titles[-1]
        return self.titles, None


@requires("reviewer")
def study_buckets(
    database: Database,
    project: Project,
    selection: Selection | None = None,
    *,
    clustering: Clustering = "prompt",
) -> tuple[BucketStudy, ...]:
    """A study for each Ranker with buckets, read anew only if work has come."""
    state = state_of(database, project)
    return _studied(database, project, selection or Selection(), clustering, state)


@lru_cache(maxsize=2)
def _studied(
    database: Database,
    project: Project,
    selection: Selection,
    clustering: Clustering,
    _state: State,
) -> tuple[BucketStudy, ...]:
    config = labeling_config_of(project.labeling_config)
    if not any(ranker.buckets for ranker in config.rankers):
        return ()
    compared = load_comparisons(database, project, selection)
    return tuple(
        BucketStudy(ranker.name, code, *_columns_of(ranker), compared, clustering)
        for code, ranker in enumerate(config.rankers)
        if ranker.buckets
    )


def _columns_of(ranker: Ranker) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns' names and titles; titles that are taken twice get the name behind them."""
    names = [bucket.name for bucket in ranker.buckets]
    titles = [bucket.title for bucket in ranker.buckets]
    if not ranker.default_bucket:
        names.append(UNRANKED)
        titles.append(NOT_PLACED)
    taken = Counter(titles)
    shown = [
        f"{title} ({name})" if taken[title] > 1 else title
        for name, title in zip(names, titles, strict=True)
    ]
    return tuple(names), tuple(shown)

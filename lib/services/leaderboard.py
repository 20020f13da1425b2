"""The leaderboard: verdicts, ratings with intervals and rank ranges, plain counts of pairs.

A model is rated by Bradley and Terry's model, or Davidson's where ties are an outcome of their own,
and stands beside those it can be compared with: its group.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

import numpy as np

from lib.analytics.arrays import IntArray
from lib.analytics.baseline import baseline_rates
from lib.analytics.bradley_terry import fit_bradley_terry
from lib.analytics.clusters import Clustering as Clustering
from lib.analytics.comparisons import Comparisons
from lib.analytics.davidson import fit_davidson
from lib.analytics.design_health import Finding, design_health
from lib.analytics.pair_model import ELO_PER_UNIT, PairModel, rating_of
from lib.analytics.rank_range import RankRange, rank_ranges
from lib.analytics.rating_variance import RatingVariance, rating_variance
from lib.analytics.routing import RoutingRow, routing
from lib.analytics.trend import TrendPoint, win_rate_trend
from lib.analytics.verdict import PairVerdict, judge
from lib.analytics.win_rate import (
    PairRate,
    SliceWinRate,
    WinRate,
    pair_rates,
    slice_win_rates,
    win_rates,
)
from lib.domain.project import Project
from lib.domain.selection import Selection
from lib.services.compared import Compared, load_comparisons, state_of
from lib.services.sliced import Slices
from lib.store.database import Database

EPOCH = date(1970, 1, 1)

Ties: TypeAlias = Literal["half", "davidson"]

CLUSTERINGS: dict[Clustering, str] = {
    "two-way": "clustered by prompt and by annotator",
    "prompt": "clustered by prompt",
    "annotator": "clustered by annotator",
    "ranking": "clustered by ranking",
    "none": "as if all pairs were independent, which they are not: too narrow",
}
TIES: dict[Ties, str] = {
    "half": "Bradley-Terry, a tie being half a win",
    "davidson": "Davidson, a tie being an outcome of its own",
}


@dataclass(frozen=True)
class RatedModel:
    """A model's rating on the scale of Elo around 1000, with its 95 % interval and rank range.

    All None for a model that is comparable with no other; its interval and ranks alone where the
    data give none. `group` counts from 0; ratings of different groups cannot be compared.
    """

    model: str
    rating: float | None
    ci_low: float | None
    ci_high: float | None
    rank_low: int | None
    rank_high: int | None
    group: int
    n: int


@dataclass(frozen=True)
class ComparedPair:
    """Two models' plain counts, and the verdict on them; its names are those of `a` and `b`."""

    a: str
    b: str
    wins_a: int
    wins_b: int
    ties: int
    possible: int
    verdict: PairVerdict

    @property
    def n(self) -> int:
        return self.wins_a + self.wins_b + self.ties


@dataclass(frozen=True, eq=False)
class LeaderboardStudy:
    """All figures of a selection, each worked out when it is first asked for."""

    project: Project
    compared: Compared
    clustering: Clustering
    ties: Ties

    @property
    def comparisons(self) -> Comparisons:
        return self.compared.comparisons

    @property
    def counting(self) -> str:
        """What counts as a comparison, in words."""
        return self.compared.counting.sentence

    @property
    def method(self) -> str:
        return f"{TIES[self.ties]}; 95 % intervals {CLUSTERINGS[self.clustering]}"

    @cached_property
    def fit(self) -> PairModel:
        if self.ties == "davidson":
            counts = self.comparisons
            return fit_davidson(counts.weighted_wins(), counts.weighted_ties())
        return fit_bradley_terry(self.comparisons.weighted_scores())

    @cached_property
    def variance(self) -> RatingVariance:
        return rating_variance(self.comparisons, self.fit, self.clustering)

    @cached_property
    def models(self) -> tuple[RatedModel, ...]:
        """Group by group, the best first."""
        names = self.comparisons.models
        rating = rating_of(self.fit.strength)
        half = ELO_PER_UNIT * self.variance.margin()
        n = self._n
        sizes = np.bincount(self.fit.group, minlength=1)
        ranges = rank_ranges(self.fit, self.variance)
        rated = [
            _rated(
                name,
                float(rating[code]) if sizes[self.fit.group[code]] > 1 else None,
                float(half[code]) if self.variance.degrees_of[code] else None,
                ranges[code],
                int(self.fit.group[code]),
                int(n[code].sum()),
            )
            for code, name in enumerate(names)
        ]
        return tuple(sorted(rated, key=lambda each: (each.group, -(each.rating or 0), each.model)))

    @cached_property
    def pairs(self) -> tuple[ComparedPair, ...]:
        """Every two models, in the order of `models`' names."""
        names = self.comparisons.models
        wins, ties = self.comparisons.wins(), self.comparisons.ties()
        verdicts = judge(self.fit, self.variance, names, self.compared.n_prompts, delta=self._delta)
        return tuple(
            ComparedPair(
                a=names[each.a],
                b=names[each.b],
                wins_a=int(wins[each.a, each.b]),
                wins_b=int(wins[each.b, each.a]),
                ties=int(ties[each.a, each.b]),
                possible=int(self.comparisons.possible[each.a, each.b]),
                verdict=each,
            )
            for each in verdicts
        )

    @cached_property
    def win_rates(self) -> tuple[WinRate, ...]:
        """Each model's, the best first."""
        return win_rates(self.comparisons, self.clustering)

    def against(self, baseline: str) -> tuple[WinRate, ...]:
        """Each other model's against a baseline, the best first. Raises InvalidInput."""
        return baseline_rates(self._pair_rates, baseline)

    @cached_property
    def health(self) -> tuple[Finding, ...]:
        """Can these labels carry a leaderboard?"""
        return design_health(
            self.comparisons, self.compared.task_of, self.compared.rankings.annotator
        )

    def routed(self, slices: Slices) -> tuple[RoutingRow, ...]:
        """The best model of each slice."""
        return routing(
            self.compared.each_comparison,
            slices.of_comparisons(self.compared),
            slices.names,
            self.clustering,
            delta=self._delta,
        )

    def sliced(self, slices: Slices) -> tuple[SliceWinRate, ...]:
        """Every model's win rate in every slice."""
        code = slices.of_comparisons(self.compared)
        return slice_win_rates(self.compared.each_comparison, code, slices.names, self.clustering)

    def trend(self, days: int) -> tuple[TrendPoint, ...]:
        """Win rates so far after every period of so many days; a period is named by its first."""
        each = self.compared.each_comparison
        period = (self.compared.day_of // days)[each.ranking]
        different, code = np.unique(period, return_inverse=True)
        names = [(EPOCH + timedelta(days=int(at) * days)).isoformat() for at in different]
        return win_rate_trend(each, code, names)

    @property
    def _delta(self) -> float:
        return self.project.settings.no_difference_points / 100

    @cached_property
    def _pair_rates(self) -> tuple[PairRate, ...]:
        return pair_rates(self.comparisons, self.clustering)

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What a reader should know of the ratings; empty where all is well."""
        return (
            *([self.fit.warning] if self.fit.warning else []),
            *self._groups_in_words,
            *self.variance.notes,
        )

    @cached_property
    def _n(self) -> IntArray:
        wins = self.comparisons.wins()
        return wins + wins.T + self.comparisons.ties()

    @property
    def _groups_in_words(self) -> Sequence[str]:
        groups: dict[int, list[str]] = {}
        for each in self.models:
            groups.setdefault(each.group, []).append(each.model)
        if len(groups) < 2:
            return []
        apart = "; ".join(", ".join(names) for names in groups.values())
        return [
            "The ratings of different groups cannot be compared, since wins do not lead both ways "
            f"between them: {apart}."
        ]


def study_leaderboard(
    database: Database,
    project: Project,
    selection: Selection | None = None,
    *,
    clustering: Clustering = "two-way",
    ties: Ties = "half",
    grouped: bool = False,
) -> LeaderboardStudy:
    """The leaderboard of a selection's current submissions, read anew only if work has come.

    `grouped` takes a quarter of the memory and serves ratings with clusters by ranking only: it
    knows no prompts, people and days, so no `more_needed`, `health`, slices and trend.
    """
    state = state_of(database, project)
    return _studied(database, project, selection or Selection(), clustering, ties, grouped, state)


@lru_cache(maxsize=4)
def _studied(
    database: Database,
    project: Project,
    selection: Selection,
    clustering: Clustering,
    ties: Ties,
    grouped: bool,
    _state: int,
) -> LeaderboardStudy:
    compared = load_comparisons(database, project, selection, grouped=grouped)
    return LeaderboardStudy(project, compared, clustering, ties)


def _rated(
    model: str, rating: float | None, half: float | None, ranks: RankRange, group: int, n: int
) -> RatedModel:
    if rating is None:
        return RatedModel(model, None, None, None, None, None, group, n)
    if half is None:
        return RatedModel(model, rating, None, None, ranks.low, ranks.high, group, n)
    low, high = rating - half, rating + half
    return RatedModel(model, rating, low, high, ranks.low, ranks.high, group, n)

"""The leaderboard: verdicts, ratings with intervals and rank ranges, plain counts of pairs.

A model is rated by Bradley and Terry's model, or Davidson's where ties are an outcome of their own,
and stands beside those it can be compared with: its group.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property, lru_cache

import numpy as np

from lib.analytics.arrays import IntArray
from lib.analytics.baseline import baseline_rates
from lib.analytics.comparisons import Comparisons
from lib.analytics.design_health import Finding, design_health
from lib.analytics.pair_model import ELO_PER_UNIT, PairModel, rating_of
from lib.analytics.power import StudySize, observed_variance, study_size
from lib.analytics.rank_range import rank_ranges
from lib.analytics.rating_variance import RatingVariance, rating_variance
from lib.analytics.routing import RoutingRow, routing
from lib.analytics.trend import TrendPoint, win_rate_trend
from lib.analytics.verdict import judge
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
from lib.services.access import requires
from lib.services.compared import Compared, State, load_comparisons, state_of
from lib.services.leaderboard_rows import ComparedPair, RatedModel, rated_model
from lib.services.rating_method import BY_RANKING, CLUSTERINGS, TIES, Clustering, Ties, fitted
from lib.services.sliced import Slices
from lib.store.database import Database

PLANNED_DIFFERENCE = 0.05

EPOCH = date(1970, 1, 1)


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
        return (
            f"{TIES[self.ties]}; 95 % intervals {CLUSTERINGS[self.clustering]}. In ratings a pair "
            "of a ranking of k responses weighs 2/k; all counts and win rates are plain."
        )

    @cached_property
    def planned(self) -> StudySize | None:
        """Prompts that tell the two best models apart if the better one's true score is 55 %.

        None where fewer than two models are rated, or where prompts are not what intervals cover.
        """
        best = [each for each in self.models if each.group == 0 and each.rating is not None][:2]
        codes = [self.comparisons.models.index(each.model) for each in best]
        if len(codes) < 2 or self.clustering in ("annotator", *BY_RANKING):
            return None
        one, other = codes
        expected = float(self.fit.expected[one, other])
        prompts = int(self.variance.prompts_of[one])
        return study_size(
            PLANNED_DIFFERENCE,
            observed_variance(float(self.variance.prompt_part[one, other]), prompts, expected),
            observed_variance(float(self.variance.annotator_part[one, other]), 1, expected),
        )

    @cached_property
    def fit(self) -> PairModel:
        return fitted(self.comparisons, self.ties)

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
            rated_model(
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
        verdicts = judge(
            self.fit,
            self.variance,
            names,
            delta=self._delta,
            prompts_known=not self.compared.grouped,
        )
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

    @cached_property
    def routed(self) -> Callable[[Slices], tuple[RoutingRow, ...]]:
        """The best model of each slice; the same slices are worked out once."""
        return cache(self._routed)

    @cached_property
    def sliced(self) -> Callable[[Slices], tuple[SliceWinRate, ...]]:
        """Every model's win rate in every slice; the same slices are worked out once."""
        return cache(self._sliced)

    @cached_property
    def trend(self) -> Callable[[int], tuple[TrendPoint, ...]]:
        """Win rates so far after every period of so many days; a period is named by its first."""
        return cache(self._trend)

    def _routed(self, slices: Slices) -> tuple[RoutingRow, ...]:
        return routing(
            self.compared.each_comparison,
            slices.of_comparisons(self.compared),
            slices.names,
            self.clustering,
            delta=self._delta,
            fit=lambda comparisons: fitted(comparisons, self.ties),
        )

    def _sliced(self, slices: Slices) -> tuple[SliceWinRate, ...]:
        code = slices.of_comparisons(self.compared)
        return slice_win_rates(self.compared.each_comparison, code, slices.names, self.clustering)

    def _trend(self, days: int) -> tuple[TrendPoint, ...]:
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

    @property
    def tie_rate(self) -> float | None:
        """The share of ties between equally strong models, None where ties count as half wins."""
        return self.fit.tie_rate

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


@requires("reviewer")
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

    `grouped` is faster and takes a third of the memory, for intervals by ranking or none only: it
    knows no prompts, people and days, so no `more_needed`, `health`, slices and trend.
    """
    if grouped and clustering not in BY_RANKING:
        raise ValueError(f"Grouped rankings have no clusters for {clustering} intervals.")
    state = state_of(database, project)
    return _studied(database, project, selection or Selection(), clustering, ties, grouped, state)


@lru_cache(maxsize=2)
def _studied(
    database: Database,
    project: Project,
    selection: Selection,
    clustering: Clustering,
    ties: Ties,
    grouped: bool,
    _state: State,
) -> LeaderboardStudy:
    compared = load_comparisons(database, project, selection, grouped=grouped)
    return LeaderboardStudy(project, compared, clustering, ties)

"""What besides quality may have won votes: the place on the screen, length and style."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from uuid import UUID

import numpy as np

from lib.analytics.arrays import BoolArray, FloatArray, IntArray
from lib.analytics.bradley_terry import fit_bradley_terry
from lib.analytics.clusters import Clustering
from lib.analytics.comparisons import Comparisons, compare
from lib.analytics.pair_model import ELO_PER_UNIT, rating_of
from lib.analytics.position_bias import PositionBias, position_bias
from lib.analytics.rating_variance import rating_variance
from lib.analytics.student_t import t_quantile
from lib.analytics.style_control import StyleControl, relative_difference, style_control
from lib.domain.project import Project
from lib.domain.selection import Selection
from lib.services.access import requires
from lib.services.compared import State, check_models, rankings_of, state_of
from lib.services.counting import counting_of
from lib.services.listed_items import item_variables, listed_rows
from lib.services.projects import labeling_config_of
from lib.services.ranked_entries import read_entries
from lib.store import rankings, slices
from lib.store.database import Database
from lib.store.item_styles import FEATURES, ItemStyles, list_item_styles

METHOD = (
    "Position bias: what each place on the screen adds to the log odds of winning, beside the "
    "models' strengths, with a Wald test. Length and style: what one typical relative difference "
    "(a - b) / (a + b) in words, Markdown headers, list items and bold spans adds; words stand "
    "between spaces and line breaks, and Markdown inside fenced code does not count. Intervals: "
    "95 %, clustered."
)


@dataclass(frozen=True)
class RatedStyle:
    """A model's rating as it is and at equal style, over the same n comparisons.

    On the scale of Elo, each with its 95 % interval; None where there is none. Ratings of different
    groups (from 0) cannot be compared.
    """

    model: str
    raw: float | None
    raw_low: float | None
    raw_high: float | None
    controlled: float | None
    controlled_low: float | None
    controlled_high: float | None
    n: int
    group: int


@dataclass(frozen=True, eq=False)
class BiasStudy:
    """All figures of a selection, each worked out when it is first asked for.

    `read_styles` reads the styles of the project's items, which takes longer than all the rest.
    """

    project: Project
    entries: rankings.RankedEntries
    clustering: Clustering
    read_styles: Callable[[], ItemStyles]

    @cached_property
    def comparisons(self) -> Comparisons:
        """With the positions of both items, `left` and `right`."""
        return compare(rankings_of(self.entries), counting_of(self.project).rule, with_items=True)

    @property
    def n_comparisons(self) -> int:
        return int(self.comparisons.count.sum())

    @cached_property
    def position(self) -> PositionBias:
        slot = self._slots
        left, right = self.comparisons.left, self.comparisons.right
        return position_bias(self.comparisons, slot[left], slot[right], self.clustering)

    @property
    def without_style(self) -> int:
        """Comparisons in which the body of a response is not known."""
        return self.n_comparisons - int(self._styled.comparisons.count.sum())

    @cached_property
    def style(self) -> StyleControl:
        styled = self._styled
        return style_control(styled.comparisons, styled.difference, FEATURES, self.clustering)

    @cached_property
    def rated(self) -> tuple[RatedStyle, ...]:
        """Group by group, the best first by the rating as it is; without those never compared."""
        comparisons = self._styled.comparisons
        fit = fit_bradley_terry(comparisons.weighted_scores())
        variance = rating_variance(comparisons, fit, self.clustering)
        sizes = np.bincount(fit.group, minlength=1)
        wins = comparisons.wins()
        n = (wins + wins.T + comparisons.ties()).sum(axis=1)
        raw = _Scale(
            rating_of(fit.strength),
            ELO_PER_UNIT * variance.margin(),
            sizes[fit.group] > 1,
        )
        controlled = self._controlled(raw.known)
        rated = [
            RatedStyle(model, *raw.of(code), *controlled.of(code), int(n[code]), int(group))
            for code, (model, group) in enumerate(zip(comparisons.models, fit.group, strict=True))
            if n[code]
        ]
        return tuple(sorted(rated, key=lambda each: (each.group, -(each.raw or 0), each.model)))

    def _controlled(self, known: BoolArray) -> "_Scale":
        style = self.style
        if style.model is None or style.own is None:
            return _Scale(np.zeros(len(known)), np.zeros(len(known)), np.zeros_like(known))
        half = np.zeros(len(known))
        if style.degrees:
            half = t_quantile(0.975, style.degrees) * ELO_PER_UNIT * np.sqrt(style.own)
        return _Scale(rating_of(style.model.strength), half, known)

    @cached_property
    def _slots(self) -> IntArray:
        """Where each item stood among its own Ranker's (from 0), -1 where that is not known.

        What was shown is stored as one list, Ranker after Ranker.
        """
        slot = self.entries.slot
        if slot is None:
            return np.full(len(self.entries.item), -1)
        controls = len(counting_of(self.project).controls)
        if controls < 2:
            return slot
        lengths = np.diff(self.entries.starts)
        list_of = np.repeat(np.arange(len(lengths)), lengths) * controls + self.entries.control
        first = np.full(len(lengths) * controls, np.iinfo(slot.dtype).max)
        known = slot >= 0
        np.minimum.at(first, list_of[known], slot[known])
        return np.where(known, slot - first[list_of], -1)

    @cached_property
    def _styled(self) -> "_Styled":
        """The comparisons of which both styles are known, with the relative differences."""
        styles = self.read_styles()
        row = listed_rows(self.entries, styles, labeling_config_of(self.project.labeling_config))
        known = row >= 0
        known[known] = styles.known[row[known]]
        first = self.entries.item[self.comparisons.left]
        second = self.entries.item[self.comparisons.right]
        keep = known[first] & known[second]
        comparisons = self.comparisons
        if not keep.all():
            comparisons, first, second = comparisons.select(keep), first[keep], second[keep]
        difference = np.empty((len(first), len(FEATURES)), dtype=np.float32)
        for feature in range(len(FEATURES)):
            count = np.where(known, styles.counts[row, feature], 0)
            difference[:, feature] = relative_difference(count[first], count[second])
        return _Styled(comparisons, difference)


@dataclass(frozen=True, eq=False)
class _Styled:
    comparisons: Comparisons
    difference: FloatArray


@dataclass(frozen=True, eq=False)
class _Scale:
    """Ratings of K models, half the widths of their intervals (0: none), and which are known."""

    rating: FloatArray
    half: FloatArray
    known: BoolArray

    def of(self, code: int) -> tuple[float | None, float | None, float | None]:
        if not self.known[code]:
            return None, None, None
        rating, half = float(self.rating[code]), float(self.half[code])
        return (rating, rating - half, rating + half) if half else (rating, None, None)


@requires("reviewer")
def study_bias(
    database: Database,
    project: Project,
    selection: Selection | None = None,
    *,
    clustering: Clustering = "two-way",
) -> BiasStudy:
    """Bias in the current submissions of a selection, read anew only if work has come.

    Raises TooManyModels where the items name more models than can be compared.
    """
    state = state_of(database, project)
    return _studied(database, project, selection or Selection(), clustering, state)


@lru_cache(maxsize=2)
def _studied(
    database: Database,
    project: Project,
    selection: Selection,
    clustering: Clustering,
    _state: State,
) -> BiasStudy:
    entries = read_entries(database, project, selection, with_models=True)
    check_models(entries.models)
    variables = item_variables(labeling_config_of(project.labeling_config))
    read_styles = partial(_styles, database, project.project_id, variables)
    return BiasStudy(project, entries, clustering, read_styles)


def _styles(database: Database, project_id: UUID, variables: tuple[str, ...]) -> ItemStyles:
    """The styles, measured anew only if tasks have come or gone: their data never change."""
    state = database.read(lambda c: slices.get_task_state(c, project_id))
    return _measured(database, project_id, variables, state)


@lru_cache(maxsize=2)
def _measured(
    database: Database, project_id: UUID, variables: tuple[str, ...], _state: slices.State
) -> ItemStyles:
    return database.read(lambda c: list_item_styles(c, project_id, variables))

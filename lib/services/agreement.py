"""How far people agree: on the order of responses, on their buckets, and each with the others."""

from dataclasses import dataclass
from functools import cached_property, lru_cache

from lib.analytics.agreement import Agreement
from lib.analytics.annotator_pairs import AnnotatorPair, annotator_pairs
from lib.analytics.annotator_reliability import (
    AnnotatorReliability,
    Submissions,
    annotator_reliability,
)
from lib.analytics.cohen_kappa import PairKappa, cohen_kappa
from lib.analytics.disagreement import hardest_tasks
from lib.analytics.fleiss_kappa import fleiss_kappa
from lib.analytics.gwet import gwet_ac1, gwet_ac2
from lib.analytics.kendall_w import kendall_w
from lib.analytics.krippendorff import krippendorff_alpha
from lib.analytics.pair_ratings import PairRatings, pair_ratings
from lib.analytics.pairwise_alpha import pairwise_alpha
from lib.analytics.ranking_pairs import RankingPairs, ranking_pairs
from lib.analytics.rankings import Rankings
from lib.analytics.tau_b import mean_tau_b
from lib.analytics.unit_ratings import UnitRatings, bucket_ratings
from lib.domain.labeling_config import Ranker
from lib.domain.project import Project
from lib.domain.selection import Selection
from lib.services.access import requires
from lib.services.compared import State, rankings_of, state_of
from lib.services.counting import Counting, counting_in
from lib.services.projects import labeling_config_of
from lib.services.ranked_entries import read_entries
from lib.store import annotators, rankings
from lib.store.database import Database

HARDEST = 50

METHOD = (
    "Pairwise alpha: nominal Krippendorff's alpha over pairs of responses to one task, each in "
    "both orientations. Tau-b over the responses that two people ranked, at least two. Kendall's W "
    "where several people ranked the same responses, all of them placed. Skipped tasks count "
    "nowhere; of each annotation its latest revision counts. Intervals: 95 %, by a bootstrap over "
    "prompts."
)


@dataclass(frozen=True)
class BucketAgreement:
    """Agreement on the buckets of one Ranker, unplaced being one of them.

    The ordinal figures are None where the buckets have no order. `pairs` holds Cohen's kappa of
    every two people.
    """

    control: str
    alpha: Agreement
    fleiss_kappa: Agreement
    cohen_kappa: Agreement
    gwet_ac1: Agreement
    ordinal_alpha: Agreement | None
    gwet_ac2: Agreement | None
    pairs: tuple[PairKappa, ...]


@dataclass(frozen=True)
class HardTask:
    """A task on which people disagree: the mean share of pairs of ratings that differ."""

    task: int
    disagreement: float
    shared_pairs: int


@dataclass(frozen=True)
class Person:
    number: int
    name: str


@dataclass(frozen=True, eq=False)
class AgreementStudy:
    """All figures of a selection, each worked out when it is first asked for.

    `people` names the annotators by their code in the figures; `counting` says what counts.
    """

    project: Project
    entries: rankings.RankedEntries
    people: tuple[Person, ...]
    counting: Counting

    @property
    def n_annotations(self) -> int:
        return len(self.ranked)

    @cached_property
    def ranked(self) -> Rankings:
        return rankings_of(self.entries)

    @cached_property
    def ratings(self) -> PairRatings:
        return pair_ratings(self.ranked, self.entries.item, self.entries.task, self.counting.rule)

    @cached_property
    def alpha(self) -> Agreement:
        return pairwise_alpha(self.ratings)

    @cached_property
    def tau_b(self) -> Agreement:
        return mean_tau_b(self._ranking_pairs)

    @cached_property
    def kendall_w(self) -> Agreement:
        entries = self.entries
        return kendall_w(self.ranked, entries.item, entries.task, self.counting.rule)

    @cached_property
    def annotators(self) -> tuple[AnnotatorReliability, ...]:
        entries = self.entries
        return annotator_reliability(
            Submissions(entries.annotator, entries.lead_time, entries.untouched),
            self.ratings,
            entries.ground_truth[self.ratings.ranking],
        )

    @cached_property
    def pairs(self) -> tuple[AnnotatorPair, ...]:
        return annotator_pairs(self._ranking_pairs)

    @cached_property
    def hardest(self) -> tuple[HardTask, ...]:
        return tuple(
            HardTask(int(self.entries.task_numbers[each.task]), each.value, each.n)
            for each in hardest_tasks(self.ratings, HARDEST)
        )

    @cached_property
    def buckets(self) -> tuple[BucketAgreement, ...]:
        """One for each Ranker with buckets."""
        config = labeling_config_of(self.project.labeling_config)
        return tuple(
            self._of_buckets(code, ranker)
            for code, ranker in enumerate(config.rankers)
            if ranker.buckets
        )

    @cached_property
    def _ranking_pairs(self) -> RankingPairs:
        return ranking_pairs(self.ratings)

    def _of_buckets(self, control: int, ranker: Ranker) -> BucketAgreement:
        unplaced = [] if ranker.default_bucket else [(control, -1)]
        names = [bucket.name for bucket in ranker.buckets]
        ratings = self._in([*((control, index) for index in range(len(names))), *unplaced])
        order = [
            (control, names.index(n)) for n in self.project.settings.ordered_buckets if n in names
        ]
        ordered = self._in(order) if len(order) > 1 else None
        cohen = cohen_kappa(ratings)
        return BucketAgreement(
            control=ranker.name,
            alpha=krippendorff_alpha(ratings, "nominal"),
            fleiss_kappa=fleiss_kappa(ratings),
            cohen_kappa=cohen.mean,
            gwet_ac1=gwet_ac1(ratings),
            ordinal_alpha=krippendorff_alpha(ordered, "ordinal") if ordered else None,
            gwet_ac2=gwet_ac2(ordered) if ordered else None,
            pairs=cohen.pairs,
        )

    def _in(self, categories: list[tuple[int, int]]) -> UnitRatings:
        return bucket_ratings(self.ranked, self.entries.item, categories)


@requires("reviewer")
def study_agreement(
    database: Database, project: Project, selection: Selection | None = None
) -> AgreementStudy:
    """Agreement over the current submissions of a selection, read anew only if work has come."""
    names = database.read(annotators.list_names)
    state = state_of(database, project)
    return _studied(database, project, selection or Selection(), state, tuple(names.items()))


@lru_cache(maxsize=2)
def _studied(
    database: Database,
    project: Project,
    selection: Selection,
    _state: State,
    names: tuple[tuple[int, str], ...],
) -> AgreementStudy:
    entries = read_entries(database, project, selection, with_models=False)
    name_of = dict(names)
    people = tuple(Person(number, name_of[number]) for number in entries.annotators)
    return AgreementStudy(project, entries, people, counting_in(database, project))

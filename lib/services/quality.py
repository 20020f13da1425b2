"""Each person's work as a reviewer sees it: counts, hidden checks, what is to be looked at."""

from dataclasses import dataclass
from functools import lru_cache

from lib.analytics.same_pairs import PairScore
from lib.domain.project import Project
from lib.services.access import requires
from lib.services.compared import State, state_of
from lib.services.quality_scores import CheckScores, score_checks
from lib.services.quality_warnings import RULES as RULES
from lib.services.quality_warnings import QualityWarning, find_warnings
from lib.store import progress, repeat_answers
from lib.store.database import Database
from lib.store.progress import PersonCounts


@dataclass(frozen=True)
class PersonQuality:
    """A person's counts, their scores on hidden checks, and what is to be looked at."""

    counts: PersonCounts
    gold: PairScore
    repeats: PairScore
    warnings: tuple[QualityWarning, ...]


@dataclass(frozen=True)
class QualityStudy:
    """Everybody who has labeled in a project, by number; `scores` also tells of each gold task."""

    people: tuple[PersonQuality, ...]
    scores: CheckScores

    @property
    def warnings(self) -> tuple[QualityWarning, ...]:
        return tuple(each for person in self.people for each in person.warnings)


@requires("reviewer")
def study_quality(database: Database, project: Project) -> QualityStudy:
    """The figures as they stand now, worked out anew only if work has come."""
    project_id = project.project_id
    people = database.read(lambda c: progress.list_person_counts(c, project_id))
    repeats = database.read(lambda c: repeat_answers.get_repeat_state(c, project_id))
    return _studied(database, project, tuple(people), state_of(database, project), repeats)


@lru_cache(maxsize=4)
def _studied(
    database: Database,
    project: Project,
    people: tuple[PersonCounts, ...],
    _state: State,
    _repeats: int,
) -> QualityStudy:
    warnings = find_warnings(database, project, people)
    scores = score_checks(database, project)
    return QualityStudy(
        tuple(
            PersonQuality(
                counts=each,
                gold=scores.gold_of(each.annotator_id),
                repeats=scores.repeats_of(each.annotator_id),
                warnings=tuple(warning for warning in warnings if warning.person == each.number),
            )
            for each in people
        ),
        scores,
    )

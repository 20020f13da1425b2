"""How people do on hidden checks: gold tasks against the expected answer, repeats against their own
first answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from lib.analytics.same_pairs import NO_SCORE, PairScore, Placed, SamePairs, pair_score, same_pairs
from lib.domain.labeling_config import LabelingConfig
from lib.domain.project import Project
from lib.formats.regions import ranking_of
from lib.services.access import requires
from lib.services.counting import counting_of
from lib.services.projects import labeling_config_of
from lib.store import gold_tasks, repeat_answers
from lib.store.database import Database


@dataclass(frozen=True)
class CheckScores:
    """Scores by person and by gold task; who or what has none is left out."""

    gold: Mapping[UUID, PairScore]
    repeats: Mapping[UUID, PairScore]
    gold_tasks: Mapping[UUID, PairScore]
    people_on: Mapping[UUID, int]

    def gold_of(self, annotator_id: UUID) -> PairScore:
        return self.gold.get(annotator_id, NO_SCORE)

    def repeats_of(self, annotator_id: UUID) -> PairScore:
        return self.repeats.get(annotator_id, NO_SCORE)


@requires("reviewer")
def score_checks(database: Database, project: Project) -> CheckScores:
    """All hidden checks of a project. Whose answer is the expected one is not measured by it."""
    config = labeling_config_of(project.labeling_config)
    rule = counting_of(project).rule
    expected = {
        each.task_id: each
        for each in database.read(lambda c: gold_tasks.list_gold_tasks(c, project.project_id))
    }
    answers = [
        each
        for each in database.read(lambda c: gold_tasks.list_gold_answers(c, project.project_id))
        if each.annotation_id != expected[each.task_id].annotation_id
    ]
    judged = same_pairs(
        [
            (placed_in(config, each.result), placed_in(config, expected[each.task_id].expected))
            for each in answers
        ],
        rule,
    )
    twice = database.read(lambda c: repeat_answers.list_answered_twice(c, project.project_id))
    again = same_pairs(
        [(placed_in(config, each.first), placed_in(config, each.second)) for each in twice], rule
    )
    by_task = [each.task_id for each in answers]
    return CheckScores(
        gold=_scores(judged, [each.annotator_id for each in answers]),
        repeats=_scores(again, [each.annotator_id for each in twice]),
        gold_tasks=_scores(judged, by_task),
        people_on={
            task_id: len({each.annotator_id for each in answers if each.task_id == task_id})
            for task_id in set(by_task)
        },
    )


def placed_in(config: LabelingConfig, result: Sequence[Mapping[str, Any]]) -> tuple[Placed, ...]:
    """Where a checked result puts each item; written answers, and controls that are gone, aside."""
    return tuple(
        (code, each.item, each.bucket, each.place)
        for code, ranker in enumerate(config.rankers)
        for region in result
        if region["from_name"] == ranker.name
        for each in ranking_of(ranker, region).placements()
    )


def _scores(found: SamePairs, owners: Sequence[UUID]) -> dict[UUID, PairScore]:
    """A score for each owner of answers; `owners` names one for each pair of answers."""
    places: dict[UUID, list[int]] = {}
    for place, owner in enumerate(owners):
        places.setdefault(owner, []).append(place)
    return {owner: pair_score(found, np.array(at)) for owner, at in places.items()}

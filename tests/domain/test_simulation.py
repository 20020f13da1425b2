"""The demo's made-up rankings: reproducible, complete, and true to the strengths behind them."""

from collections import Counter
from itertools import combinations
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.domain.labeling_config import UNRANKED, Bucket, Ranker
from lib.domain.ranking import Ranking
from lib.domain.simulation import (
    SimulatedAnnotator,
    SimulatedRanking,
    simulated_annotators,
    simulated_rankings,
)

STRENGTHS = {"a": 1.0, "b": 0.5, "c": 0.0, "d": -0.9}
TASKS = [list(STRENGTHS)] * 22

ANNOTATORS = simulated_annotators()


def simulated(
    tasks: list[list[str]] = TASKS,
    annotators: tuple[SimulatedAnnotator, ...] = ANNOTATORS,
    seed: int = 1,
) -> tuple[SimulatedRanking, ...]:
    return simulated_rankings(
        tasks, STRENGTHS, annotators, good_bucket="good", bad_bucket="bad", seed=seed
    )


def test_ten_annotators_and_twenty_two_tasks_give_about_two_hundred_rankings() -> None:
    rankings = simulated()
    assert 190 <= len(rankings) <= 210
    assert len({ranking.annotator for ranking in rankings}) == 10
    assert min(Counter(ranking.task for ranking in rankings).values()) >= 5


def test_the_annotators_are_named_as_simulated() -> None:
    assert [each.name for each in simulated_annotators(2)] == [
        "Simulated annotator 01",
        "Simulated annotator 02",
    ]


def test_nobody_does_a_task_twice() -> None:
    done = [(ranking.task, ranking.annotator) for ranking in simulated()]
    assert len(set(done)) == len(done)


def test_the_same_seed_gives_the_same_rankings_and_another_seed_others() -> None:
    assert simulated(seed=7) == simulated(seed=7)
    assert simulated(seed=7) != simulated(seed=8)


def test_a_ranking_stays_the_same_whatever_the_python_version() -> None:
    assert simulated()[0] == SimulatedRanking(
        task=0,
        annotator="Simulated annotator 01",
        columns={UNRANKED: (), "good": ("a", "d", "b", "c"), "bad": ()},
        skipped=False,
        lead_time=25.36,
    )


def test_one_more_annotator_changes_nobody_elses_rankings() -> None:
    eleven = simulated(annotators=simulated_annotators(11))
    assert simulated() == tuple(r for r in eleven if r.annotator != "Simulated annotator 11")


@given(
    tasks=st.lists(
        st.lists(st.sampled_from(sorted(STRENGTHS)), unique=True, max_size=4), max_size=5
    ),
    seed=st.integers(),
)
def test_every_item_stands_in_exactly_one_column(tasks: list[list[str]], seed: int) -> None:
    for ranking in simulated(tasks=tasks, seed=seed):
        placed = [item for column in ranking.columns.values() for item in column]
        assert sorted(placed) == sorted(tasks[ranking.task])
        assert list(ranking.columns) == [UNRANKED, "good", "bad"]


def test_a_simulated_ranking_fits_its_ranker() -> None:
    ranker = Ranker("rank", "answers", (Bucket("good", "Good"), Bucket("bad", "Bad")))
    for simulated_ranking in simulated():
        ranking = Ranking.of(ranker, simulated_ranking.columns)
        assert dict(ranking.columns) == simulated_ranking.columns


def test_skipped_tasks_are_few_and_rank_nothing() -> None:
    skipped = [ranking for ranking in simulated() if ranking.skipped]
    assert 1 <= len(skipped) <= 15
    assert all(len(ranking.columns[UNRANKED]) == 4 for ranking in skipped)


def test_a_few_items_are_left_unplaced() -> None:
    done = [ranking for ranking in simulated() if not ranking.skipped]
    unplaced = sum(len(ranking.columns[UNRANKED]) for ranking in done)
    assert 0.01 < unplaced / (4 * len(done)) < 0.08


def test_the_stronger_item_wins_more_often_and_not_always() -> None:
    wins: Counter[tuple[str, str]] = Counter()
    for ranking in simulated():
        placed = (*ranking.columns["good"], *ranking.columns["bad"])
        wins.update(combinations(placed, 2))
    for stronger, weaker in combinations(STRENGTHS, 2):
        assert wins[stronger, weaker] > wins[weaker, stronger] > 0


def test_without_noise_everyone_ranks_alike() -> None:
    calm = tuple(SimulatedAnnotator(name, 0, 0.5, 10, 1) for name in "xyz")
    orders = {
        (ranking.task, *ranking.columns["good"], "|", *ranking.columns["bad"])
        for ranking in simulated(annotators=calm)
        if not ranking.columns[UNRANKED]
    }
    assert len(orders) == len({order[0] for order in orders})


def test_a_lenient_annotator_puts_fewer_items_into_the_bad_bucket() -> None:
    strict, lenient = (SimulatedAnnotator(name, 0.5, n, 10, 1) for name, n in (("s", 0), ("l", 1)))
    bad: Counter[str] = Counter()
    for ranking in simulated(annotators=(strict, lenient)):
        bad[ranking.annotator] += len(ranking.columns["bad"])
    assert bad["l"] < bad["s"]


def test_the_median_lead_time_is_the_annotators_pace_times_the_items() -> None:
    steady = (SimulatedAnnotator("x", 0.5, 0.5, 10, 1),)
    times = [ranking.lead_time for ranking in simulated(tasks=TASKS * 20, annotators=steady)]
    assert median(times) == pytest.approx(40, rel=0.1)
    assert min(times) > 0

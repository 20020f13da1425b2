"""The leaderboard, from stored rankings to verdicts."""

import csv
import json
import math
from dataclasses import astuple

import evalica
import pytest

from lib.analytics.rating_variance import rating_variance
from lib.analytics.win_rate import win_rates
from lib.errors import TooManyModels
from lib.formats.templates import TEMPLATES
from lib.services.demo import create_demo
from lib.services.leaderboard import study_leaderboard
from lib.services.projects import change_settings, create_battle_project
from lib.services.rating_method import CLUSTERINGS, TIES
from tests.factories import add_file, add_person, add_project
from tests.services.votes import vote_project
from tests.stored_rankings import store_ranking

CYCLE = ["A>B", "B>C", "C>A"]


def test_three_wins_to_one_are_190_points_and_three_quarters(database):
    # ln 3 apart: 400 / ln 10 * ln 3 = 190.85 points around 1000.
    study = study_leaderboard(database, vote_project(database, ["A>B"] * 3 + ["B>A"]))
    a, b = study.models
    assert (a.model, b.model) == ("A", "B")
    assert a.rating == pytest.approx(1000 + 200 * math.log10(3), abs=1e-6)
    assert b.rating == pytest.approx(1000 - 200 * math.log10(3), abs=1e-6)
    assert a.ci_low < a.rating < a.ci_high
    assert (a.n, b.n, a.group, b.group) == (4, 4, 0, 0)
    assert [(each.model, each.rate) for each in study.win_rates] == [("A", 0.75), ("B", 0.25)]
    [pair] = study.pairs
    assert (pair.a, pair.b, pair.wins_a, pair.wins_b, pair.ties, pair.n) == ("A", "B", 3, 1, 0, 4)
    assert (pair.possible, pair.verdict.verdict) == (4, "not enough labels")


def test_pairs_count_whole_while_ratings_weigh_two_over_k(database):
    # One ranking of three (weight 2/3 a pair) for A > B, one of two (weight 1) for B > A:
    # s_AB = 2/3, s_BA = 1, and A and B each beat C at 2/3 and lose to it at 1.
    # By the symmetry of A's and B's results against C only their own pair parts them, towards B.
    project = add_project(database, config=TEMPLATES["ranking"].xml, n_tasks=4)
    ann = add_person(database)
    for task, text in enumerate(["a b c", "b a", "c a", "c b"], start=1):
        store_ranking(database, project, task, ann, text)
    study = study_leaderboard(database, project)
    by_name = {each.model: each for each in study.models}
    assert [each.model for each in study.models] == ["C", "B", "A"]
    assert {name: each.n for name, each in by_name.items()} == {"A": 4, "B": 4, "C": 4}
    pair = study.pairs[0]
    assert (pair.a, pair.b, pair.wins_a, pair.wins_b) == ("A", "B", 1, 1)
    rates = {each.model: each.rate for each in study.win_rates}
    assert rates == {"A": 0.5, "B": 0.5, "C": 0.5}


def test_clear_wins_over_many_prompts_are_better_with_rank_one(database):
    votes = (["A>B"] * 4 + ["B>A"]) * 12
    judges = [f"Judge {n}" for n in range(23)]
    study = study_leaderboard(database, vote_project(database, votes, judges=judges))
    [pair] = study.pairs
    assert (pair.verdict.verdict, pair.verdict.better) == ("better", 0)
    assert pair.verdict.p_value < 0.05
    assert [(each.rank_low, each.rank_high) for each in study.models] == [(1, 1), (2, 2)]
    assert study.warnings == ()


def test_equal_models_over_many_prompts_do_not_differ_within_the_projects_margin(database):
    votes = ["A>B", "B>A"] * 60
    judges = [f"Judge {n}" for n in range(23)]
    project = vote_project(database, votes, judges=judges)
    assert study_leaderboard(database, project).pairs[0].verdict.verdict == "not enough labels"
    project = change_settings(database, project.project_id, no_difference_points=25)
    assert study_leaderboard(database, project).pairs[0].verdict.verdict == "no difference found"


def test_davidson_rates_ties_as_an_outcome_of_their_own(database):
    # 3 wins, 1 loss, 2 ties: log(pi_A / pi_B) = ln 3; ties as half wins would give ln (4 / 2).
    project = vote_project(database, ["A>B"] * 3 + ["B>A"] + ["A=B"] * 2)
    half = study_leaderboard(database, project)
    davidson = study_leaderboard(database, project, ties="davidson")
    assert half.models[0].rating == pytest.approx(1000 + 200 * math.log10(2), abs=1e-6)
    assert davidson.models[0].rating == pytest.approx(1000 + 200 * math.log10(3), abs=1e-6)
    assert davidson.fit.tie_rate > 0
    assert "Davidson" in davidson.method
    assert "Davidson" not in half.method


def test_figures_of_prompts_are_there_whatever_the_clusters(database):
    project = vote_project(database, ["A>B", "A>B", "B>A"] * 4)
    for clustering in CLUSTERINGS:
        study = study_leaderboard(database, project, clustering=clustering)
        assert study.compared.n_prompts == 12, clustering
        assert [each.rate for each in study.win_rates] == pytest.approx([2 / 3, 1 / 3])


def test_grouped_rankings_give_the_same_ratings_by_ranking_clusters(database):
    project = vote_project(database, [*CYCLE * 5, "A>B", "A=C"])
    single = study_leaderboard(database, project, clustering="ranking")
    grouped = study_leaderboard(database, project, clustering="ranking", grouped=True)
    assert len(grouped.compared.rankings) < len(single.compared.rankings)
    for one, other in zip(grouped.models, single.models, strict=True):
        assert astuple(one)[1:] == pytest.approx(astuple(other)[1:])


@pytest.mark.parametrize("ties", TIES)
@pytest.mark.parametrize("clustering", CLUSTERINGS)
def test_intervals_do_not_depend_on_telling_equal_rankings_once(database, clustering, ties):
    study = study_leaderboard(database, create_demo(database), clustering=clustering, ties=ties)
    each = study.compared.each_comparison
    assert len(study.comparisons) < len(each)
    expected = rating_variance(each, study.fit, clustering)
    for name in ("own", "difference", "annotator_part"):
        found = getattr(study.variance, name)
        assert found == pytest.approx(getattr(expected, name), rel=1e-6, abs=1e-12), name
    assert study.variance.degrees == expected.degrees
    for one, other in zip(study.win_rates, win_rates(each, clustering), strict=True):
        assert astuple(one)[1:-1] == pytest.approx(astuple(other)[1:-1], rel=1e-6)


def test_too_many_models_are_refused(database):
    votes = [f"M{n}>M{n + 1}" for n in range(501)]
    with pytest.raises(TooManyModels):
        study_leaderboard(database, vote_project(database, votes))


def test_the_same_study_is_kept_until_work_comes(database):
    project = vote_project(database, CYCLE)
    first = study_leaderboard(database, project)
    assert study_leaderboard(database, project) is first
    row = {"model_a": "A", "model_b": "B", "winner": "tie", "question_id": 9, "judge": "Ann"}
    add_file(database, project, json.dumps(row).encode(), "more.jsonl")
    assert study_leaderboard(database, project).compared.n_annotations == 4


def imported(database, path):
    project = create_battle_project(database, path.name)
    add_file(database, project, path.read_bytes(), path.name)
    return study_leaderboard(database, project)


def assert_equals_evalica(study, battles):
    """Ratings on the scale of Elo are those of evalica to 1e-6, both around 1000."""
    one, other, winners = zip(*battles, strict=True)
    found = evalica.bradley_terry(one, other, winners, tolerance=1e-12, limit=100_000)
    logs = {name: math.log10(score) for name, score in found.scores.items()}
    centre = sum(logs.values()) / len(logs)
    assert len(study.models) == len(logs)
    for each in study.models:
        assert each.rating == pytest.approx(1000 + 400 * (logs[each.model] - centre), abs=1e-6)


@pytest.mark.shared
def test_the_leaderboard_of_llmfao_is_evalicas(database, shared_folder):
    path = shared_folder / "data" / "llmfao" / "llmfao.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    winner = {"left": evalica.Winner.X, "right": evalica.Winner.Y, "tie": evalica.Winner.Draw}
    study = imported(database, path)
    assert study.compared.counted == study.compared.possible == len(rows) == 8_931
    assert_equals_evalica(study, [(r["left"], r["right"], winner[r["winner"]]) for r in rows])
    assert study.compared.n_prompts == 13
    assert any(note.startswith("Only 13 prompts") for note in study.warnings)


@pytest.mark.shared
def test_the_leaderboard_of_mt_bench_is_evalicas(database, shared_folder):
    path = shared_folder / "data" / "mt-bench" / "human.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    winner = {"model_a": evalica.Winner.X, "model_b": evalica.Winner.Y}
    study = imported(database, path)
    assert study.compared.counted == len(rows) == 3_355
    assert_equals_evalica(
        study,
        [(r["model_a"], r["model_b"], winner.get(r["winner"], evalica.Winner.Draw)) for r in rows],
    )
    assert study.compared.n_prompts == 80
    assert study.models[0].model == "gpt-4"
    assert (study.models[0].rank_low, study.models[0].rank_high) == (1, 1)


def test_grouped_rankings_are_refused_for_intervals_that_need_prompts(database):
    project = add_project(database)
    with pytest.raises(ValueError, match="no clusters for two-way"):
        study_leaderboard(database, project, grouped=True)

"""The leaderboard where little or nothing can be said: sentences and None, never nan."""

import math
from dataclasses import astuple
from itertools import product

import pytest

from lib.domain.selection import Selection
from lib.formats.templates import TEMPLATES
from lib.services.leaderboard import study_leaderboard
from lib.services.rating_method import CLUSTERINGS, TIES
from tests.factories import add_person, add_project
from tests.services.votes import vote_project
from tests.stored_rankings import store_ranking

CYCLE = ["A>B", "B>C", "C>A"]


def numbers_of(study):
    """Every figure that the study has, None left out."""
    values = [value for each in study.models for value in astuple(each)]
    values += [value for each in study.win_rates for value in astuple(each)]
    values += [value for each in study.pairs for value in astuple(each.verdict)]
    return [value for value in values if isinstance(value, float)]


@pytest.mark.parametrize(
    "votes",
    [
        [],
        ["A>B"],
        ["A=B"],
        ["A=B", "B=C", "C=A"] * 5,
        ["A>B", "B>A"],
        ["A>B", "B>A", "C>D", "D>C"],
        ["A>B", "C>D"],
        [*CYCLE, "A>X"],
        [*CYCLE, "X>A"],
        [*CYCLE, "X=Y"],
        ["A>B"] * 30,
    ],
    ids=lambda votes: f"{len(votes)} votes {' '.join(votes[:5])}",
)
def test_whatever_the_votes_no_figure_is_nan(database, votes):
    project = vote_project(database, votes)
    for clustering, ties in product(CLUSTERINGS, TIES):
        study = study_leaderboard(database, project, clustering=clustering, ties=ties)
        assert all(math.isfinite(value) for value in numbers_of(study))
        for each in study.models:
            if each.ci_low is not None:
                assert each.ci_low <= each.rating <= each.ci_high
        for rate in study.win_rates:
            assert (rate.rate is None) == (rate.n == 0) == bool(rate.reason)
        assert all(pair.verdict.reason for pair in study.pairs)


def test_nothing_stored_gives_empty_tables(database):
    study = study_leaderboard(database, vote_project(database, []))
    assert (study.models, study.pairs, study.win_rates) == ((), (), ())
    assert study.compared.n_annotations == 0


def test_a_filter_that_leaves_nothing_gives_empty_tables(database):
    project = vote_project(database, CYCLE)
    study = study_leaderboard(database, project, Selection(annotators=(99,)))
    assert (study.models, study.pairs, study.win_rates, study.warnings) == ((), (), (), ())


def test_a_single_model_has_no_rating_and_no_rate(database):
    project = add_project(database, config=TEMPLATES["ranking"].xml, n_tasks=1)
    store_ranking(database, project, 1, add_person(database), "a")
    study = study_leaderboard(database, project)
    [model] = study.models
    assert (model.model, model.rating, model.ci_low, model.rank_low, model.n) == (
        *("A", None, None, None, 0),
    )
    assert study.win_rates[0].reason == "A never stood in a ranking with another model."
    assert (study.pairs, study.warnings) == ((), ())


def test_only_ties_make_equals_that_are_not_called_certain(database):
    study = study_leaderboard(database, vote_project(database, ["A=B", "B=C", "C=A"] * 4))
    assert [each.rating for each in study.models] == pytest.approx([1000] * 3)
    assert all(each.ci_high - each.ci_low > 1 for each in study.models)
    assert {each.rate for each in study.win_rates} == {0.5}
    assert all(rate.low < 0.5 < rate.high for rate in study.win_rates)
    assert {pair.verdict.p_value for pair in study.pairs} == {1.0}


def test_an_unconnected_graph_is_rated_group_by_group_and_said(database):
    project = vote_project(database, ["A>B", "B>A", "C>D", "D>C", "C>D"] * 3)
    study = study_leaderboard(database, project)
    assert [(each.model, each.group) for each in study.models] == [
        *(("A", 0), ("B", 0), ("C", 1), ("D", 1)),
    ]
    assert all(each.rating is not None for each in study.models)
    assert [(each.rank_low, each.rank_high) for each in study.models] == [(1, 2)] * 4
    assert "different groups cannot be compared" in study.warnings[0]
    assert "A, B; C, D" in study.warnings[0]
    across = next(pair for pair in study.pairs if (pair.a, pair.b) == ("A", "C"))
    assert (across.n, across.verdict.p_value, across.verdict.more_needed) == (0, None, None)
    assert "not connected" in across.verdict.reason


def test_a_model_that_only_lost_is_not_rated_and_leaves_the_others_alone(database):
    alone = study_leaderboard(database, vote_project(database, CYCLE * 4))
    project = vote_project(database, [*CYCLE * 4, "A>X", "B>X"])
    study = study_leaderboard(database, project)
    assert [each.rating for each in study.models] == [each.rating for each in alone.models] + [None]
    last = study.models[-1]
    assert (last.model, last.rating, last.ci_low, last.rank_low, last.n) == (
        *("X", None, None, None, 2),
    )
    assert study.win_rates[-1].rate == 0.0
    assert study.win_rates[-1].high > 0.0


def test_a_model_never_compared_has_no_figures_and_a_reason(database):
    project = add_project(database, n_tasks=4)
    ann = add_person(database)
    for task, text in enumerate(["a b | c", "b a | c", "a b", "b a"], start=1):
        store_ranking(database, project, task, ann, text)
    study = study_leaderboard(database, project)
    c = next(each for each in study.models if each.model == "C")
    assert (c.rating, c.rank_low, c.n) == (None, None, 0)
    rate = study.win_rates[-1]
    assert (rate.model, rate.rate, rate.low) == ("C", None, None)
    assert rate.reason.startswith("Of C's pairs with other models (4) none counts")
    assert (study.compared.counted, study.compared.possible) == (4, 8)


def test_one_annotator_is_said(database):
    study = study_leaderboard(database, vote_project(database, CYCLE * 3, judges=["Ann"]))
    assert any(note.startswith("One annotator only") for note in study.warnings)
    assert all(each.ci_low is not None for each in study.models)


def test_one_prompt_and_one_annotator_give_ratings_without_intervals(database):
    project = vote_project(database, ["A>B", "A>B", "B>A"], prompts=1, judges=["Ann"])
    study = study_leaderboard(database, project)
    assert study.models[0].rating is not None
    assert [each.ci_low for each in study.models] == [None, None]
    assert "One prompt and one annotator only: there are no intervals." in study.warnings
    verdict = study.pairs[0].verdict
    assert (verdict.verdict, verdict.p_value) == ("not enough labels", None)

"""The best model of each slice."""

import numpy as np
import pytest

from lib.analytics.comparisons import make_comparisons
from lib.analytics.davidson import fit_davidson
from lib.analytics.routing import RoutingRow, routing

NONE = np.empty(0, dtype=np.int64)


def battles(*groups, models=("a", "b", "c")):
    """Comparisons from (first, second, wins, losses), each on a prompt of its own."""
    first = np.concatenate([np.full(won + lost, one) for one, _, won, lost in groups])
    second = np.concatenate([np.full(won + lost, two) for _, two, won, lost in groups])
    score = np.concatenate([np.repeat([1, 0], [won, lost]) for _, _, won, lost in groups])
    return make_comparisons(models, first, second, score, annotator=np.arange(len(first)) % 25)


def one_slice(comparisons, **options):
    (row,) = routing(comparisons, np.zeros(len(comparisons), dtype=int), ["all"], **options)
    return row


def test_each_slice_has_its_own_best_model():
    # On code a beats b 60 to 20, on prose it is the other way round.
    comparisons = battles((0, 1, 60, 20), (0, 1, 20, 60), models=("a", "b"))
    code, prose = routing(comparisons, np.repeat([0, 1], 80), ["code", "prose"])
    assert (code.slice, code.best, code.runner_up, code.verdict) == ("code", "a", "b", "better")
    assert (prose.slice, prose.best, prose.runner_up) == ("prose", "b", "a")
    assert (code.n, code.prompts) == (80, 80)
    assert code.p_value < 0.001
    assert "score 75" in code.reason


def test_few_labels_name_a_best_model_but_do_not_call_it_better():
    row = one_slice(battles((0, 1, 6, 4), models=("a", "b")))
    assert (row.best, row.verdict) == ("a", "not enough labels")
    assert row.more_needed > 0


def test_a_model_that_nobody_beat_is_named_without_a_rating():
    row = one_slice(battles((0, 1, 5, 0), (0, 2, 4, 0), (1, 2, 3, 3)))
    assert (row.best, row.runner_up, row.verdict) == ("a", None, "not enough labels")
    assert "won all of its 9 comparisons" in row.reason


def test_the_best_of_an_unbeaten_group_is_tested_inside_it():
    # a and b beat each other and both always beat c.
    row = one_slice(battles((0, 1, 70, 20), (0, 2, 5, 0), (1, 2, 5, 0)))
    assert (row.best, row.runner_up, row.verdict) == ("a", "b", "better")


def test_unconnected_models_have_no_best():
    comparisons = battles((0, 1, 3, 3), (2, 3, 3, 3), models=("a", "b", "c", "d"))
    row = one_slice(comparisons)
    assert (row.best, row.verdict) == (None, "not enough labels")
    assert "not connected" in row.reason


def test_level_models_have_no_best():
    row = one_slice(battles((0, 1, 5, 5), models=("a", "b")))
    assert row.best is None
    assert row.reason == "a and b are level."


def test_all_ties_are_level():
    comparisons = make_comparisons(("a", "b"), [0, 0], [1, 1], [0.5, 0.5])
    assert one_slice(comparisons).reason == "a and b are level."


def test_one_prompt_and_one_annotator_name_the_best_without_a_p_value():
    comparisons = make_comparisons(("a", "b"), [0] * 3, [1] * 3, [1, 1, 0], ranking=[0, 0, 0])
    row = one_slice(comparisons)
    assert (row.best, row.verdict, row.p_value) == ("a", "not enough labels", None)


def test_a_slice_without_comparisons_says_so():
    rows = routing(battles((0, 1, 3, 2)), np.zeros(5, dtype=int), ["code", "prose"])
    assert rows[1] == RoutingRow(
        "prose",
        0,
        0,
        None,
        None,
        "not enough labels",
        None,
        None,
        "No two models were compared in this slice.",
    )
    nothing = make_comparisons((), NONE, NONE, NONE)
    assert routing(nothing, NONE, ["code"])[0].best is None
    assert routing(nothing, NONE, []) == ()


def test_ties_may_be_rated_as_davidson_does():
    score = np.repeat([1, 0.5, 0], [60, 10, 20])
    comparisons = make_comparisons(("a", "b"), np.zeros(90, int), np.ones(90, int), score)
    row = one_slice(
        comparisons, fit=lambda one: fit_davidson(one.weighted_wins(), one.weighted_ties())
    )
    assert (row.best, row.verdict) == ("a", "better")


@pytest.mark.parametrize("clustering", ["two-way", "prompt", "annotator", "ranking", "none"])
def test_names_of_the_models_do_not_matter(clustering):
    one = one_slice(battles((0, 1, 30, 20), (1, 2, 20, 9), (0, 2, 12, 9)), clustering=clustering)
    two = one_slice(
        battles((2, 1, 30, 20), (1, 0, 20, 9), (2, 0, 12, 9), models=("z", "y", "x")),
        clustering=clustering,
    )
    assert (one.best, two.best) == ("a", "x")
    assert one.p_value == pytest.approx(two.p_value)

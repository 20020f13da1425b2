"""What each model got out of its comparisons."""

import dataclasses

import numpy as np
import pytest

from lib.analytics import sides as module
from lib.analytics.comparisons import compare, make_comparisons
from lib.analytics.item_pairs import CountingRule
from lib.analytics.sides import outcomes, sides
from tests.analytics.made_rankings import make_rankings


def test_single_pairs_have_two_rows_next_to_each_other():
    both = sides(make_comparisons(("a", "b", "c"), [0, 1], [1, 2], [1, 0.5]))
    assert both.example.tolist() == [0, 0, 1, 1]
    assert both.model.tolist() == [0, 1, 1, 2]
    assert both.score.tolist() == [1, 0, 0.5, 0.5]
    assert both.units.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize("cells", [3, 1000])
def test_a_longer_ranking_has_one_row_a_model(cells, monkeypatch):
    monkeypatch.setattr(module, "BLOCK_CELLS", cells)
    both = sides(compare(make_rankings("a b=c", "c a b"), CountingRule()))
    assert both.ranking.tolist() == [0, 0, 0, 1, 1, 1]
    assert both.model.tolist() == [0, 1, 2, 0, 1, 2]
    assert both.score.tolist() == [2, 0.5, 0.5, 1, 0, 2]
    assert both.units.tolist() == [2, 2, 2, 2, 2, 2]


def test_slices_inside_a_ranking_are_kept_apart():
    comparisons = compare(make_rankings("a b c d"), CountingRule())
    both = sides(comparisons, np.array([0, 0, 0, 1, 1, 1]))
    assert both.units.sum() == 12
    assert both.units[both.example >= 3].sum() == 6


def test_outcomes_count_every_equal_comparison_in_its_slice():
    comparisons = make_comparisons(("a", "b", "c"), [0, 1], [1, 2], [1, 0.5])
    thrice = dataclasses.replace(comparisons, count_of=np.array([3, 2]))
    # a won 3 against b in slice 0; b and c tied 2 in slice 1.
    wins, ties, losses = outcomes(thrice, np.array([0, 1]), 2).tolist()
    assert wins == [[3, 0, 0], [0, 0, 0]]
    assert ties == [[0, 0, 0], [0, 2, 2]]
    assert losses == [[0, 3, 0], [0, 0, 0]]

"""Gwet's AC1 and AC2."""

import csv

import pytest

from lib.analytics.fleiss_kappa import fleiss_kappa
from lib.analytics.gwet import ONE_CATEGORY, gwet_ac1, gwet_ac2
from lib.analytics.observed_agreement import NOTHING_SHARED
from tests.analytics.rating_tables import unit_ratings


def test_a_hand_derived_ac1():
    # Two people, four units: 0-0, 0-0, 0-1, 1-1. p_a = 3/4. pi_0 = 5/8, pi_1 = 3/8.
    # p_e = 1/1 · (5/8·3/8 + 3/8·5/8) = 15/32. AC1 = (24/32 - 15/32) / (17/32) = 9/17.
    found = gwet_ac1(unit_ratings([[0, 0, 0, 1], [0, 0, 1, 1]], 2))
    assert found.value == pytest.approx(9 / 17)
    assert (found.n, found.prompts) == (4, 4)


def test_a_hand_derived_ac2():
    # Three ordered categories: w = 1 - 1·2/6 = 2/3 for neighbours, 1 - 2·3/6 = 0 for the ends.
    # Units 0-0, 0-1, 2-2: p_a = (1 + 2/3 + 1)/3 = 8/9. pi = 1/2, 1/6, 1/3.
    # Σ w = 3 + 4·2/3 = 17/3; Σ pi(1 - pi) = 1/4 + 5/36 + 2/9 = 11/18.
    # p_e = 17/3 / 6 · 11/18 = 187/324. AC2 = (288 - 187) / (324 - 187) = 101/137.
    found = gwet_ac2(unit_ratings([[0, 0, 2], [0, 1, 2]], 3))
    assert found.value == pytest.approx(101 / 137)


@pytest.mark.shared
def test_published_coefficients_of_four_raters_with_gaps(shared_folder):
    """Gwet's own software gives .77544 and .76117 for this table (irrCAC, `cac.raw4raters`)."""
    with (shared_folder / "data" / "llmfao" / "codings.csv").open(newline="") as file:
        rows = [[int(cell) - 1 if cell else None for cell in row] for row in csv.reader(file)]
    ratings = unit_ratings(rows, 5)
    assert gwet_ac1(ratings).value == pytest.approx(0.77544, abs=5e-6)
    assert fleiss_kappa(ratings).value == pytest.approx(0.76117, abs=5e-6)


def test_it_stays_high_where_one_category_dominates_and_kappa_does_not():
    rows = [[0] * 18 + [0, 1], [0] * 18 + [1, 0]]
    # p_a = 18/20; kappa: p_e = .95² + .05² = .905, so (0.9 - .905)/.095 < 0; AC1: p_e = .095.
    assert fleiss_kappa(unit_ratings(rows, 2)).value == pytest.approx(-0.005 / 0.095)
    assert gwet_ac1(unit_ratings(rows, 2)).value == pytest.approx(0.805 / 0.905)


@pytest.mark.parametrize("coefficient", [gwet_ac1, gwet_ac2])
def test_perfect_agreement_is_one_also_on_a_single_used_category(coefficient):
    assert coefficient(unit_ratings([[0, 1, 2], [0, 1, 2]], 3)).value == 1
    assert coefficient(unit_ratings([[1, 1], [1, 1]], 3)).value == 1


@pytest.mark.parametrize("coefficient", [gwet_ac1, gwet_ac2])
def test_undefined_figures_have_a_reason(coefficient):
    assert coefficient(unit_ratings([], 3)).reason == NOTHING_SHARED
    assert coefficient(unit_ratings([[0, None], [None, 1]], 3)).reason == NOTHING_SHARED
    found = coefficient(unit_ratings([[0], [0]], 1))
    assert (found.value, found.n, found.reason) == (None, 1, ONE_CATEGORY)

"""Krippendorff's alpha, nominal, ordinal and interval."""

import csv

import evalica
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.krippendorff import NOTHING_SHARED, ONE_VALUE, krippendorff_alpha
from tests.analytics.rating_tables import unit_ratings

LEVELS = ("nominal", "ordinal", "interval")


def test_a_hand_derived_table():
    # Units (0, 0), (0, 1), (2, 2), and one with a single rating, which does not count.
    # Coincidences: o_00 = 2, o_01 = o_10 = 1, o_22 = 2; n_0 = 3, n_1 = 1, n_2 = 2, n = 6.
    # nominal: Σ o δ² = 2; Σ n_c n_d = 2 (3·1 + 3·2 + 1·2) = 22; 1 - 5 · 2/22 = 6/11.
    # interval: Σ o δ² = 2; Σ n n δ² = 2 (3·1 + 6·4 + 2·1) = 58; 1 - 5 · 2/58 = 24/29.
    # ordinal: mid-ranks 1.5, 3.5, 5; δ² = 4, 12.25, 2.25; Σ o δ² = 8,
    #   Σ n n δ² = 2 (3·4 + 6·12.25 + 2·2.25) = 180; 1 - 5 · 8/180 = 7/9.
    ratings = unit_ratings([[0, 0, 2, 1], [0, 1, 2, None]], 3)
    found = {level: krippendorff_alpha(ratings, level) for level in LEVELS}
    assert found["nominal"].value == pytest.approx(6 / 11)
    assert found["interval"].value == pytest.approx(24 / 29)
    assert found["ordinal"].value == pytest.approx(7 / 9)
    assert {each.n for each in found.values()} == {3}


def test_interval_alpha_takes_the_numbers_that_the_values_stand_for():
    # As above with 0, 1, 10: Σ o δ² = 2; Σ n n δ² = 2 (3·1 + 6·100 + 2·81) = 1530.
    ratings = unit_ratings([[0, 0, 2], [0, 1, 2]], 3)
    found = krippendorff_alpha(ratings, "interval", [0, 1, 10])
    assert found.value == pytest.approx(1 - 5 * 2 / 1530)


@pytest.mark.shared
def test_krippendorffs_own_example_has_its_published_alphas(shared_folder):
    with (shared_folder / "data" / "llmfao" / "codings.csv").open(newline="") as file:
        rows = [[int(cell) - 1 if cell else None for cell in row] for row in csv.reader(file)]
    ratings = unit_ratings(rows, 5)
    values = [krippendorff_alpha(ratings, level).value for level in LEVELS]
    assert values == pytest.approx([0.743, 0.815, 0.849], abs=5e-4)


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=6, max_size=6),
        min_size=2,
        max_size=5,
    ),
    st.sampled_from(LEVELS),
)
def test_it_is_evalicas_alpha(rows, level):
    found = krippendorff_alpha(unit_ratings(rows, 5), level)
    if found.value is None:
        return
    table = pd.DataFrame(np.array(rows, dtype=float)).dropna(axis=1, how="all")
    assert found.value == pytest.approx(evalica.alpha(table, level).alpha, abs=1e-9)


@pytest.mark.parametrize("level", LEVELS)
def test_perfect_agreement_is_one(level):
    assert krippendorff_alpha(unit_ratings([[0, 1, 2], [0, 1, 2]], 3), level).value == 1


@pytest.mark.parametrize("level", LEVELS)
def test_undefined_figures_have_a_reason(level):
    for rows, reason in (
        ([], NOTHING_SHARED),
        ([[0, 1, None], [None, None, 2]], NOTHING_SHARED),
        ([[1, 1], [1, 1]], ONE_VALUE),
    ):
        found = krippendorff_alpha(unit_ratings(rows, 3), level)
        assert (found.value, found.low, found.high, found.reason) == (None, None, None, reason)

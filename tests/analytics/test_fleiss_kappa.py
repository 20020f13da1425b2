"""Fleiss' kappa."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.fleiss_kappa import ONE_VALUE, fleiss_kappa
from lib.analytics.observed_agreement import NOTHING_SHARED
from tests.analytics.rating_tables import unit_ratings


def test_a_hand_derived_table_of_three_raters():
    # Units 0-0-0, 0-0-1, 1-1-1: P = 1, 1/3, 1, mean 7/9. p = 5/9, 4/9; p_e = 41/81.
    # kappa = (63 - 41) / (81 - 41) = 22/40.
    found = fleiss_kappa(unit_ratings([[0, 0, 1], [0, 0, 1], [0, 1, 1]], 2))
    assert found.value == pytest.approx(0.55)
    assert (found.n, found.prompts) == (3, 3)


def test_units_rated_by_fewer_people_weigh_the_same():
    # Units 0-0-0, 0-1, and 1 by one person only. P = 1, 0, mean 1/2 over the shared two.
    # p_0 = (1 + 1/2 + 0)/3 = 1/2; p_e = 1/2; kappa = 0.
    found = fleiss_kappa(unit_ratings([[0, 0, 1], [0, 1, None], [0, None, None]], 2))
    assert found.value == pytest.approx(0)
    assert (found.n, found.prompts) == (2, 2)


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 2)), min_size=5, max_size=5),
        min_size=2,
        max_size=4,
    ),
    st.permutations(range(3)),
)
def test_names_of_people_and_categories_do_not_matter(rows, values):
    renamed = [[None if each is None else values[each] for each in row] for row in reversed(rows)]
    one, other = fleiss_kappa(unit_ratings(rows, 3)), fleiss_kappa(unit_ratings(renamed, 3))
    assert one.value == pytest.approx(other.value, abs=1e-12)
    assert one.n == other.n


def test_undefined_figures_have_a_reason():
    assert fleiss_kappa(unit_ratings([], 3)).reason == NOTHING_SHARED
    assert fleiss_kappa(unit_ratings([[1, 1], [1, 1]], 3)).reason == ONE_VALUE
    assert fleiss_kappa(unit_ratings([[0, 1], [0, 1]], 2)).value == 1

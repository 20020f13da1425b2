"""Pairwise alpha: the same data gives the same figure, however items and people are named."""

import evalica
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.pairwise_alpha import ALL_TIES, NOTHING_SHARED, pairwise_alpha
from tests.analytics.rating_tables import Battle, battles

TABLES = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(4, 6), st.sampled_from([-1, 0, 1]), st.integers(0, 3),
        st.integers(0, 2),
    ),
    min_size=2,
    max_size=40,
)  # fmt: skip


def one_prompt_each(rows: list[Battle]) -> list[Battle]:
    """The rows with items of their own for every prompt, and one vote a person and pair."""
    votes = {(a + 10 * p, b + 10 * p, who, p): v for a, b, v, who, p in rows}
    return [(a, b, v, who, p) for (a, b, who, p), v in votes.items()]


def test_a_hand_derived_table():
    # Pair 0-1: before, before; pair 2-3: before, after; pair 4-5: tied, tied, before.
    # D: 0; (4 - 2)/1 = 2; (9 - 5)/2 = 2; together 4. M = 2 + 2 + 3 = 7, N = 14. T = 2.
    # Expected: 14² - 2·(7 - 2)² - 4² = 196 - 50 - 16 = 130.
    # alpha = 1 - 13 · 2·4 / 130 = 1 - 104/130 = 0.2.
    rows = [(0, 1, 1, 0, 0), (0, 1, 1, 1, 0), (2, 3, 1, 0, 1), (2, 3, -1, 1, 1),
            (4, 5, 0, 0, 2), (4, 5, 0, 1, 2), (4, 5, 1, 2, 2)]  # fmt: skip
    found = pairwise_alpha(battles(rows))
    assert found.value == pytest.approx(0.2)
    assert (found.n, found.prompts) == (3, 3)


def test_a_pair_is_one_unit_in_either_order():
    """WMT16 took (A, B) and (B, A) for different pairs, and lost the swapped half."""
    shown_alike = [(0, 1, 1, 0, 0), (0, 1, 1, 1, 0), (2, 3, 1, 0, 1), (2, 3, -1, 1, 1)]
    shown_swapped = [(0, 1, 1, 0, 0), (1, 0, -1, 1, 0), (2, 3, 1, 0, 1), (3, 2, 1, 1, 1)]
    assert pairwise_alpha(battles(shown_swapped)) == pairwise_alpha(battles(shown_alike))
    assert pairwise_alpha(battles(shown_swapped)).n == 2


@given(TABLES, st.permutations(range(40)), st.permutations(range(4)))
def test_names_of_items_and_people_do_not_matter(rows, items, people):
    rows = one_prompt_each(rows)
    renamed = [(items[a], items[b], v, people[who], p) for a, b, v, who, p in rows]
    one, other = pairwise_alpha(battles(rows)), pairwise_alpha(battles(renamed))
    assert (one.n, one.prompts, one.reason) == (other.n, other.prompts, other.reason)
    assert one.value == pytest.approx(other.value, abs=1e-12)
    assert one.low == pytest.approx(other.low, abs=1e-12)


@given(TABLES)
def test_it_is_evalicas_nominal_alpha_of_both_orientations(rows):
    rows = one_prompt_each(rows)
    found = pairwise_alpha(battles(rows))
    if found.value is None:
        return
    table = pd.DataFrame(
        [(f"{a}-{b}", who, v) for a, b, v, who, _ in rows]
        + [(f"{b}-{a}", who, -v) for a, b, v, who, _ in rows],
        columns=["unit", "who", "value"],
    ).pivot(index="who", columns="unit", values="value")
    assert found.value == pytest.approx(evalica.alpha(table, "nominal").alpha, abs=1e-9)


def test_perfect_agreement_is_one_even_where_everything_points_one_way():
    rows = [(0, 1, 1, who, 0) for who in (0, 1)] + [(2, 3, 1, who, 1) for who in (0, 1)]
    found = pairwise_alpha(battles(rows))
    assert found.value == 1
    assert (found.low, found.high) == (None, None)
    assert found.reason == (
        "Resampling the prompts never changes this figure, so there is no interval."
    )


def test_a_pair_that_one_person_rated_twice_is_not_shared():
    found = pairwise_alpha(battles([(0, 1, 1, 0, 0), (0, 1, 1, 0, 0), (2, 3, 1, 1, 0)]))
    assert (found.value, found.n, found.reason) == (None, 0, NOTHING_SHARED)


def test_nothing_at_all_has_a_reason():
    assert pairwise_alpha(battles([])).reason == NOTHING_SHARED


def test_nothing_but_ties_has_no_alpha():
    found = pairwise_alpha(battles([(0, 1, 0, 0, 0), (0, 1, 0, 1, 0)]))
    assert (found.value, found.n, found.reason) == (None, 1, ALL_TIES)


def test_one_prompt_has_a_figure_and_no_interval():
    found = pairwise_alpha(
        battles([(0, 1, 1, 0, 0), (0, 1, -1, 1, 0), (0, 2, 1, 0, 0), (0, 2, 1, 1, 0)])
    )
    assert found.value is not None
    assert found.low is None
    assert found.reason == "All of it comes from one prompt, so there is no interval."


def test_pairs_of_one_prompt_do_not_narrow_the_interval():
    """Asking each person ten times about the same prompt tells nothing new about other prompts."""
    rng = np.random.default_rng(5)
    once = [
        (2 * p, 2 * p + 1, int(rng.choice([-1, 1])), who, p) for p in range(40) for who in range(3)
    ]
    often = [
        (100 * p + 2 * k, 100 * p + 2 * k + 1, v, who, p)
        for _, _, v, who, p in once
        for k in range(10)
    ]
    one, ten = pairwise_alpha(battles(once)), pairwise_alpha(battles(often))
    assert ten.high - ten.low == pytest.approx(one.high - one.low, rel=0.05)


def test_few_prompts_come_with_a_warning():
    rows = [
        (2 * p, 2 * p + 1, 1 if p % 3 or who else -1, who, p) for p in range(9) for who in (0, 1)
    ]
    found = pairwise_alpha(battles(rows))
    assert found.low < found.value < found.high
    assert "9 prompts" in found.warning

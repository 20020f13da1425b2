"""nDCG and reciprocal ranks of a source's own order."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.retrieval import (
    JudgedOrder,
    PromptMean,
    gains_from_buckets,
    gains_from_places,
    ndcg,
    reciprocal_rank,
    retrieval_figures,
)
from lib.errors import InvalidInput


def test_ndcg_discounts_by_the_logarithm_of_the_rank():
    # In the order 0, 1, 2 the gains are 1, 0, 2: DCG = 1/log2 2 + 0/log2 3 + 2/log2 4 = 2.
    # At best 2, 1, 0: 2 + 1/log2 3. At k = 1 only 1 of 2 is there.
    gains = (1.0, 0.0, 2.0)
    assert ndcg((0, 1, 2), gains) == pytest.approx(2 / (2 + 1 / math.log2(3)))
    assert ndcg((0, 1, 2), gains, k=1) == pytest.approx(0.5)
    assert ndcg((2, 0, 1), gains) == 1.0


def test_an_item_nobody_judged_is_skipped_and_a_missing_one_is_lost():
    # 1 is not judged, so 0 and 2 stand at ranks 1 and 2: (1 + 2/log2 3) / (2 + 1/log2 3).
    assert ndcg((0, 1, 2), (1.0, None, 2.0)) == pytest.approx(
        (1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3))
    )
    assert ndcg((0,), (1.0, 0.0, 2.0)) == pytest.approx(1 / (2 + 1 / math.log2(3)))


def test_where_nothing_is_worth_anything_there_is_no_figure():
    assert ndcg((0, 1), (0.0, None)) is None
    assert reciprocal_rank((0, 1), (0.0, None)) is None
    assert ndcg((), ()) is None


def test_the_reciprocal_rank_is_that_of_the_first_relevant_item():
    gains = (0.0, 1.0, 2.0, 2.0)
    assert reciprocal_rank((0, 1, 2, 3), gains) == pytest.approx(1 / 3)
    assert reciprocal_rank((0, 1, 2, 3), gains, relevant=1) == pytest.approx(1 / 2)
    assert reciprocal_rank((0, 1, 2, 3), gains, k=2) == 0.0
    assert reciprocal_rank((0, 1, 2, 3), gains, relevant=3) is None


def test_places_give_linear_gains_and_equal_places_share_theirs():
    assert gains_from_places((1, 2, 3)) == (1.0, 0.5, 0.0)
    # Ranks 1, 2.5, 2.5, 4 of four: (4 - 2.5) / 3 = 0.5. Unplaced is not judged.
    assert gains_from_places((1, 2, 0, 2, 4)) == (1.0, 0.5, None, 0.5, 0.0)
    assert gains_from_places((0, 1)) == (None, 1.0)
    assert gains_from_places((0, 0)) == (None, None)
    assert gains_from_places(()) == ()


def test_buckets_give_their_declared_gain():
    assert gains_from_buckets((0, -1, 1), (2.0, 0.5)) == (2.0, None, 0.5)


def test_a_negative_gain_is_refused():
    with pytest.raises(InvalidInput, match="-1"):
        gains_from_buckets((0,), (2.0, -1.0))


def test_a_prompt_counts_once_however_many_people_judged_it():
    # Prompt 0 gives 1 and 1/2 (mean 3/4), prompt 1 gives 1/2: the mean is 5/8, not 2/3.
    # The standard error is half of the distance, 1/8, and t(0.975, 1) = 12.706: out of 0 to 1.
    judged = [
        JudgedOrder("bm25", 0, (0, 1), (1.0, 0.0)),
        JudgedOrder("bm25", 0, (0, 1), (0.0, 1.0)),
        JudgedOrder("bm25", 1, (0, 1), (0.0, 1.0)),
    ]
    (figures,) = retrieval_figures(judged)
    assert figures.mrr == PromptMean(0.625, 0.0, 1.0, 2)
    assert figures.reason is None


def test_the_interval_is_students_over_prompts():
    # Reciprocal ranks 1, 1, 1, 1/2: mean 0.875, s = 0.25, s / √4 = 0.125, t(0.975, 3) = 3.18245.
    judged = [
        JudgedOrder("bm25", prompt, (0, 1), (0.0, 1.0) if prompt == 3 else (1.0, 0.0))
        for prompt in range(4)
    ]
    (figures,) = retrieval_figures(judged)
    assert figures.mrr.value == 0.875
    assert figures.mrr.low == pytest.approx(0.875 - 3.182446 * 0.125, abs=1e-6)
    assert figures.mrr.high == 1.0


def test_perfect_orders_have_wilsons_interval_not_one_of_no_width():
    judged = [JudgedOrder("bm25", prompt, (0, 1), (1.0, 0.0)) for prompt in range(10)]
    (figures,) = retrieval_figures(judged)
    # Wilson at 10 of 10: 1 / (1 + 1.96² / 10) = 0.7225.
    assert figures.ndcg.value == figures.ndcg.high == 1.0
    assert figures.ndcg.low == pytest.approx(0.7225, abs=1e-4)


def test_one_prompt_has_no_interval_and_says_why():
    (figures,) = retrieval_figures([JudgedOrder("bm25", 0, (0, 1), (1.0, 0.0))])
    assert figures.ndcg == PromptMean(1.0, None, None, 1)
    assert "two prompts" in (figures.reason or "")


def test_judgements_without_any_gain_are_counted_as_left_out():
    (figures,) = retrieval_figures([JudgedOrder("bm25", 0, (0, 1), (0.0, 0.0))])
    assert (figures.ndcg.value, figures.mrr.value, figures.left_out) == (None, None, 1)
    assert "gain above 0" in (figures.reason or "")


def test_a_gain_that_no_item_reaches_leaves_the_mrr_open():
    judged = [JudgedOrder("bm25", prompt, (0,), (1.0,)) for prompt in range(2)]
    (figures,) = retrieval_figures(judged, relevant=5)
    assert figures.mrr.value is None
    assert "relevant" in (figures.reason or "")


def test_sources_are_listed_best_first_and_nothing_gives_nothing():
    judged = [
        JudgedOrder("a", 0, (1, 0), (1.0, 0.0)),
        JudgedOrder("b", 0, (0, 1), (1.0, 0.0)),
        JudgedOrder("c", 0, (0, 1), (0.0, 0.0)),
    ]
    assert [each.source for each in retrieval_figures(judged)] == ["b", "a", "c"]
    assert retrieval_figures([]) == ()


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=6).flatmap(
        lambda gains: st.tuples(st.just(gains), st.permutations(range(len(gains))))
    )
)
def test_ndcg_lies_between_nothing_and_the_best_order(case):
    gains, order = case
    found = ndcg(order, gains)
    if max(gains) == 0:
        assert found is None
    else:
        assert 0 <= found <= 1 + 1e-12
        best = sorted(range(len(gains)), key=lambda item: -gains[item])
        assert ndcg(best, gains) == pytest.approx(1)

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from lib.analytics.clusters import Clustering
from lib.analytics.share_interval import Share, Shares, clustered_shares
from lib.analytics.wilson import wilson_interval

TWO_CLUSTERS = 12.706204736
"""The 97.5 % point of t with one degree of freedom."""


def shares(
    group: ArrayLike,
    score: ArrayLike,
    prompt: ArrayLike,
    annotator: ArrayLike | None = None,
    clustering: Clustering = "two-way",
    groups: int = 1,
    units: ArrayLike | None = None,
) -> Shares:
    """The shares of rows that are a ranking each."""
    prompts = np.asarray(prompt, dtype=np.int64)
    people = np.zeros(len(prompts), np.int64) if annotator is None else np.asarray(annotator)
    return clustered_shares(
        np.asarray(group, dtype=np.int64),
        np.asarray(score, dtype=np.float64),
        np.arange(len(prompts)),
        prompts,
        people,
        clustering,
        groups,
        units=None if units is None else np.asarray(units, dtype=np.float64),
    )


def test_one_way_interval_by_hand() -> None:
    # 4 of 6; residuals by prompt: (1 + 1 - 4/3) = 2/3, (1 + 0 - 4/3) = -1/3, (1 + 0 - 4/3) = -1/3.
    # Squares 4/9 + 1/9 + 1/9 = 2/3, times 3/2 = 1, over 36: SE = 1/6; t(2) = 4.302653: all of it.
    found = shares([0] * 6, [1, 1, 1, 0, 1, 0], [0, 0, 1, 1, 2, 2], clustering="prompt")
    assert found.at(0).share == pytest.approx(4 / 6)
    assert found.at(0).low == 0
    assert found.at(0).high == 1
    assert found.at(0).n == 6


def test_two_way_interval_takes_the_largest_variance() -> None:
    # Scores of prompt x person: 1 1 / 1 0 twenty times over would be clear; here 20 prompts where
    # person 0 says 1 always and person 1 says 1 on every other prompt: 30 of 40, share 3/4.
    prompt = np.repeat(np.arange(20), 2)
    annotator = np.tile([0, 1], 20)
    score = np.where(annotator == 0, 1.0, prompt % 2)
    # People: residual sums 20 - 15 = 5 and 10 - 15 = -5: 50, times 2 = 100.
    # Prompts: 1 - 1.5 or 2 - 1.5, 20 * 1/4 = 5, times 20/19 = 5.263.
    # Both: 30 * 1/16 + 10 * 9/16 = 7.5, times 40/39 = 7.692. Two-way 97.571 < 100.
    found = shares(np.zeros(40), score, prompt, annotator)
    half = TWO_CLUSTERS * math.sqrt(100) / 40
    assert half > 1
    assert found.at(0) == Share(0.75, 0.0, 1.0, 40)
    by_prompt = shares(np.zeros(40), score, prompt, annotator, clustering="prompt").at(0)
    # t(19) = 2.093024
    assert by_prompt.high == pytest.approx(0.75 + 2.093024 * math.sqrt(100 / 19) / 40, abs=1e-6)


def test_units_weigh_a_row() -> None:
    # 3 of 4 and 1 of 4 are a half; residuals 1, -1: squares 2, times 2 = 4, over 64: SE 1/4.
    found = shares([0, 0], [3, 1], [0, 1], clustering="prompt", units=[4, 4]).at(0)
    assert found.share == 0.5
    assert found.n == 8


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_all_or_nothing_is_wilsons_on_the_number_of_clusters(score: float) -> None:
    # 12 labels of four prompts by three people, and no other group to learn a design effect from.
    found = shares(np.zeros(12), np.full(12, score), np.arange(12) % 4, np.arange(12) // 4).at(0)
    low, high = wilson_interval(score, 3)
    assert (found.low, found.high) == pytest.approx((float(low), float(high)))


def test_all_or_nothing_learns_the_design_effect_from_other_groups() -> None:
    # Group 1: ten prompts, two labels each, always alike, half of them 1: each prompt counts once.
    # Variance 10 * 1 * 10/9 / 400 = 1/36; binomial 1/80: design effect 20/9. Group 0: 20 of 20.
    prompt = np.concatenate([np.repeat(np.arange(10), 2)] * 2)
    score = np.concatenate([np.ones(20), np.repeat(np.arange(10) % 2, 2)])
    found = shares(np.repeat([0, 1], 20), score, prompt, clustering="prompt", groups=2)
    low, _ = wilson_interval(1.0, 9)
    assert found.at(0).low == pytest.approx(float(low))
    assert found.at(0).high == 1


def test_one_label_a_prompt_is_wilsons_interval() -> None:
    found = shares(np.zeros(10), [1, 1, 1, 0, 0, 0, 0, 0, 0, 0], np.arange(10), clustering="prompt")
    low, high = wilson_interval(0.3, 10)
    assert (found.at(0).low, found.at(0).high) == pytest.approx((float(low), float(high)))


def test_an_undefined_share_is_none_and_one_label_says_little() -> None:
    found = shares([1], [1], [0], groups=2)
    assert found.at(0) == Share(None, None, None, 0)
    one = found.at(1)
    assert one.low is not None
    assert (one.share, one.high, one.n) == (1.0, 1.0, 1)
    assert one.low == pytest.approx(float(wilson_interval(1.0, 1)[0]))


def test_many_labels_of_one_person_on_one_prompt_count_as_one() -> None:
    found = shares(np.zeros(50), np.arange(50) % 2, np.zeros(50)).at(0)
    low, high = wilson_interval(0.5, 1)
    assert (found.low, found.high) == pytest.approx((float(low), float(high)))


def test_no_rows_at_all() -> None:
    assert shares([], [], [], groups=2).at(1).n == 0
    assert shares([], [], [], groups=0).n.shape == (0,)


def test_a_grouped_ranking_counts_as_often_as_it_happened() -> None:
    ranking = np.array([0, 0, 1, 1, 2])
    group, score = np.array([0, 1, 0, 1, 0]), np.array([1.0, 0.0, 0.0, 0.5, 0.5])
    count = np.array([3, 5, 4])
    one = np.zeros(3, dtype=np.int64)
    again = np.repeat(np.arange(5), count[ranking])
    own = np.cumsum(np.concatenate([[0], count]))[ranking]
    # The copies of a ranking follow each other: row r's i-th copy belongs to its i-th copy.
    copy = np.concatenate([np.arange(count[each]) for each in ranking])
    zeros = np.zeros(int(count.sum()), dtype=np.int64)
    for clustering in ("ranking", "none"):
        found = clustered_shares(group, score, ranking, one, one, clustering, 2, count_of=count)
        plain = clustered_shares(
            group[again], score[again], own[again] + copy, zeros, zeros, clustering, 2
        )
        assert found.share == pytest.approx(plain.share)
        assert found.low == pytest.approx(plain.low)
        assert found.high == pytest.approx(plain.high)
        assert found.n.tolist() == plain.n.tolist()


@given(st.data())
def test_intervals_hold_their_share_and_are_never_of_zero_width(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 30))
    ints = st.lists(st.integers(0, 3), min_size=n, max_size=n)
    group, prompt, annotator = (data.draw(ints) for _ in range(3))
    score = data.draw(st.lists(st.sampled_from([0, 0.5, 1]), min_size=n, max_size=n))
    clustering: Clustering = data.draw(
        st.sampled_from(["two-way", "prompt", "annotator", "ranking", "none"])
    )
    found = shares(group, score, prompt, annotator, clustering, groups=4)
    for each in (found.at(number) for number in range(4)):
        if each.n:
            assert each.low is not None
            assert each.high is not None
            assert each.share is not None
            assert 0 <= each.low <= each.share + 1e-9
            assert each.share - 1e-9 <= each.high <= 1
            assert each.high - each.low > 1e-3


@given(st.integers(0, 1000))
def test_losses_mirror_wins(seed: int) -> None:
    rng = np.random.default_rng(seed)
    prompt, annotator = rng.integers(0, 6, 40), rng.integers(0, 4, 40)
    score = rng.choice([0, 0.5, 1], 40)
    won = shares(np.zeros(40), score, prompt, annotator).at(0)
    lost = shares(np.zeros(40), 1 - score, prompt, annotator).at(0)
    assert (won.low, won.share) == pytest.approx((1 - lost.high, 1 - lost.share))  # type: ignore

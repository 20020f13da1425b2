"""The bootstrap over prompts."""

import numpy as np
import pytest

from lib.analytics.bootstrap import GROUPS, bootstrap, divided, percentiles, prompt_groups


def mean(sums):
    return divided(sums[:, 0], sums[:, 1])


def ends(prompt, value):
    groups = prompt_groups(prompt)
    found = percentiles(bootstrap(groups.sums(prompt, value, np.ones(len(value))), mean)[:, None])
    return float(found.low[0]), float(found.high[0])


def test_the_interval_of_a_mean_is_as_wide_as_the_normal_one():
    value = np.random.default_rng(1).normal(size=400)
    low, high = ends(np.arange(400), value)
    assert (high - low) == pytest.approx(2 * 1.96 * value.std() / 20, rel=0.15)


def test_dealing_many_prompts_into_groups_keeps_the_width():
    n = 20 * GROUPS
    value = np.random.default_rng(2).normal(size=n)
    low, high = ends(np.arange(n), value)
    assert prompt_groups(np.arange(n)).n == GROUPS
    assert prompt_groups(np.arange(n)).prompts == n
    assert (high - low) == pytest.approx(2 * 1.96 * value.std() / n**0.5, rel=0.15)


def test_only_prompts_that_occur_are_drawn():
    assert prompt_groups(np.array([7, 3, 7])).prompts == 2
    assert prompt_groups(np.array([7, 3, 7])).group.tolist() == [-1, -1, -1, 0, -1, -1, -1, 1]
    assert prompt_groups(np.empty(0, dtype=np.int64)).n == 0


def test_more_columns_than_memory_allows_leave_one_group():
    assert prompt_groups(np.arange(500), columns=20_000).n == 100
    assert prompt_groups(np.arange(500), columns=100_000).n == 50
    assert prompt_groups(np.arange(500), columns=1_000_000).n == 1


def test_it_is_the_same_in_every_run():
    prompt, value = np.arange(30), np.arange(30.0)
    assert ends(prompt, value) == ends(prompt, value)


def test_figures_that_are_often_undefined_have_no_interval():
    replicates = np.array([[1.0, 1.0], [np.nan, 2.0], [3.0, 3.0], [4.0, 4.0], [5.0, 5.0]])
    found = percentiles(replicates)
    assert np.isnan(found.low).tolist() == [True, False]
    # The rows 0 to 4 of 1, 2, 3, 4, 5: the 2.5 % quantile is at row 0.1.
    assert found.low[1] == pytest.approx(1.1)
    assert found.high[1] == pytest.approx(4.9)
    assert not found.flat.any()

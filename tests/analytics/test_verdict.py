import math

import numpy as np
import pytest

from lib.analytics.pair_model import PairModel
from lib.analytics.rating_variance import RatingVariance
from lib.analytics.verdict import PairVerdict, expected_score, judge


def verdict(
    gap: float,
    prompt_part: float,
    annotator_part: float = 0.0,
    *,
    group: tuple[int, int] = (0, 0),
    degrees: int = 99,
    nu: float | None = None,
) -> PairVerdict:
    """The verdict on A and B, `gap` apart, after 100 prompts."""
    theta = np.array([gap / 2, -gap / 2])
    off = 1 - np.eye(2)
    fit = PairModel(theta, np.array(group), np.full((2, 2), 0.5), nu=nu)
    variance = RatingVariance(
        own=np.zeros(2),
        difference=(prompt_part + annotator_part) * off,
        prompt_part=prompt_part * off,
        annotator_part=annotator_part * off,
        clusters=degrees + 1,
        degrees=degrees,
        degrees_of=np.full(2, degrees),
        prompts_of=np.full(2, 100),
        notes=(),
    )
    (found,) = judge(fit, variance, names=("A", "B"))
    return found


def test_a_clear_difference_is_better_and_names_the_winner() -> None:
    found = verdict(1.0, 0.04)
    assert (found.verdict, found.better, found.more_needed) == ("better", 0, None)
    assert found.p_value is not None
    assert found.p_value < 0.001
    # 1 / (1 + e^-1) = 0.731
    assert found.reason == "A is expected to score 73.1% against B (adjusted p below 0.001)."
    other = verdict(-1.0, 0.04)
    assert other.better == 1
    assert other.reason.startswith("B is expected to score 73.1% against A")


def test_an_interval_close_to_one_half_is_no_difference() -> None:
    # SE 0.05: 0.02 ± 1.98 * 0.05 is -0.08 to 0.12, chances .480 to .530.
    found = verdict(0.02, 0.0025)
    assert (found.verdict, found.better, found.more_needed) == ("no difference found", None, None)
    assert found.reason == (
        "A's expected score against B lies between 48.0% and 53.0%, within 5 points of one half."
    )


def test_too_wide_an_interval_asks_for_more_prompts() -> None:
    # SE 0.5, difference 0.4: 100 ((1.96 * 0.5 / 0.4)² - 1) = 100 (6.0025 - 1) = 500.25.
    found = verdict(0.4, 0.25)
    assert (found.verdict, found.more_needed) == ("not enough labels", 501)
    assert "About 501 more prompts would settle it" in found.reason


def test_only_the_prompts_part_is_extrapolated() -> None:
    # Target (0.4 / 1.96)² = 0.041649; of it the people take 0.02: 100 (0.23 / 0.021649 - 1).
    found = verdict(0.4, 0.23, 0.02)
    assert found.more_needed == 963


def test_where_people_alone_differ_too_much_more_prompts_do_not_help() -> None:
    found = verdict(0.4, 0.2, 0.05)
    assert (found.verdict, found.more_needed) == ("not enough labels", None)
    assert "needs more annotators" in found.reason


def test_few_clusters_ask_for_more_where_many_would_do() -> None:
    # t = 2.2 on 3 degrees: p = .115, though 2.2 > 1.96. What t has to reach is 3.182:
    # 100 ((3.182 * 0.5 / 1.1)² - 1) = 100 (2.0922 - 1).
    found = verdict(1.1, 0.25, degrees=3)
    assert (found.verdict, found.more_needed) == ("not enough labels", 110)


def test_a_pair_among_many_needs_what_the_adjustment_asks_for() -> None:
    # Three models, the outer two 0.8 apart with SE 0.37: p = .033 by itself (df 99), .099 adjusted
    # for three pairs. z for .05 / 3 is 2.394: 100 ((2.394 * 0.37 / 0.8)² - 1) = 100 (1.226 - 1).
    theta = np.array([0.4, 0.0, -0.4])
    fit = PairModel(theta, np.zeros(3, dtype=np.int64), np.full((3, 3), 0.5))
    off = 1 - np.eye(3)
    known = (np.full(3, 99), np.full(3, 100))
    variance = RatingVariance(
        np.zeros(3), 0.37**2 * off, 0.37**2 * off, 0 * off, 100, 99, *known, ()
    )
    found = {(each.a, each.b): each for each in judge(fit, variance, names=("A", "B", "C"))}
    assert found[0, 2].p_value == pytest.approx(0.099, abs=5e-4)
    assert found[0, 2].more_needed == 23


def test_models_that_are_level_have_nothing_to_plan_for() -> None:
    found = verdict(0.0, 0.25)
    assert (found.verdict, found.more_needed, found.p_value) == ("not enough labels", None, 1.0)
    assert found.probability == 0.5
    assert "level so far" in found.reason


def test_models_that_are_not_connected_cannot_be_judged() -> None:
    found = verdict(1.0, 0.01, group=(0, 1))
    assert (found.verdict, found.p_value, found.probability) == ("not enough labels", None, None)
    assert "not connected by wins and losses" in found.reason


def test_without_an_interval_there_is_no_verdict() -> None:
    found = verdict(1.0, 0.0, degrees=0)
    assert (found.verdict, found.p_value, found.more_needed) == ("not enough labels", None, None)
    assert found.probability is not None
    assert found.probability_low is None
    assert "too few prompts or people" in found.reason


def test_expected_score_counts_davidsons_ties_half() -> None:
    # Strengths 4 : 1, nu = 1: (4 + 0.5 * 2) / (4 + 1 + 2) = 5/7; without ties 4/5.
    assert expected_score(math.log(4), 1.0) == pytest.approx(5 / 7)
    assert expected_score(math.log(4), 0.0) == pytest.approx(4 / 5)
    assert expected_score(-math.log(4), 1.0) == pytest.approx(2 / 7)
    assert expected_score(1e9, 2.0) == 1.0
    assert verdict(math.log(4), 0.01, nu=1.0).probability == pytest.approx(5 / 7)


def test_every_pair_is_judged_once() -> None:
    fit = PairModel(np.zeros(3), np.zeros(3, dtype=np.int64), np.full((3, 3), 0.5))
    table = np.ones((3, 3)) - np.eye(3)
    known = (np.full(3, 9), np.full(3, 10))
    variance = RatingVariance(np.ones(3), table, table, 0 * table, 10, 9, *known, ())
    found = judge(fit, variance, names=("A", "B", "C"))
    assert [(each.a, each.b) for each in found] == [(0, 1), (0, 2), (1, 2)]


def test_without_prompts_nobody_says_how_many_more_it_takes() -> None:
    fit = PairModel(np.array([0.1, -0.1]), np.zeros(2, dtype=np.int64), np.full((2, 2), 0.5))
    off = 1 - np.eye(2)
    known = (np.full(2, 99), np.full(2, 1))
    variance = RatingVariance(np.zeros(2), off, off, 0 * off, 100, 99, *known, ())
    (found,) = judge(fit, variance, names=("A", "B"), prompts_known=False)
    assert found.more_needed is None
    assert "told with intervals by prompt" in found.reason

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.analytics.power import observed_variance, study_size
from lib.errors import InvalidInput


def test_ten_points_between_two_models_need_197_prompts():
    # (1.95996 + 0.84162)^2 * 0.25 / 0.1^2 = 7.84888 * 25 = 196.2
    assert study_size(0.1, 0.25).prompts == 197


def test_half_the_difference_needs_four_times_the_prompts():
    # 7.84888 * 0.25 / 0.05^2 = 784.9
    assert study_size(0.05, 0.25).prompts == 785


def test_a_large_difference_still_needs_two_prompts():
    assert study_size(0.49, 0.01).prompts == 2


def test_annotators_that_differ_take_a_part_of_the_allowed_variance():
    # Allowed (0.1 / 2.80158)^2 = 0.0012741; less 0.0006 leaves 0.0006741; 0.25 / that = 370.9
    assert study_size(0.1, 0.25, 0.0006).prompts == 371


def test_where_annotators_differ_too_much_no_number_of_prompts_helps():
    size = study_size(0.1, 0.25, 0.0013)
    assert size.prompts is None
    assert size.reason is not None
    assert "more annotators" in size.reason


def test_prompts_that_do_not_differ_give_no_figure():
    size = study_size(0.1, 0.0)
    assert size.prompts is None
    assert size.reason is not None


@pytest.mark.parametrize("difference", [-0.1, 0.0, 0.5, 1.0, float("nan")])
def test_an_impossible_difference_is_refused(difference):
    with pytest.raises(InvalidInput, match="between 0 and 50"):
        study_size(difference, 0.25)


@given(st.floats(0.01, 0.4), st.floats(0.001, 2), st.floats(1.01, 3))
def test_more_variance_never_needs_fewer_prompts(difference, variance, factor):
    fewer, more = study_size(difference, variance), study_size(difference, factor * variance)
    assert fewer.prompts is not None
    assert more.prompts is not None
    assert fewer.prompts <= more.prompts


def test_a_study_of_coin_flips_shows_the_variance_of_a_coin():
    # 100 prompts, one comparison each: Var(theta) = 1 / (100 / 4) = 0.04; 100 * 0.04 / 16 = 1/4.
    assert observed_variance(0.04, 100, 0.5) == pytest.approx(0.25)

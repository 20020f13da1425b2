"""The test of a difference between models' buckets."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.analytics.bucket_difference import BucketDifference, bucket_difference


def difference(rows, count=None):
    """The test over rows (model, bucket, prompt)."""
    model, bucket, prompt = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return bucket_difference(
        model, bucket, prompt, np.ones(len(model), dtype=int) if count is None else count
    )


def numbered(pairs):
    return [(model, bucket, prompt) for prompt, (model, bucket) in enumerate(pairs)]


ONE_A_PROMPT = numbered([(0, 0)] * 3 + [(0, 1)] + [(1, 0)] + [(1, 1)] * 3)


def test_with_one_response_a_prompt_it_is_pearsons_chi_square():
    # 3 and 1 against 1 and 3, expected 2 everywhere: X² = 4 · (1/2) = 2. Every z_p is
    # ± (1, -1, -1, 1) / (4 √2), so tr V = 8 · 4 / 32 = 1 = tr V²: nothing to correct.
    found = difference(ONE_A_PROMPT)
    assert found.statistic == pytest.approx(2)
    assert found.degrees == pytest.approx(1)
    assert found.p_value == pytest.approx(0.157299, abs=1e-6)
    assert (found.n, found.prompts, found.reason) == (8, 8, None)


def test_the_same_responses_twice_a_prompt_are_no_new_evidence():
    found = difference(ONE_A_PROMPT, count=np.full(8, 2))
    # X² doubles to 4, and so does tr V² / tr V: 4 / 2 = 2.
    assert found.statistic == pytest.approx(2)
    assert found.n == 16


def test_models_that_never_share_a_bucket_differ_by_as_much_as_there_are_prompts():
    # Every prompt adds the same z, so V = G z zᵀ, X² = G² |z|², and X² / (G |z|²) = G.
    found = difference([(model, model, prompt) for prompt in range(20) for model in (0, 1)])
    assert found.statistic == pytest.approx(20)
    assert found.degrees == pytest.approx(1)


def test_models_that_always_share_a_bucket_do_not_differ():
    found = difference([(model, prompt % 3, prompt) for prompt in range(9) for model in (0, 1, 2)])
    assert found == BucketDifference(0.0, 4.0, 1.0, 27, 9, None)


def test_an_empty_bucket_and_an_unplaced_column_change_nothing_but_their_code():
    moved = [(model, -1 if bucket else 7, prompt) for model, bucket, prompt in ONE_A_PROMPT]
    assert difference(moved).statistic == pytest.approx(2)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "two models"),
        (numbered([(0, 0), (0, 1)]), "there is 1"),
        (numbered([(0, 0), (1, 0)]), "one bucket"),
        ([(0, 0, 5), (1, 1, 5)], "two prompts"),
    ],
)
def test_without_anything_to_compare_it_says_why(rows, words):
    found = difference(rows)
    assert (found.statistic, found.degrees, found.p_value) == (None, None, None)
    assert words in found.reason


def draw(seed, models=3, buckets=3, prompts=12):
    random = np.random.default_rng(seed)
    rows = [
        (model, random.integers(0, buckets), prompt)
        for prompt in range(prompts)
        for model in range(models)
        for _ in range(random.integers(0, 3))
    ]
    return rows or [(0, 0, 0)]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1000))
def test_names_of_models_buckets_and_prompts_do_not_matter(seed):
    rows = draw(seed)
    renamed = [(5 - model, (bucket + 1) % 3, 40 - prompt) for model, bucket, prompt in rows]
    one, two = difference(rows), difference(renamed)
    assert one.p_value == pytest.approx(two.p_value)


def test_true_equals_are_called_different_about_as_rarely_as_promised():
    # Prompts that are harder than others put all models in worse buckets.
    random = np.random.default_rng(11)
    rejected = 0
    for _ in range(200):
        hard = random.normal(size=(40, 1)) + random.normal(size=(40, 4))
        prompt, model = np.indices((40, 4)).reshape(2, -1)
        bucket = np.digitize(hard.ravel(), [-0.7, 0.7])
        found = bucket_difference(model, bucket, prompt, np.ones(160, dtype=int))
        rejected += found.p_value < 0.05
    assert rejected <= 0.08 * 200

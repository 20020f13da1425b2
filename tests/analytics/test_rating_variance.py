import math

import numpy as np
import pytest
from numpy.typing import NDArray

from lib.analytics.bradley_terry import fit_bradley_terry
from lib.analytics.clusters import Clustering
from lib.analytics.comparisons import Comparisons, make_comparisons
from lib.analytics.davidson import fit_davidson
from lib.analytics.pair_model import PairModel
from lib.analytics.rating_variance import RatingVariance, rating_variance


def rate(comparisons: Comparisons, clustering: Clustering = "two-way") -> RatingVariance:
    fit = fit_bradley_terry(comparisons.weighted_scores())
    return rating_variance(comparisons, fit, clustering)


def random_comparisons(seed: int = 0, models: int = 4, rankings: int = 60) -> Comparisons:
    """Rankings of three, as three pairs with ties, by five people on eight prompts."""
    rng = np.random.default_rng(seed)
    items = rng.random((rankings, models)).argsort(axis=1)[:, :3]
    one, two = np.triu_indices(3, 1)
    ranking = np.repeat(np.arange(rankings), 3)
    return make_comparisons(
        tuple("ABCDEFGH"[:models]),
        items[:, one].ravel(),
        items[:, two].ravel(),
        rng.choice([0, 0.5, 1], 3 * rankings),
        weight=np.full(3 * rankings, 2 / 3),
        ranking=ranking,
        prompt=rng.integers(0, 8, rankings)[ranking],
        annotator=rng.integers(0, 5, rankings)[ranking],
    )


def plain_meat(scores: NDArray[np.float64], code: NDArray[np.int64]) -> NDArray[np.float64]:
    """G/(G − 1) Σ u uᵀ from a table of scores, one row a comparison."""
    sums = [scores[code == each].sum(axis=0) for each in np.unique(code)]
    factor = len(sums) / (len(sums) - 1)
    return factor * np.sum([np.outer(u, u) for u in sums], axis=0)


def plain_candidates(
    comparisons: Comparisons, scores: NDArray[np.float64], information: NDArray[np.float64]
) -> list[NDArray[np.float64]]:
    inverse = np.linalg.pinv(information, rcond=1e-10)
    by_prompt = plain_meat(scores, comparisons.prompt)
    by_annotator = plain_meat(scores, comparisons.annotator)
    both = plain_meat(scores, comparisons.prompt * 1000 + comparisons.annotator)
    meats = (by_prompt, by_annotator, by_prompt + by_annotator - both)
    return [inverse @ meat @ inverse.T for meat in meats]


def differences(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    variance = np.diag(covariance)
    return np.add.outer(variance, variance) - 2 * covariance


def test_two_models_by_hand() -> None:
    # A beats B on prompts 0, 1 and 2 and loses on 3, by one person: p = 3/4, theta = ±ln(3)/2.
    # Scores of A: 1/4, 1/4, 1/4, -3/4; squares 3/16 + 9/16 = 3/4, times 4/3 = 1.
    # L = 4 * 3/16 * [[1, -1], [-1, 1]] = 3/4 * ...; its inverse is 4/3 * 1/4 * [[1, -1], [-1, 1]].
    # Var(theta_A - theta_B) = 1 / (3/4)² = 16/9; each model has a quarter of it.
    found = rate(make_comparisons(("A", "B"), [0, 0, 0, 0], [1, 1, 1, 1], [1, 1, 1, 0]))
    assert found.difference[0, 1] == pytest.approx(16 / 9)
    assert found.own == pytest.approx([4 / 9, 4 / 9])
    assert (found.clusters, found.degrees) == (4, 3)
    assert found.prompt_part[0, 1] == pytest.approx(16 / 9)
    assert found.annotator_part[0, 1] == 0
    # t(3) = 3.182446
    assert found.margin() == pytest.approx([3.182446 * 2 / 3] * 2, rel=1e-6)


def test_bradley_terry_equals_the_formula_written_out() -> None:
    comparisons = random_comparisons()
    fit = fit_bradley_terry(comparisons.weighted_scores())
    rows = np.arange(len(comparisons))
    p = fit.expected[comparisons.first, comparisons.second]
    scores = np.zeros((len(comparisons), 4))
    residual = comparisons.weight * (comparisons.score - p)
    scores[rows, comparisons.first] = residual
    scores[rows, comparisons.second] = -residual
    signs = np.zeros_like(scores)
    signs[rows, comparisons.first], signs[rows, comparisons.second] = 1, -1
    information = (signs * (comparisons.weight * p * (1 - p))[:, None]).T @ signs
    candidates = plain_candidates(comparisons, scores, information)
    found = rating_variance(comparisons, fit, "two-way")
    expected_own = np.max([np.diag(each) for each in candidates], axis=0)
    assert found.own == pytest.approx(expected_own, rel=1e-6)
    expected = np.max([differences(each) for each in candidates], axis=0)
    assert found.difference == pytest.approx(expected, rel=1e-6, abs=1e-12)
    assert found.prompt_part + found.annotator_part == pytest.approx(found.difference)
    assert found.degrees == 4


def test_davidson_equals_the_sandwich_of_all_parameters() -> None:
    comparisons = random_comparisons(seed=1)
    fit = fit_davidson(comparisons.weighted_wins(), comparisons.weighted_ties())
    assert fit.nu is not None
    parameters = np.append(fit.strength, math.log(fit.nu))

    def outcomes(at: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log probabilities of win, tie and loss, one row a comparison."""
        half = (at[comparisons.first] - at[comparisons.second]) / 2
        logs = np.column_stack([half, np.full(len(half), at[-1]), -half])
        return np.asarray(logs - np.log(np.exp(logs).sum(axis=1, keepdims=True)))

    step = 1e-5
    slopes = np.stack(
        [
            (outcomes(parameters + d) - outcomes(parameters - d)) / (2 * step)
            for d in step * np.eye(5)
        ]
    )
    which = (2 - 2 * comparisons.score).astype(int)
    scores = comparisons.weight[:, None] * slopes[:, np.arange(len(comparisons)), which].T
    chance = comparisons.weight[:, None] * np.exp(outcomes(parameters))
    information = np.einsum("apo,bpo,po->ab", slopes, slopes, chance)
    candidates = [each[:4, :4] for each in plain_candidates(comparisons, scores, information)]
    found = rating_variance(comparisons, fit, "two-way")
    expected = np.max([differences(each) for each in candidates], axis=0)
    assert found.difference == pytest.approx(expected, rel=1e-5, abs=1e-9)
    expected_own = np.max([np.diag(each) for each in candidates], axis=0)
    assert found.own == pytest.approx(expected_own, rel=1e-5)


@pytest.mark.parametrize("clustering", ["two-way", "prompt", "annotator", "ranking", "none"])
def test_renaming_models_people_and_prompts_leaves_variances_alone(
    clustering: Clustering,
) -> None:
    comparisons = random_comparisons(seed=2)
    rng = np.random.default_rng(9)
    model, prompt, annotator = rng.permutation(4), rng.permutation(8), rng.permutation(5)
    renamed = make_comparisons(
        comparisons.models,
        model[comparisons.first],
        model[comparisons.second],
        comparisons.score,
        weight=comparisons.weight,
        ranking=comparisons.ranking,
        prompt=prompt[comparisons.prompt],
        annotator=annotator[comparisons.annotator],
    )
    before, after = rate(comparisons, clustering), rate(renamed, clustering)
    assert after.own[model] == pytest.approx(before.own)
    assert after.difference[np.ix_(model, model)] == pytest.approx(before.difference)


def test_naive_intervals_take_every_pair_for_itself() -> None:
    comparisons = random_comparisons(seed=3)
    apart = make_comparisons(
        comparisons.models,
        comparisons.first,
        comparisons.second,
        comparisons.score,
        weight=comparisons.weight,
    )
    assert rate(comparisons, "none").own == pytest.approx(rate(apart, "ranking").own)


def test_models_of_different_groups_have_no_variance_of_a_difference() -> None:
    # A and B beat each other, C and D too; A beats C once, which connects them one way only.
    found = rate(
        make_comparisons(
            tuple("ABCDE"),
            [0, 0, 0, 2, 2, 0],
            [1, 1, 1, 3, 3, 2],
            [1, 0, 1, 1, 0, 1],
            annotator=[0, 1, 0, 0, 1, 1],
        )
    )
    assert found.difference[0, 1] > 0
    assert found.difference[2, 3] > 0
    assert np.all(found.difference[:2, 2:] == 0)
    assert found.own[4] == 0
    assert found.degrees_of.tolist() == [1, 1, 1, 1, 0]
    assert found.margin()[4] == 0


@pytest.mark.parametrize("score", [[0.5] * 6, [1, 0, 1, 0, 1, 0]])
def test_a_perfect_balance_on_every_prompt_is_no_certainty(score: list[float]) -> None:
    # Three prompts with two labels each, all ties or one win each: every clustered score is 0.
    # The model's own variance stands in: 1 / (6 * 1/4) = 2/3.
    found = rate(
        make_comparisons(("A", "B"), [0] * 6, [1] * 6, score, prompt=[0, 0, 1, 1, 2, 2]), "prompt"
    )
    assert found.difference[0, 1] == pytest.approx(2 / 3)
    assert found.prompt_part[0, 1] == pytest.approx(2 / 3)


def test_one_annotator_and_one_prompt_give_no_interval() -> None:
    found = rate(make_comparisons(("A", "B"), [0, 0], [1, 1], [1, 0], prompt=[0, 0]))
    assert (found.degrees, found.clusters) == (0, 1)
    assert found.own.tolist() == [0, 0]
    assert found.notes == ("One prompt and one annotator only: there are no intervals.",)


def test_no_comparisons_and_no_models() -> None:
    none = np.empty(0, dtype=np.int64)
    empty = rate(make_comparisons(("A", "B"), none, none, none))
    assert empty.own.tolist() == [0, 0]
    assert (empty.degrees, empty.clusters) == (0, 0)
    assert rate(make_comparisons((), none, none, none)).own.shape == (0,)


def test_variance_of_battles_and_of_the_same_pairs_in_rankings_of_one_is_the_same() -> None:
    battles = random_comparisons(seed=5, rankings=200)
    fit: PairModel = fit_bradley_terry(battles.weighted_scores())
    found = rating_variance(battles, fit, "prompt")
    # Twice the same table: once through rankings of three, once pair by pair.
    pairs = make_comparisons(
        battles.models,
        battles.first,
        battles.second,
        battles.score,
        weight=battles.weight,
        prompt=battles.prompt,
    )
    assert rating_variance(pairs, fit, "prompt").difference == pytest.approx(found.difference)


def test_every_group_counts_its_own_prompts_and_speaks_of_its_own_clusters() -> None:
    # 30 prompts of A against B and 3 of C against D, by one person, each side winning some.
    first = [0] * 30 + [2] * 3
    won = [1.0, 0.0, 1.0] * 11
    comparisons = make_comparisons(
        ("A", "B", "C", "D"), first, [each + 1 for each in first], won, prompt=list(range(33))
    )
    fit = fit_bradley_terry(comparisons.weighted_scores())
    variance = rating_variance(comparisons, fit, "prompt")
    assert variance.prompts_of.tolist() == [30, 30, 3, 3]
    assert [note for note in variance.notes if note.startswith("C, D: Only 3 prompts")]
    assert not [note for note in variance.notes if note.startswith("A, B: Only")]

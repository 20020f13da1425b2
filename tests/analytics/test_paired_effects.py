"""The clustered sandwich of a paired logistic regression."""

import numpy as np
import pytest

from lib.analytics import paired_effects
from lib.analytics.comparisons import make_comparisons
from lib.analytics.paired_effects import EffectInterval, effect_intervals, paired_meats
from lib.analytics.paired_logit import PairedCells, PairedLogit, fit_paired_logit


def make_fit(seed=4, n=60):
    random = np.random.default_rng(seed)
    first = random.integers(0, 3, n)
    second = (first + random.integers(1, 3, n)) % 3
    comparisons = make_comparisons(
        ("a", "b", "c"),
        first,
        second,
        random.choice([0, 0.5, 1], n),
        weight=random.choice([0.5, 1], n),
        ranking=np.arange(n) // 2,
        prompt=np.arange(n) // 2 % 9,
        annotator=np.arange(n) // 2 % 4,
    )
    weight = comparisons.weight
    x = random.normal(size=(n, 2))
    won = weight * comparisons.score
    cells = PairedCells(comparisons.first, comparisons.second, x, weight, won)
    fit = fit_paired_logit(cells, 3)
    assert isinstance(fit, PairedLogit)
    return comparisons, cells, fit


def scores_of(comparisons, cells, fit):
    """(P, K + F): each comparison's score, the long way."""
    row = np.arange(len(comparisons))
    z = np.zeros((len(comparisons), 5))
    z[row, comparisons.first] += 1
    z[row, comparisons.second] -= 1
    z[:, 3:] = cells.x
    return z * (comparisons.weight * (comparisons.score - fit.expected))[:, None]


@pytest.mark.parametrize("clustering", ["prompt", "annotator", "ranking", "none"])
def test_scores_are_summed_by_cluster_and_multiplied_out(clustering):
    comparisons, cells, fit = make_fit()
    row = np.arange(len(comparisons))
    code = {
        "prompt": comparisons.prompt,
        "annotator": comparisons.annotator,
        "ranking": comparisons.ranking,
        "none": row,
    }[clustering]
    u = np.zeros((code.max() + 1, 5))
    np.add.at(u, code, scores_of(comparisons, cells, fit))
    (meat,) = paired_meats(comparisons, cells, row, fit, clustering).candidates
    assert meat == pytest.approx(u.T @ u * len(u) / (len(u) - 1))


def test_blocks_of_any_length_give_the_same(monkeypatch):
    comparisons, cells, fit = make_fit()
    row = np.arange(len(comparisons))
    whole = paired_meats(comparisons, cells, row, fit, "two-way").candidates
    monkeypatch.setattr(paired_effects, "BLOCK_CELLS", 35)
    parts = paired_meats(comparisons, cells, row, fit, "two-way").candidates
    for one, two in zip(whole, parts, strict=True):
        assert one == pytest.approx(two)


def test_of_several_candidates_the_largest_variance_counts():
    # t(0.975, 9) = 2.262157 times √4.
    (interval,) = effect_intervals(np.array([1.0]), [np.eye(1), 4 * np.eye(1)], 9)
    assert interval.low == pytest.approx(1 - 2 * 2.262157, abs=1e-5)
    assert interval.high == pytest.approx(1 + 2 * 2.262157, abs=1e-5)


def test_an_estimate_without_a_variance_has_no_interval():
    unknown = EffectInterval(None, None, None)
    assert effect_intervals(np.array([1.0]), [], 0) == (unknown,)
    assert effect_intervals(np.array([1.0]), [np.zeros((1, 1))], 9) == (unknown,)
    assert effect_intervals(np.empty(0), [np.empty((0, 0))], 9) == ()

"""Win rates against a baseline."""

import numpy as np
import pytest

from lib.analytics.baseline import baseline_rates
from lib.analytics.comparisons import make_comparisons
from lib.analytics.win_rate import pair_rates
from lib.errors import InvalidInput


def rates_of(*battles, models=("a", "b", "c")):
    """Pairs of models from battles (first, second, score)."""
    first, second, score = np.array(battles, dtype=float).T
    return pair_rates(make_comparisons(models, first.astype(int), second.astype(int), score))


def test_only_comparisons_with_the_baseline_count():
    pairs = rates_of((0, 1, 1), (0, 1, 0.5), (1, 2, 1), (1, 2, 1), (0, 2, 1))
    a, c = baseline_rates(pairs, "b")
    # a beat b once and tied once: 3/4. c lost to b twice.
    assert (a.model, a.wins, a.losses, a.ties, a.n, a.rate) == ("a", 1, 0, 1, 2, 0.75)
    assert (c.model, c.wins, c.losses, c.ties, c.n, c.rate) == ("c", 0, 2, 0, 2, 0.0)
    assert c.low == 0.0 < c.high < 1.0


def test_two_models_mirror_each_other():
    pairs = rates_of((0, 1, 1), (0, 1, 1), (0, 1, 0), (0, 1, 0.5), models=("a", "b"))
    (b,), (a,) = baseline_rates(pairs, "a"), baseline_rates(pairs, "b")
    assert a.rate == pytest.approx(1 - b.rate)
    assert (a.low, a.high) == (pytest.approx(1 - b.high), pytest.approx(1 - b.low))
    assert (a.wins, a.losses, a.ties) == (b.losses, b.wins, b.ties) == (2, 1, 1)


def test_a_model_that_never_met_the_baseline_comes_last_and_says_so():
    found = baseline_rates(rates_of((0, 1, 0), (1, 2, 1)), "a")
    assert [(each.model, each.rate) for each in found] == [("b", 1.0), ("c", None)]
    assert found[1].reason == "c was never compared with a."


def test_an_unknown_baseline_is_refused_with_those_there_are():
    with pytest.raises(InvalidInput, match=r'"gpt".*a, b, c'):
        baseline_rates(rates_of((0, 1, 1)), "gpt")


def test_a_single_model_has_nothing_to_be_compared_with():
    assert baseline_rates((), "a") == ()

"""Win rates from counts."""

from lib.analytics.win_rate import WinRate, win_rates
from lib.domain.comparison import ComparisonCounts, PairCount


def test_a_tie_is_half_a_win_for_each():
    counts = ComparisonCounts((PairCount("a", "b", wins_a=3, wins_b=1, ties=2, possible=9),))
    a, b = win_rates(counts)
    # With two ties a has 3 + 1 of 6, and b has 1 + 1 of 6.
    assert (a, a.n, a.rate) == (WinRate("a", 3, 1, 2), 6, 4 / 6)
    assert (b, b.n, b.rate) == (WinRate("b", 1, 3, 2), 6, 2 / 6)
    assert (counts.counted, counts.possible) == (6, 9)


def test_a_models_outcomes_are_summed_over_its_opponents():
    counts = ComparisonCounts(
        (
            PairCount("a", "b", 2, 0, 0, 2),
            PairCount("a", "c", 1, 3, 0, 4),
            PairCount("b", "c", 0, 1, 1, 2),
        )
    )
    # a: 3 of 6; b: (0 + ½) of 4; c: (4 + ½) of 6.
    assert [(each.model, each.rate) for each in win_rates(counts)] == [
        ("c", 0.75),
        ("a", 0.5),
        ("b", 0.125),
    ]


def test_a_model_that_was_never_compared_comes_last_and_has_no_rate():
    counts = ComparisonCounts((PairCount("a", "c", 0, 1, 0, 1), PairCount("a", "b", 0, 0, 0, 4)))
    assert [(each.model, each.rate) for each in win_rates(counts)] == [
        ("c", 1.0),
        ("a", 0.0),
        ("b", None),
    ]


def test_equal_rates_are_listed_by_name():
    counts = ComparisonCounts((PairCount("b", "a", 1, 1, 0, 2),))
    assert [each.model for each in win_rates(counts)] == ["a", "b"]


def test_nothing_counted_gives_no_rates():
    assert win_rates(ComparisonCounts(())) == ()

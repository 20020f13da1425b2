"""The trend of the win rates."""

import numpy as np

from lib.analytics.comparisons import make_comparisons
from lib.analytics.trend import TrendPoint, win_rate_trend
from lib.analytics.win_rate import win_rates


def test_each_period_adds_to_the_ones_before():
    comparisons = make_comparisons(("a", "b", "c"), [0, 0, 1, 0], [1, 1, 2, 2], [1, 0.5, 0, 1])
    points = win_rate_trend(comparisons, np.array([0, 2, 2, 3]), ["Mon", "Tue", "Wed", "Thu"])
    # Mon: a beats b. Wed: a ties b, c beats b. Thu: a beats c. Nothing on Tue.
    assert points == (
        TrendPoint("a", "Mon", 1.0, n=1, added=1),
        TrendPoint("a", "Wed", 0.75, n=2, added=1),
        TrendPoint("a", "Thu", 2.5 / 3, n=3, added=1),
        TrendPoint("b", "Mon", 0.0, n=1, added=1),
        TrendPoint("b", "Wed", 0.5 / 3, n=3, added=2),
        TrendPoint("b", "Thu", 0.5 / 3, n=3, added=0),
        TrendPoint("c", "Wed", 1.0, n=1, added=1),
        TrendPoint("c", "Thu", 0.5, n=2, added=1),
    )


def test_the_last_point_is_the_win_rate():
    random = np.random.default_rng(5)
    first = random.integers(0, 3, 60)
    second = (first + random.integers(1, 3, 60)) % 3
    comparisons = make_comparisons(
        ("a", "b", "c"), first, second, random.choice([0, 0.5, 1], 60), prompt=np.arange(60) % 9
    )
    points = win_rate_trend(comparisons, random.integers(0, 7, 60), list("1234567"))
    last = {point.model: (point.rate, point.n) for point in points}
    assert last == {each.model: (each.rate, each.n) for each in win_rates(comparisons)}


def test_nothing_compared_has_no_points():
    none = np.empty(0, dtype=np.int64)
    assert win_rate_trend(make_comparisons(("a", "b"), none, none, none), none, []) == ()
    assert win_rate_trend(make_comparisons((), none, none, none), none, []) == ()

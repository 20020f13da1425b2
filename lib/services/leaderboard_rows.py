"""The rows of a leaderboard: a rated model, and a pair of models with its verdict."""

from dataclasses import dataclass

from lib.analytics.rank_range import RankRange
from lib.analytics.verdict import PairVerdict


@dataclass(frozen=True)
class RatedModel:
    """A model's rating on the scale of Elo around 1000, with its 95 % interval and rank range.

    All None for a model that is comparable with no other; its interval and ranks alone where the
    data give none. `group` counts from 0; ratings of different groups cannot be compared.
    """

    model: str
    rating: float | None
    ci_low: float | None
    ci_high: float | None
    rank_low: int | None
    rank_high: int | None
    group: int
    n: int


@dataclass(frozen=True)
class ComparedPair:
    """Two models' plain counts, and the verdict on them; its names are those of `a` and `b`."""

    a: str
    b: str
    wins_a: int
    wins_b: int
    ties: int
    possible: int
    verdict: PairVerdict

    @property
    def n(self) -> int:
        return self.wins_a + self.wins_b + self.ties

    @property
    def reason(self) -> str:
        """The verdict's reason, and whether it rests on other models alone."""
        if self.n or self.verdict.p_value is None:
            return self.verdict.reason
        return f"{self.verdict.reason} They never met: this follows through other models."


def rated_model(
    model: str, rating: float | None, half: float | None, ranks: RankRange, group: int, n: int
) -> RatedModel:
    """A row from a rating and half the width of its interval, either of which may be unknown."""
    if rating is None:
        return RatedModel(model, None, None, None, None, None, group, n)
    if half is None:
        return RatedModel(model, rating, None, None, ranks.low, ranks.high, group, n)
    low, high = rating - half, rating + half
    return RatedModel(model, rating, low, high, ranks.low, ranks.high, group, n)

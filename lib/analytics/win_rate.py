"""Win rate: the share of its comparisons that a model wins, a tie being half a win."""

from dataclasses import dataclass

from lib.domain.comparison import ComparisonCounts


@dataclass(frozen=True)
class WinRate:
    """One model's outcomes; `n` counts its comparisons, `rate` is None where it has none."""

    model: str
    wins: int
    losses: int
    ties: int

    @property
    def n(self) -> int:
        return self.wins + self.losses + self.ties

    @property
    def rate(self) -> float | None:
        """(wins + ties / 2) / n."""
        return (self.wins + self.ties / 2) / self.n if self.n else None


def win_rates(counts: ComparisonCounts) -> tuple[WinRate, ...]:
    """Each model's win rate, the best first, models never compared last, equals by name.

    A model is listed as soon as it stood in a ranking with another one, compared or not.
    """
    totals: dict[str, list[int]] = {}
    for pair in counts.pairs:
        a = totals.setdefault(pair.model_a, [0, 0, 0])
        b = totals.setdefault(pair.model_b, [0, 0, 0])
        for total, won, lost in ((a, pair.wins_a, pair.wins_b), (b, pair.wins_b, pair.wins_a)):
            total[0] += won
            total[1] += lost
            total[2] += pair.ties
    rates = [WinRate(model, *total) for model, total in totals.items()]
    return tuple(
        sorted(rates, key=lambda each: (-(each.rate if each.rate is not None else -1), each.model))
    )

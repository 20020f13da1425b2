"""Win rates against a baseline: every other model's rate in its comparisons with that one."""

from collections.abc import Sequence

from lib.analytics.win_rate import PairRate, WinRate, best_first
from lib.errors import InvalidInput


def baseline_rates(pairs: Sequence[PairRate], baseline: str) -> tuple[WinRate, ...]:
    """Each model against the baseline, the best first, those never compared with it last.

    Read off the pairs: the rate of b against a is 1 − that of a against b, its interval mirrored.
    One model alone has no pairs and gives nothing; a baseline that no pair knows is refused.
    """
    models = sorted({name for pair in pairs for name in (pair.a, pair.b)})
    if pairs and baseline not in models:
        raise InvalidInput(
            f'There is no model "{baseline}" to compare with. Choose one of: {", ".join(models)}.'
        )
    rates = [_against(pair, baseline) for pair in pairs if baseline in (pair.a, pair.b)]
    return best_first(rates)


def _against(pair: PairRate, baseline: str) -> WinRate:
    if pair.rate is None or pair.low is None or pair.high is None:
        model = pair.b if pair.a == baseline else pair.a
        reason = f"{model} was never compared with {baseline}."
        return WinRate(model, 0, 0, 0, 0, None, None, None, reason)
    if pair.b == baseline:
        figures = (pair.rate, pair.low, pair.high)
        return WinRate(pair.a, pair.wins_a, pair.wins_b, pair.ties, pair.n, *figures, None)
    figures = (1 - pair.rate, 1 - pair.high, 1 - pair.low)
    return WinRate(pair.b, pair.wins_b, pair.wins_a, pair.ties, pair.n, *figures, None)

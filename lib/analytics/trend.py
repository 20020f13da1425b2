"""Trend: each model's win rate so far, period by period (day or week), with its n.

After period t: (wins + ties / 2) / n over all comparisons up to and with t, unweighted. A model has
no point before its first comparison. Nothing compared gives no points.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import IntArray
from lib.analytics.comparisons import Comparisons
from lib.analytics.sides import outcomes


@dataclass(frozen=True)
class TrendPoint:
    """A model's standing after a period; `added` of its n comparisons came in that period."""

    model: str
    period: str
    rate: float
    n: int
    added: int


def win_rate_trend(
    comparisons: Comparisons, period: IntArray, periods: Sequence[str]
) -> tuple[TrendPoint, ...]:
    """The points of every model, models by name, periods in order.

    `period` (P) is the code of each comparison's period, `periods` their names in order of time.
    Periods without a comparison have no points.
    """
    wins, ties, losses = outcomes(comparisons, period, len(periods))
    added = wins + ties + losses
    n = added.cumsum(axis=0)
    scores = (wins + ties / 2).cumsum(axis=0)
    busy = added.any(axis=1)
    return tuple(
        TrendPoint(
            model=model,
            period=periods[at],
            rate=float(scores[at, code] / n[at, code]),
            n=int(n[at, code]),
            added=int(added[at, code]),
        )
        for code, model in enumerate(comparisons.models)
        for at in np.flatnonzero(busy & (n[:, code] > 0))
    )

"""Who beats whom: each model's win rate against each other one."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from lib.domain.mark import PairMark
from lib.ui.charts.look import DIVERGING, percent, shown
from lib.ui.charts.matrix import Cell, matrix_chart

MOST_MODELS = 40
"""More rows cannot be read, and take a browser seconds to draw."""


@dataclass(frozen=True)
class PairResult:
    """Two different models; `wins_a` counts where `a` won, n = wins_a + wins_b + ties."""

    a: str
    b: str
    wins_a: int
    wins_b: int
    ties: int

    @property
    def n(self) -> int:
        return self.wins_a + self.wins_b + self.ties

    @property
    def mirrored(self) -> "PairResult":
        """The same from b's side."""
        return PairResult(self.b, self.a, self.wins_b, self.wins_a, self.ties)


def pair_matrix(models: Sequence[str], pairs: Sequence[PairResult]) -> go.Figure:
    """A cell is the win rate of its row's model against its column's, a tie being half a win.

    Each pair is given once, either way round, and fills both of its cells. Of more than MOST_MODELS
    models nothing is drawn.
    """
    if len(models) > MOST_MODELS:
        models, pairs = (), ()
    place = {model: index for index, model in enumerate(models)}
    return matrix_chart(
        models,
        [
            Cell(
                row=place[pair.a],
                column=place[pair.b],
                value=(pair.wins_a + pair.ties / 2) / pair.n if pair.n else None,
                n=pair.n,
                hover=_hover(pair),
                mark=PairMark(pair.a, pair.b),
            )
            for given in pairs
            for pair in (given, given.mirrored)
        ],
        DIVERGING,
    )


def _hover(pair: PairResult) -> str:
    if not pair.n:
        return ""
    rate = (pair.wins_a + pair.ties / 2) / pair.n
    return (
        f"<b>{shown(pair.a)}</b> against <b>{shown(pair.b)}</b><br>win rate {percent(rate)}<br>"
        f"{pair.wins_a:,} wins, {pair.wins_b:,} losses, {pair.ties:,} ties, n {pair.n:,}"
    )

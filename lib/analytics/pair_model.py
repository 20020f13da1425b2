"""What a fit of a model of pairs gives: strengths, and what they predict for each pair."""

from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import BoolArray, FloatArray, IntArray

ELO_CENTRE = 1000.0
ELO_PER_UNIT = 400 / np.log(10)


@dataclass(frozen=True, eq=False)
class PairModel:
    """The strengths of K models on the scale of log odds, and the outcomes they predict.

    Strengths of different groups are not comparable; between groups, and between a model and
    itself, `expected` is one half and `tie` is 0, which say nothing.
    """

    strength: FloatArray  # (K,) theta, sums to zero inside each group
    group: IntArray  # (K,) from 0, as `strong_groups` numbers them
    expected: FloatArray  # (K, K) expected score of i against j: P(i wins) + P(tie) / 2
    tie: FloatArray | None = None  # (K, K) probability of a tie; None: ties are half wins
    nu: float | None = None  # Davidson's tie parameter; None: ties are half wins
    warning: str | None = None  # why another model than the one asked for was fitted

    @property
    def comparable(self) -> BoolArray:
        """(K, K) whether two models are in one group, so that their strengths may be compared."""
        return np.equal.outer(self.group, self.group)

    @property
    def tie_rate(self) -> float | None:
        """The probability of a tie between two equally strong models: nu / (2 + nu)."""
        return None if self.nu is None else self.nu / (2 + self.nu)


def rating_of(strength: FloatArray) -> FloatArray:
    """Strengths on the scale of Elo: 1000 + 400 / ln 10 * theta; 400 points are odds of 10 : 1."""
    return np.asarray(ELO_CENTRE + ELO_PER_UNIT * strength, dtype=np.float64)


def centred(strength: FloatArray, group: IntArray) -> FloatArray:
    """Strengths that sum to zero inside each group."""
    means = np.bincount(group, weights=strength) / np.bincount(group)
    return strength - means[group]

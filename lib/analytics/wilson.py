"""Wilson's interval of a share: never empty, never of zero width, always inside [0, 1]."""

import numpy as np
from numpy.typing import ArrayLike

from lib.analytics.arrays import FloatArray

NORMAL_95 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


def wilson_interval(
    share: ArrayLike, n: ArrayLike, z: float = NORMAL_95
) -> tuple[FloatArray, FloatArray]:
    """The shares whose normal test does not reject this one (Wilson 1927), low and high.

    (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n) for shares p of any shape. `n` is the number
    of independent observations; it need not be whole, so an effective number will do. Where it is
    0 or less nothing is known, and the interval is [0, 1].
    """
    p, size = np.broadcast_arrays(np.asarray(share, np.float64), np.asarray(n, np.float64))
    known = size > 0
    per_one = z * z / np.where(known, size, 1.0)
    centre = (p + per_one / 2) / (1 + per_one)
    spread = p * (1 - p) * per_one + per_one * per_one / 4
    half = np.sqrt(np.maximum(spread, 0.0)) / (1 + per_one)
    low = np.where(known, np.where(p <= 0, 0.0, centre - half), 0.0)
    high = np.where(known, np.where(p >= 1, 1.0, centre + half), 1.0)
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)

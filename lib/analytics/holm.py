"""Holm's correction: p values that stay honest however many tests were made."""

import numpy as np
from numpy.typing import ArrayLike

from lib.analytics.arrays import FloatArray


def holm(p_values: ArrayLike) -> FloatArray:
    """The adjusted p values (m,) of m tests, in the order given (Holm 1979).

    The smallest is multiplied by m, the next by m − 1, and so on; none is smaller than one before
    it in that order, and none larger than 1. Rejecting what is below α errs anywhere with
    probability α at most, however the tests depend on each other. No tests give an empty array.
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    factors = np.arange(len(p), 0, -1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * factors), 1.0)
    return adjusted

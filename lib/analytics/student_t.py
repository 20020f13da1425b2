"""Student's t distribution: quantiles and two-sided p values for any degrees of freedom.

P(|T| > |t|) = I_x(df/2, 1/2) with x = df / (df + t²), I the regularised incomplete beta function,
here by its continued fraction (DLMF 8.17.22, evaluated as Lentz does).
"""

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from lib.analytics.arrays import FloatArray
from lib.errors import InvalidInput

CLOSE = 1e-15
MANY_DEGREES = 1_000
NORMAL_DEGREES = 10_000
MOST_STEPS = 100_000
_TINY = 1e-300


def t_two_sided_p(t: ArrayLike, df: float) -> FloatArray:
    """P(|T| > |t|) for each t, an array of any shape; 1 at 0, and 0 at infinity."""
    _check_degrees(df)
    size = np.abs(np.asarray(t, dtype=np.float64))
    # Beyond this p is 0 for df > 3 and hardly a digit for less, and its square stays finite.
    square = np.minimum(size, 1e150) ** 2
    if df >= NORMAL_DEGREES:
        return _near_normal_p(square, df)
    a = df / 2
    log_x, x = -np.log1p(square / df), df / (df + square)
    rest = square / (df + square)
    log_front = a * log_x + _log_gamma_ratio(a) - 0.5 * math.log(math.pi)
    front = np.exp(log_front) * np.sqrt(rest)
    tail = x < (a + 1) / (a + 2.5)
    p = np.where(
        tail,
        front * _continued_fraction(np.where(tail, x, 0.0), a, 0.5) / a,
        1 - 2 * front * _continued_fraction(np.where(tail, 0.0, rest), 0.5, a),
    )
    return np.asarray(np.clip(p, 0.0, 1.0), dtype=np.float64)


@lru_cache(maxsize=1024)
def t_quantile(probability: float, df: float) -> float:
    """The t below which T lies with this probability, 0 < probability < 1."""
    _check_degrees(df)
    if not 0 < probability < 1:
        raise InvalidInput(f"A quantile needs a probability between 0 and 1, not {probability}.")
    if probability == 0.5:
        return 0.0
    if probability < 0.5:
        return -t_quantile(1 - probability, df)
    if df >= MANY_DEGREES:
        return _near_normal_quantile(NormalDist().inv_cdf(probability), df)
    target = 2 * (1 - probability)
    # The tail is convex and heavier than the normal one, so Newton climbs from there, never past.
    t = NormalDist().inv_cdf(probability)
    for _ in range(MOST_STEPS):
        step = (float(t_two_sided_p(t, df)) - target) / (2 * _density(t, df))
        t += step
        # Newton squares the error, so a step this small leaves none that double precision shows.
        if abs(step) <= 1e-9 * t:
            break
    return t


def _near_normal_quantile(z: float, df: float) -> float:
    """The quantile from the normal one, z, in powers of 1/df (Abramowitz and Stegun 26.7.5)."""
    s = z * z
    first = z * (s + 1) / 4
    second = z * (3 + s * (16 + s * 5)) / 96
    third = z * (-15 + s * (17 + s * (19 + s * 3))) / 384
    fourth = z * (-945 + s * (-1920 + s * (1482 + s * (776 + s * 79)))) / 92160
    return z + (first + (second + (third + fourth / df) / df) / df) / df


def _near_normal_p(square: FloatArray, df: float) -> FloatArray:
    """P(|T| > t) for t² by the normal z with the same tail (Hill 1970, CACM algorithm 395)."""
    a = df - 0.5
    s = a * np.log1p(square / df)
    scale = 48 * a * a
    ahead = (855 + s * (240 + s * (33 + s * 4))) / (10 * scale * (scale + 0.8 * s * s + 100))
    z = np.sqrt(s) * (1 + (s + 3) / scale - ahead)
    return np.asarray(_complementary_error(z / math.sqrt(2)), dtype=np.float64)


_complementary_error = np.vectorize(math.erfc, otypes=[np.float64])


def _density(t: float, df: float) -> float:
    log_kernel = -(df + 1) / 2 * math.log1p(t * t / df)
    return math.exp(_log_gamma_ratio(df / 2) + log_kernel) / math.sqrt(df * math.pi)


def _log_gamma_ratio(a: float) -> float:
    """log Γ(a + 1/2) - log Γ(a); the asymptotic series where the difference would cancel."""
    if a < 20:
        return math.lgamma(a + 0.5) - math.lgamma(a)
    tail = -1 / 8 + (1 / 192 + (-1 / 640 + 17 / 14336 / a**2) / a**2) / a**2
    return 0.5 * math.log(a) + tail / a


def _continued_fraction(x: FloatArray, a: float, b: float) -> FloatArray:
    """The continued fraction of I_x(a, b) without its front factor."""
    c = np.ones_like(x)
    d = 1 / _apart(1 - (a + b) * x / (a + 1))
    value = d.copy()
    pending = np.ones(x.shape, dtype=bool)
    for m in range(1, MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for coefficient in (even, odd):
            d = 1 / _apart(1 + coefficient * d)
            c = _apart(1 + coefficient / c)
            value = value * (c * d)
        pending &= np.abs(c * d - 1) > CLOSE
        if not pending.any():
            break
    return value


def _apart(value: FloatArray) -> FloatArray:
    """The value, kept from being exactly zero."""
    return np.asarray(np.where(np.abs(value) < _TINY, _TINY, value), dtype=np.float64)


def _check_degrees(df: float) -> None:
    if not (math.isfinite(df) and df >= 1):
        raise InvalidInput(f"Student's t needs at least 1 degree of freedom, not {df}.")

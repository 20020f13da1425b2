"""The chi-square distribution: its upper tail, for tests with several degrees of freedom.

P(X > x) = Q(df/2, x/2), the regularised upper incomplete gamma function: by its power series below
df/2 + 1 and by its continued fraction above (DLMF 8.11.4 and 8.9.2, evaluated as Lentz does).
"""

import math

from lib.errors import InvalidInput

CLOSE = 1e-16
MOST_STEPS = 100_000


def chi_square_p(statistic: float, df: float) -> float:
    """P(X > statistic); 1 at 0 and below."""
    if not (math.isfinite(df) and df > 0):
        raise InvalidInput(f"A chi-square test needs at least 1 degree of freedom, not {df}.")
    if statistic <= 0:
        return 1.0
    if math.isinf(statistic):
        return 0.0
    a, x = df / 2, statistic / 2
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    p = 1 - front * _series(a, x) if x < a + 1 else front * _continued_fraction(a, x)
    return min(max(p, 0.0), 1.0)


def _series(a: float, x: float) -> float:
    """Σ xⁿ / (a (a + 1) … (a + n)): the lower tail without its front factor."""
    term = total = 1 / a
    for n in range(1, MOST_STEPS):
        term *= x / (a + n)
        total += term
        if term <= CLOSE * total:
            break
    return total


def _continued_fraction(a: float, x: float) -> float:
    """1 / (x + 1 - a - 1(1 - a) / (x + 3 - a - …)): the upper tail without its front factor."""
    b = x + 1 - a
    c, d = math.inf, 1 / b
    value = d
    for n in range(1, MOST_STEPS):
        numerator = n * (a - n)
        b += 2
        d = 1 / (b + numerator * d)
        c = b + numerator / c
        value *= c * d
        if abs(c * d - 1) <= 4 * CLOSE:
            break
    return value

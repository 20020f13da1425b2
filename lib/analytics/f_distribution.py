"""The F distribution's upper tail: what a Wald statistic is held against where clusters are few.

P(F > f) = I_x(d2/2, d1/2), x = d2 / (d2 + d1 f), I the regularised incomplete beta function. For
whole d1 it is a finite sum, I_x(a, b + 1) = I_x(a, b) + x^a (1 − x)^b Γ(a + b) / (Γ(a) Γ(b + 1))
(DLMF 8.17.21), from I_x(a, 1) = x^a, or from Student's two-sided tail, which is I_x(a, 1/2).
"""

import math

from lib.analytics.student_t import t_two_sided_p


def f_p(statistic: float, df1: int, df2: float) -> float:
    """P(F > statistic), F with df1 (a whole number, at least 1) and df2 (at least 1) degrees."""
    if statistic <= 0:
        return 1.0
    a = df2 / 2
    log_x = -math.log1p(df1 * statistic / df2)
    log_rest = -math.log1p(df2 / (df1 * statistic))
    odd = df1 % 2 == 1
    p = float(t_two_sided_p(math.sqrt(df1 * statistic), df2)) if odd else math.exp(a * log_x)
    b = 0.5 if odd else 1.0
    while b < df1 / 2:
        log_gammas = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b + 1)
        p += math.exp(a * log_x + b * log_rest + log_gammas)
        b += 1
    return min(p, 1.0)


def wald_p(statistic: float, degrees: int, clusters: int) -> float | None:
    """The p value of a Wald χ² whose covariance was estimated from so many clusters.

    As Hotelling's T²: statistic (G − d) / (d (G − 1)) is F with d and G − d degrees of freedom; χ²
    itself rejects far too often while G is not large against d. None where G ≤ d: such a
    covariance is singular.
    """
    if clusters <= degrees:
        return None
    scaled = statistic * (clusters - degrees) / (degrees * (clusters - 1))
    return f_p(scaled, degrees, clusters - degrees)

"""Observed agreement of ratings in categories, and how often each category was used.

What Fleiss' kappa and Gwet's coefficients are made of, for any number of ratings a unit (Gwet,
Handbook of Inter-Rater Reliability, 2014, chapter 2): with n_uc of m_u ratings of a unit in
category c and weights w (1 for equal values),

    p_a  = mean over shared units of Σ_c n_uc (Σ_d w_cd n_ud - 1) / (m_u (m_u - 1)),
    pi_c = mean over all units of n_uc / m_u.

A shared unit is one that at least two people rated; a person's second rating counts as any other.
With as many ratings for every unit these are the usual shares.
"""

from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import FloatArray
from lib.analytics.bootstrap import divided, prompt_groups
from lib.analytics.unit_ratings import UnitRatings

NOTHING_SHARED = "No item was rated by two people."


@dataclass(frozen=True, eq=False)
class ObservedAgreement:
    """`sums` (G, 3 + C) by prompt: Σ agreement, shared units, units, Σ n_uc / m_u by category.

    `n` is the number of shared units, `prompts` that of their prompts.
    """

    sums: FloatArray
    n: int
    prompts: int


def observed_agreement(ratings: UnitRatings, weights: FloatArray) -> ObservedAgreement:
    """The sums that a bootstrap over prompts needs; `weights` is (C, C)."""
    m = ratings.counts.sum(axis=1)
    rated = np.flatnonzero(m)
    counts = [column[rated].astype(np.float64) for column in ratings.counts.T]
    size = m[rated].astype(np.float64)
    shared = ratings.shared[rated]
    agreeing = np.zeros(len(rated))
    for value, column in enumerate(counts):
        alike = sum(weight * n for weight, n in zip(weights[value], counts, strict=True))
        agreeing += column * (alike - 1)
    agreement = np.where(shared, agreeing / np.maximum(size * (size - 1), 1), 0.0)
    prompt = ratings.prompt_of[rated]
    groups = prompt_groups(prompt, 3 + len(counts))
    shares = [column / size for column in counts]
    sums = groups.sums(prompt, agreement, shared, np.ones(len(rated)), *shares)
    return ObservedAgreement(sums, int(shared.sum()), prompt_groups(prompt[shared]).prompts)


def shares_of(sums: FloatArray) -> tuple[FloatArray, FloatArray]:
    """p_a (R,) and pi (R, C) of rows of sums; nan where nothing was shared."""
    return divided(sums[:, 0], sums[:, 1]), divided(sums[:, 3:], sums[:, 2:3])

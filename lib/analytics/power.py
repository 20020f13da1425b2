"""Power: how many prompts a study needs to tell a win probability from one half."""

from dataclasses import dataclass
from math import ceil
from statistics import NormalDist

from lib.errors import InvalidInput

LEVEL = 0.05
POWER = 0.8


@dataclass(frozen=True)
class StudySize:
    """A planning figure: the prompts with which `difference` is found with 80 % power."""

    difference: float  # of a win probability from one half, in (0, 0.5)
    prompt_variance: float  # variance of one prompt's estimate of that win probability
    prompts: int | None
    reason: str | None = None  # why there is no figure


def study_size(
    difference: float, prompt_variance: float, annotator_variance: float = 0.0
) -> StudySize:
    """Prompts n with prompt_variance / n + annotator_variance = (difference / z)^2.

    z = 1.96 + 0.84 = 2.80: a two-sided test at 5 %, power 80 %, normal approximation, the
    variance at one half. Prompts are independent of each other. `annotator_variance` is the part
    that more prompts do not shrink. At least 2 prompts: a single one shows no variance.
    """
    if not 0 < difference < 0.5:
        raise InvalidInput(
            f"A difference of {100 * difference:g} points cannot be planned for. "
            "Give a value between 0 and 50, both excluded."
        )
    if prompt_variance <= 0:
        return StudySize(
            difference,
            prompt_variance,
            None,
            "The prompts seen so far do not differ at all, so their number cannot be planned.",
        )
    normal = NormalDist()
    z = normal.inv_cdf(1 - LEVEL / 2) + normal.inv_cdf(POWER)
    allowed = (difference / z) ** 2 - annotator_variance
    if allowed <= 0:
        return StudySize(
            difference,
            prompt_variance,
            None,
            "The annotators differ too much: this needs more annotators, not more prompts.",
        )
    return StudySize(difference, prompt_variance, max(2, ceil(prompt_variance / allowed)))


def observed_variance(difference_variance: float, prompts: int, expected: float) -> float:
    """Variance of one prompt's estimate of a win probability, from a study of some prompts.

    `difference_variance` is the variance of theta_i - theta_j, or its part by prompts or by
    annotators, `expected` the expected score p of i against j: prompts * variance * (p (1 - p))^2
    (delta method). For the part by annotators, which prompts do not shrink, give 1 for `prompts`.
    """
    return prompts * difference_variance * (expected * (1 - expected)) ** 2

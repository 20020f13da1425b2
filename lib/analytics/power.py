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


def planned_variance(
    models: int, items: int, overlap: int = 1, correlation: float = 0.0, inflation: float = 1.0
) -> float:
    """Variance of one prompt's estimate of a win probability, before any label is there.

        (models - 1)(items + 1) / (6 items (items - 1))
            * (1 + (overlap - 1) correlation) / overlap * inflation

    The first factor: each prompt ranks `items` of the `models` without ties, balanced, and nearly
    equal models give uniformly random orders, so that the Bradley-Terry difference of two has the
    variance 16 times that. It is 1/4 for two models, 5/24 for four at once instead of 3/4 in
    pairs. The second: `overlap` people rank each prompt, and what they say of one prompt has the
    intraclass `correlation` (Kish 1965). `inflation` is for any further clusters: the ratio of
    the clustered variance to the independent one in an earlier study.
    """
    if not 2 <= items <= models:
        raise InvalidInput(
            f"A prompt cannot rank {items} of {models} models. "
            "Give at least 2 items, and at most as many as there are models."
        )
    if overlap < 1:
        raise InvalidInput(
            f"An overlap of {overlap} is not possible. Give the number of people who rank each "
            "prompt, at least 1."
        )
    if not 0 <= correlation <= 1:
        raise InvalidInput(
            f"A correlation of {correlation:g} within a prompt is not possible. "
            "Give a value from 0 to 1."
        )
    if inflation <= 0:
        raise InvalidInput(
            f"A variance inflation of {inflation:g} is not possible. Give a value above 0; 1 "
            "stands for no further clusters."
        )
    ranking = (models - 1) * (items + 1) / (6 * items * (items - 1))
    return ranking * (1 + (overlap - 1) * correlation) / overlap * inflation


def observed_variance(difference_variance: float, prompts: int, expected: float) -> float:
    """Variance of one prompt's estimate of a win probability, from a study of some prompts.

    `difference_variance` is the variance of theta_i - theta_j, or its part by prompts or by
    annotators, `expected` the expected score p of i against j: prompts * variance * (p (1 - p))^2
    (delta method). For the part by annotators, which prompts do not shrink, give 1 for `prompts`.
    """
    return prompts * difference_variance * (expected * (1 - expected)) ** 2

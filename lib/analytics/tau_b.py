"""Mean tau-b: how alike do two people rank what both of them ranked?

For every two rankings of one task by different people that share at least two items, Kendall's
tau-b over the pairs of items that both compare (ranking_pairs.py has the formula): 1 the same
order, -1 the reverse. The mean is over pairs of rankings with a tau-b, each weighing the same; n is
their number. Ties count as tau-b has it; a pair of rankings of which one ties everything has none.
Undefined where no two rankings share two items, or none of those that do has a tau-b.
"""

import numpy as np

from lib.analytics.agreement import Agreement, estimate, undefined
from lib.analytics.arrays import FloatArray
from lib.analytics.bootstrap import divided, prompt_groups
from lib.analytics.ranking_pairs import RankingPairs

NOTHING_SHARED = "No two people ranked two items of one task both."
ALL_TIES = "One of every two people tied all that both ranked, so their orders cannot be compared."


def mean_tau_b(pairs: RankingPairs) -> Agreement:
    """The mean with its interval over prompts; `pairs` come from `ranking_pairs`."""
    if not len(pairs):
        return undefined(NOTHING_SHARED)
    known = np.flatnonzero(~np.isnan(pairs.tau))
    if not len(known):
        return undefined(ALL_TIES)
    prompt = pairs.prompt[known]
    groups = prompt_groups(prompt)
    return estimate(
        groups.sums(prompt, pairs.tau[known], np.ones(len(known))),
        _mean,
        n=len(known),
        prompts=groups.prompts,
        no_value=ALL_TIES,
    )


def _mean(sums: FloatArray) -> FloatArray:
    return divided(sums[:, 0], sums[:, 1])

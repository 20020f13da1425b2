"""Agreement of every two annotators: the share of pairs of items of which they say the same.

Over all two rankings of one task by the two people, the pairs of items that both rated: the share
with the same outcome (before, tied, after), and the mean tau-b of the rankings. Plain shares, not
corrected for chance. Intervals over prompts; of shares where all is equal, or nothing, or prompts
are few, Wilson's on the number of prompts. People without a shared pair are no pair; nothing
shared gives an empty table.
"""

from dataclasses import dataclass

import numpy as np

from lib.analytics.agreement import Agreement, estimates
from lib.analytics.arrays import FloatArray
from lib.analytics.bootstrap import divided, prompt_groups
from lib.analytics.people_pairs import people_pairs
from lib.analytics.ranking_pairs import RankingPairs

NO_TAU = "One of the two tied all that both ranked, so their orders cannot be compared."
NOTHING_SHARED = "The two have no pair of items in common."


@dataclass(frozen=True)
class AnnotatorPair:
    """Two annotators by their codes, `first` < `second`.

    `agreement` rests on shared pairs of items, `tau_b` on pairs of rankings that have one.
    """

    first: int
    second: int
    agreement: Agreement
    tau_b: Agreement


def annotator_pairs(pairs: RankingPairs) -> tuple[AnnotatorPair, ...]:
    """The table, by annotators; `pairs` come from `ranking_pairs`."""
    if not len(pairs):
        return ()
    people = people_pairs([(pairs.first, pairs.second)], int(pairs.second.max()) + 1)
    size = len(people)
    code = people.code(pairs.first, pairs.second)
    groups = prompt_groups(pairs.prompt, 4 * size)
    known = ~np.isnan(pairs.tau)
    columns = pairs.equal, pairs.shared, np.where(known, pairs.tau, 0.0), known
    sums = np.concatenate(
        [groups.table(pairs.prompt, code, column, size) for column in columns], axis=1
    )

    def ratios(rows: FloatArray) -> FloatArray:
        return divided(rows[:, :size], rows[:, size:])

    n = np.rint(sums.sum(axis=0)).astype(int)
    prompts = (sums > 0).sum(axis=0)
    shares = estimates(
        sums[:, : 2 * size],
        ratios,
        n=n[size : 2 * size].tolist(),
        prompts=prompts[size : 2 * size].tolist(),
        no_value=NOTHING_SHARED,
        are_shares=True,
    )
    taus = estimates(
        sums[:, 2 * size :],
        ratios,
        n=n[3 * size :].tolist(),
        prompts=prompts[3 * size :].tolist(),
        no_value=NO_TAU,
    )
    return tuple(
        AnnotatorPair(int(first), int(second), share, tau)
        for first, second, share, tau in zip(people.first, people.second, shares, taus, strict=True)
    )

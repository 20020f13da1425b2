"""How models are rated: what intervals rest on, and what a tie is."""

from typing import Literal, TypeAlias

from lib.analytics.bradley_terry import fit_bradley_terry
from lib.analytics.clusters import Clustering as Clustering
from lib.analytics.comparisons import Comparisons
from lib.analytics.davidson import fit_davidson
from lib.analytics.pair_model import PairModel

Ties: TypeAlias = Literal["half", "davidson"]

CLUSTERINGS: dict[Clustering, str] = {
    "two-way": "clustered by prompt and by annotator",
    "prompt": "clustered by prompt",
    "annotator": "clustered by annotator",
    "ranking": "clustered by ranking",
    "none": "as if all pairs were independent, which they are not: too narrow",
}
BY_RANKING: tuple[Clustering, ...] = ("ranking", "none")
"""The clusterings that need neither prompts nor people."""

TIES: dict[Ties, str] = {
    "half": "Bradley-Terry, a tie being half a win",
    "davidson": "Davidson, a tie being an outcome of its own",
}


def fitted(comparisons: Comparisons, ties: Ties) -> PairModel:
    """The model of pairs that the treatment of ties asks for."""
    if ties == "davidson":
        return fit_davidson(comparisons.weighted_wins(), comparisons.weighted_ties())
    return fit_bradley_terry(comparisons.weighted_scores())

"""Clusters: which observations go together, and the sums of scores that intervals rest on.

The middle matrix of a sandwich variance is M = G/(G − 1) Σ_c u_c u_cᵀ over G clusters, where u_c
sums the scores of cluster c (Liang and Zeger 1986). Two-way clusters: M = M_prompt + M_annotator −
M_both, "both" being what one person said about one prompt (Cameron, Gelbach and Miller 2011).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from lib.analytics.arrays import BoolArray, FloatArray, IntArray
from lib.analytics.outer_sums import outer_sums

Clustering = Literal["two-way", "prompt", "annotator", "ranking", "none"]

FEW_CLUSTERS = 20


@dataclass(frozen=True, eq=False)
class ScoreSums:
    """S entries of scores: `value` belongs to `column` (from 0) and to the ranking `ranking`.

    Entries of one ranking and column add up. `prompt_of` and `annotator_of` (N) are the clusters
    of the rankings, `count_of` (N) how many equal rankings each stands for. Entries in the order
    of their rankings are fastest.
    """

    ranking: IntArray
    column: IntArray
    value: FloatArray
    columns: int
    prompt_of: IntArray
    annotator_of: IntArray
    count_of: IntArray


@dataclass(frozen=True, eq=False)
class Meats:
    """The middle matrices (C, C) of one kind of clustering, each with its G/(G − 1).

    Of the variances that `candidates` give, the largest is used; there is none where every
    dimension has one cluster only. `annotator_only` is M_annotator − M_both, the part that more
    prompts do not shrink, None where there is one annotator or the clustering does not ask.
    `clusters` is the smaller number of clusters used; `notes` are sentences for the reader.
    """

    candidates: tuple[FloatArray, ...]
    annotator_only: FloatArray | None
    clusters: int
    notes: tuple[str, ...]

    @property
    def degrees(self) -> int:
        """Degrees of freedom of Student's t; 0 where no interval can be had."""
        return self.clusters - 1 if self.candidates else 0

    def covariances(self, bread: FloatArray) -> tuple[FloatArray, ...]:
        """bread M breadᵀ (R, R) of each candidate, for a `bread` of (R, C)."""
        return tuple(bread @ meat @ bread.T for meat in self.candidates)


def clustered_meats(scores: ScoreSums, clustering: Clustering) -> Meats:
    """The middle matrices for the scores; "none" takes each entry's `ranking` for itself too.

    (Who wants pairs as clusters gives every pair a ranking of its own.)
    """
    used = np.zeros(len(scores.count_of), dtype=bool)
    used[scores.ranking] = True
    if clustering in ("ranking", "none"):
        return _by_ranking(scores, int(scores.count_of[used].sum()), clustering)

    weighted = scores.value
    if np.any(scores.count_of != 1):
        weighted = weighted * scores.count_of[scores.ranking]

    def meat(code_of: IntArray, clusters: int) -> FloatArray | None:
        if clusters < 2:
            return None
        summed = outer_sums(code_of[scores.ranking], scores.column, weighted, scores.columns)
        return summed * (clusters / (clusters - 1))

    prompts = count_codes(scores.prompt_of[used])
    annotators = count_codes(scores.annotator_of[used])
    by_prompt = meat(scores.prompt_of, prompts) if clustering != "annotator" else None
    by_annotator = meat(scores.annotator_of, annotators) if clustering != "prompt" else None
    candidates = [each for each in (by_prompt, by_annotator) if each is not None]
    annotator_only = None
    if by_annotator is not None and prompts == 1:
        annotator_only = by_annotator
    elif by_annotator is not None:
        both = meat(*both_codes(scores.prompt_of, scores.annotator_of, used))
        annotator_only = by_annotator - (0 if both is None else both)
        if by_prompt is not None:
            candidates.append(by_prompt + annotator_only)
    numbers = ([prompts] if by_prompt is not None else []) + (
        [annotators] if by_annotator is not None else []
    )
    notes = cluster_notes(clustering, prompts, annotators)
    return Meats(tuple(candidates), annotator_only, min(numbers, default=1), notes)


def _by_ranking(scores: ScoreSums, clusters: int, clustering: Clustering) -> Meats:
    if clusters < 2:
        return Meats((), None, clusters, ("One ranking only: it has no interval.",))
    # A ranking that stands for n equal ones is n clusters of one u: Σ u uᵀ = (√n u)(√n u)ᵀ.
    value = scores.value
    if np.any(scores.count_of != 1):
        value = value * np.sqrt(scores.count_of)[scores.ranking]
    summed = outer_sums(scores.ranking, scores.column, value, scores.columns)
    what = "rankings" if clustering == "ranking" else "pairs"
    notes = (
        (f"Only {clusters} {what}: with fewer than {FEW_CLUSTERS} the intervals are rough.",)
        if clusters < FEW_CLUSTERS
        else ()
    )
    return Meats((summed * (clusters / (clusters - 1)),), None, clusters, notes)


def count_codes(code: IntArray) -> int:
    """How many different codes there are."""
    return int(np.count_nonzero(np.bincount(code))) if len(code) else 0


def both_codes(
    prompt_of: IntArray, annotator_of: IntArray, used: BoolArray
) -> tuple[IntArray, int]:
    """A code for each ranking's prompt and annotator together, and how many the used ones have.

    Where no two used rankings share both, each ranking is its own: then nothing is renumbered.
    """
    people = int(annotator_of.max(initial=-1)) + 1
    both = prompt_of[used].astype(np.int64) * people + annotator_of[used]
    different = np.unique(both)
    code_of = np.arange(len(prompt_of), dtype=np.int32)
    if len(different) < len(both):
        code_of[used] = np.searchsorted(different, both)
    return code_of, len(different)


def cluster_notes(clustering: Clustering, prompts: int, annotators: int) -> tuple[str, ...]:
    """What the reader should know about intervals from so many prompts and annotators."""
    notes = []
    counts = [("prompt", prompts)] if clustering != "annotator" else []
    counts += [("annotator", annotators)] if clustering != "prompt" else []
    single = [name for name, number in counts if number == 1]
    if len(single) == 2:
        return ("One prompt and one annotator only: there are no intervals.",)
    if single and len(counts) == 1:
        other = "prompt" if single == ["annotator"] else "annotator"
        return (
            f"One {single[0]} only: clustered by {single[0]} there are no intervals; "
            f"cluster by {other} or ranking instead.",
        )
    if single == ["annotator"]:
        notes.append(
            "One annotator only: the intervals cover the choice of prompts, not of people."
        )
    if single == ["prompt"]:
        notes.append("One prompt only: the intervals cover the choice of people, not of prompts.")
    few = [f"{number} {name}s" for name, number in counts if 1 < number < FEW_CLUSTERS]
    if few:
        notes.append(
            f"Only {' and '.join(few)}: with fewer than {FEW_CLUSTERS} the intervals are rough."
        )
    return tuple(notes)

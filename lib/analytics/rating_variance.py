"""Rating variance: how far ratings would move with other prompts and other people.

V = L⁻¹ M L⁻¹ with M from clusters (Liang and Zeger 1986; Varin, Reid and Firth 2011): each
comparison's score is taken at the fit, summed by cluster. Of each variance that is used, of a
rating or of a difference alike, the largest of the two-way and the one-way values holds (Cameron,
Gelbach and Miller 2011), never element by element of a matrix: V_ii + V_jj − 2 V_ij comes first.
"""

from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import BoolArray, FloatArray, IntArray
from lib.analytics.clusters import Clustering, Meats, clustered_meats, count_codes
from lib.analytics.comparisons import Comparisons
from lib.analytics.pair_model import PairModel
from lib.analytics.pair_scores import bread, pair_scores
from lib.analytics.student_t import t_quantile

NO_SPREAD = 1e-9
"""Below this share of the model's own variance, clusters show no spread at all."""


@dataclass(frozen=True, eq=False)
class RatingVariance:
    """Variances on the scale of theta for K models; never nan.

    Where `degrees_of` is 0 nothing is known, and variances are 0: show no interval there.
    """

    own: FloatArray  # (K,) of theta_i, which sums to zero in its group; 0 for a model alone
    difference: FloatArray  # (K, K) of theta_i - theta_j inside a group, 0 elsewhere
    prompt_part: FloatArray  # (K, K) the part of `difference` that more prompts shrink
    annotator_part: FloatArray  # (K, K) the rest, which only more annotators shrink
    clusters: int  # the smaller number of clusters of group 0; 0 where nothing was compared
    degrees: int  # of Student's t in group 0; 0 where no interval can be had
    degrees_of: IntArray  # (K,) of Student's t in each model's group
    prompts_of: IntArray  # (K,) how many prompts were compared in each model's group
    notes: tuple[str, ...]

    def margin(self, level: float = 0.95) -> FloatArray:
        """(K,) half the width of each strength's interval; 0 where `degrees_of` is 0."""
        half = np.zeros(len(self.own))
        for degrees in np.unique(self.degrees_of[self.degrees_of > 0]):
            here = self.degrees_of == degrees
            quantile = t_quantile((1 + level) / 2, int(degrees))
            half[here] = quantile * np.sqrt(self.own[here])
        return half


def rating_variance(
    comparisons: Comparisons, fit: PairModel, clustering: Clustering
) -> RatingVariance:
    """The variance of the strengths that were fitted to these comparisons, weights included.

    Each group has clusters of its own; comparisons across groups say nothing. Davidson's ν counts
    as unknown too (its score and information are profiled out, within the group).
    """
    size = len(comparisons.models)
    own, degrees_of = np.zeros(size), np.zeros(size, dtype=np.int64)
    prompts_of = np.zeros(size, dtype=np.int64)
    difference, annotator_part = np.zeros((size, size)), np.zeros((size, size))
    clusters, notes = 0, list[str]()
    rated = np.flatnonzero(np.bincount(fit.group) > 1)
    for number in rated:
        members = np.flatnonzero(fit.group == number)
        part = comparisons
        if len(members) < size:
            first, second = fit.group[comparisons.first], fit.group[comparisons.second]
            part = comparisons.select((first == number) & (second == number))
        scores = pair_scores(part, fit, clustering)
        rows, model_variance = bread(part.weighted_scores(), fit, members)
        meats = clustered_meats(scores, clustering)
        prompts_of[members] = count_codes(part.clusters[0])
        clusters = meats.clusters if number == 0 else clusters
        whose = (
            "" if len(rated) == 1 else f"{', '.join(comparisons.models[at] for at in members)}: "
        )
        notes += [f"{whose}{note}" for note in meats.notes]
        if not meats.candidates:
            continue
        degrees_of[members] = meats.degrees
        found = _group(meats, rows, model_variance)
        table = np.ix_(members, members)
        own[members] = found[0][members]
        difference[table], annotator_part[table] = found[1][table], found[2][table]
    degrees = int(degrees_of[fit.group == 0].max(initial=0))
    prompt_part = difference - annotator_part
    return RatingVariance(
        own,
        difference,
        prompt_part,
        annotator_part,
        clusters,
        degrees,
        degrees_of,
        prompts_of,
        tuple(notes),
    )


def _group(
    meats: Meats, rows: FloatArray, model_variance: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Own variances, variances of differences and the part in them that annotators make."""
    candidates = meats.covariances(rows)
    own = _known(np.max([np.diag(each) for each in candidates], axis=0), np.diag(model_variance))
    difference = _known(
        np.max([_of_differences(each) for each in candidates], axis=0),
        _of_differences(model_variance),
    )
    if meats.annotator_only is None:
        return own, difference, np.zeros_like(difference)
    part = _of_differences(rows @ meats.annotator_only @ rows.T)
    return own, difference, np.clip(part, 0.0, difference)


def _of_differences(covariance: FloatArray) -> FloatArray:
    """V_ii + V_jj − 2 V_ij, exactly 0 on the diagonal."""
    variance = np.diag(covariance)
    found: FloatArray = variance[:, None] + variance[None, :] - covariance - covariance.T
    np.fill_diagonal(found, 0.0)
    return found


def _known(clustered: FloatArray, by_model: FloatArray) -> FloatArray:
    """The clustered variance; where the clusters happen to show none at all, the model's own.

    All ties, or a win and a loss on every prompt, leave every score at 0, which is no certainty.
    """
    flat: BoolArray = clustered <= NO_SPREAD * by_model
    return np.where(flat, np.maximum(by_model, 0.0), clustered)

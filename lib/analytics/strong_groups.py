"""Groups of models whose strengths can be compared with each other."""

import numpy as np

from lib.analytics.arrays import FloatArray, IntArray


def strong_groups(scores: FloatArray) -> IntArray:
    """Number the strongly connected groups of the graph in which i reaches j if scores[i, j] > 0.

    Strengths exist exactly inside such a group: between two groups one side has won everything,
    or nothing was compared, and no finite difference fits best (Ford 1957).

    Group 0 has the most models; of two groups of one size the one with the smallest code comes
    first. A model never compared is a group of its own. `scores` is (K, K), the result (K,); no
    models, no groups.
    """
    if not len(scores):
        return np.zeros(0, dtype=np.int64)
    # float32, because numpy multiplies boolean matrices slowly; sums of K ones are exact in it.
    reach = ((scores > 0) | np.eye(len(scores), dtype=bool)).astype(np.float32)
    reached = -1
    while reached != (reached := np.count_nonzero(reach)):
        reach = (reach @ reach > 0).astype(np.float32)

    smallest_member = ((reach > 0) & (reach.T > 0)).argmax(axis=1)
    leaders, place, sizes = np.unique(smallest_member, return_inverse=True, return_counts=True)
    number = np.empty_like(leaders)
    number[np.lexsort((leaders, -sizes))] = np.arange(len(leaders))
    return np.asarray(number[place], dtype=np.int64)

"""Kendall's W: how alike m people rank the same k items, mean over tasks.

Only tasks count of which all rankings (two people's at least) hold the same items, every one placed
and compared with every other. With mid-ranks for ties, S the sum of squares of the items' summed
ranks about their mean, and T = Σ (t³ - t) over a ranking's groups of t equals,

    W = 12 S / (m² (k³ - k) - m Σ T).

Σ (k³ - k - T) / 12 over rankings is their own sum of squares, so W is S over m times that: 1 for
equal orders, 0 for ones that cancel out. A task in which everybody ties everything has none. Each
task weighs the same; n is the number of tasks. Undefined where no task qualifies. A Ranker's list
counts by itself; all of a person's rankings count. Source: Kendall and Babington Smith (1939).
"""

import numpy as np

from lib.analytics.agreement import Agreement, estimate, undefined
from lib.analytics.arrays import BoolArray, FloatArray, IntArray
from lib.analytics.bootstrap import divided, prompt_groups
from lib.analytics.item_pairs import CountingRule, item_pairs
from lib.analytics.rankings import Rankings

NO_TASK = "There is no task of which two people ranked the same items, all of them, in one order."
ALL_TIES = "In every such task all items are tied by everybody, so there is no order to agree on."


def kendall_w(rankings: Rankings, item: IntArray, task: IntArray, rule: CountingRule) -> Agreement:
    """The mean with its interval over prompts; `item` (M) and `task` (N) as in `pair_ratings`."""
    if not len(item):
        return undefined(NO_TASK)
    ranking = np.repeat(np.arange(len(rankings)), np.diff(rankings.starts))
    controls = int(rankings.control.max()) + 1
    of_list = ranking * controls + rankings.control
    of_task = task[ranking].astype(np.int64) * controls + rankings.control
    deviation, compared = _deviations(rankings, rule)
    task_of_item = np.zeros(int(item.max()) + 1, dtype=np.int64)
    task_of_item[item] = of_task
    present = np.zeros(len(task_of_item), dtype=bool)
    present[item] = True
    items = np.bincount(task_of_item[present], minlength=int(of_task.max()) + 1)
    good = _qualified(rankings, items, of_list, of_task, compared)

    entry = np.flatnonzero(good[of_task])
    within = np.bincount(of_task[entry], deviation[entry] ** 2, len(good))
    summed = np.bincount(item[entry], deviation[entry], len(task_of_item))
    between = np.bincount(task_of_item, summed**2, len(good))
    m = np.bincount(of_task, minlength=len(good)) / np.maximum(items, 1)
    w = divided(between, m * within)
    known = np.flatnonzero(~np.isnan(w))
    if not len(known):
        return undefined(ALL_TIES if len(entry) else NO_TASK)
    prompt_of = np.zeros(len(good), dtype=np.int64)
    prompt_of[of_task] = rankings.prompt[ranking]
    prompt = prompt_of[known]
    groups = prompt_groups(prompt)
    return estimate(
        groups.sums(prompt, w[known], np.ones(len(known))),
        _mean,
        n=len(known),
        prompts=groups.prompts,
        no_value=ALL_TIES,
    )


def _deviations(rankings: Rankings, rule: CountingRule) -> tuple[FloatArray, IntArray]:
    """(M,) each: an entry's mid-rank less the middle one, and with how many it is compared.

    Each item below makes it half a rank better, each above half a rank worse.
    """
    size = len(rankings.bucket)
    deviation, compared = np.zeros(size), np.zeros(size, dtype=np.int64)
    for pairs in item_pairs(rankings, rule):
        keep = np.flatnonzero(pairs.counted)
        if not len(keep):
            continue
        # A chunk's entries lie close together, so only their stretch of the arrays is touched.
        start = int(pairs.left[keep].min())
        left, right = pairs.left[keep] - start, pairs.right[keep] - start
        half, width = pairs.score[keep] - 0.5, int(right.max()) + 1
        here = slice(start, start + width)
        deviation[here] += np.bincount(right, half, width) - np.bincount(left, half, width)
        compared[here] += np.bincount(left, minlength=width) + np.bincount(right, minlength=width)
    return deviation, compared


def _qualified(
    rankings: Rankings, items: IntArray, of_list: IntArray, of_task: IntArray, compared: IntArray
) -> BoolArray:
    """By code of task and Ranker: whether all its lists order all of its two or more `items`."""
    tasks = len(items)
    length = np.bincount(of_list)[of_list]
    spoilt = (
        (length != items[of_task]) | (length < 2) | (compared != length - 1) | (rankings.bucket < 0)
    )
    good = np.bincount(of_task[spoilt], minlength=tasks) == 0
    annotator = np.repeat(rankings.annotator, np.diff(rankings.starts))
    one = np.zeros(tasks, dtype=annotator.dtype)
    one[of_task] = annotator
    several = np.zeros(tasks, dtype=bool)
    several[of_task[one[of_task] != annotator]] = True
    return np.asarray(good & several)


def _mean(sums: FloatArray) -> FloatArray:
    return divided(sums[:, 0], sums[:, 1])

"""The design's health: can these labels carry a leaderboard at all?

- connected: ratings on one scale need a path of wins from every model to every other (Ford 1957).
- balanced: a match-up is skewed when its share of all comparisons is more than twice, or less than
  half, of the even share 2 / (K(K - 1)), and by more than chance (three times √ of the even count).
- overlap: agreement needs tasks that at least two people judged.
- clusters: intervals come from independent prompts and people; under 20 they are rough.

Each gives a finding, a sentence with its numbers. Nothing compared gives one finding only.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lib.analytics.arrays import IntArray
from lib.analytics.clusters import FEW_CLUSTERS, count_codes
from lib.analytics.comparisons import Comparisons
from lib.analytics.strong_groups import strong_groups

NAMED = 3


@dataclass(frozen=True)
class Finding:
    """One sentence about the design, and whether it asks for attention."""

    level: Literal["good", "attention"]
    sentence: str


def design_health(
    comparisons: Comparisons, task: IntArray, annotator: IntArray
) -> tuple[Finding, ...]:
    """The findings on comparisons, and on the tasks (N) and people (N) of the annotations."""
    if len(comparisons) == 0:
        return (Finding("attention", "No two models have been compared yet."),)
    return (
        _connected(comparisons),
        *_balanced(comparisons),
        _overlap(task, annotator),
        *_clusters(comparisons),
    )


def _connected(comparisons: Comparisons) -> Finding:
    models = np.asarray(comparisons.models, dtype=object)
    met = comparisons.wins() + comparisons.wins().T + comparisons.ties()
    group = strong_groups(comparisons.weighted_scores())
    groups = int(group.max()) + 1
    if groups == 1:
        return Finding("good", f"All {len(models)} models are rated on one scale.")
    sentences = [
        f"The {len(models)} models fall into {groups} groups that cannot be rated against each "
        "other."
    ]
    never = models[met.sum(axis=1) == 0]
    if len(never):
        sentences.append(f"Never compared: {_named(never)}.")
    sizes = np.bincount(group)
    compared_alone = models[(sizes[group] == 1) & (met.sum(axis=1) > 0)]
    if len(compared_alone):
        sentences.append(f"Always won or always lost against the others: {_named(compared_alone)}.")
    larger = [models[group == code] for code in np.flatnonzero(sizes > 1)]
    if len(larger) > 1:
        sentences.append(f"Groups: {'; '.join(_named(each) for each in larger)}.")
    return Finding("attention", " ".join(sentences))


def _balanced(comparisons: Comparisons) -> list[Finding]:
    models = comparisons.models
    one, two = np.triu_indices(len(models), 1)
    if len(one) < 2:
        return []
    n = (comparisons.wins() + comparisons.wins().T + comparisons.ties())[one, two]
    even = n.sum() / len(n)
    skewed = ((n > 2 * even) | (n < even / 2)) & (np.abs(n - even) > 3 * np.sqrt(even))
    if not skewed.any():
        low, high = int(n.min()), int(n.max())
        return [Finding("good", f"Match-ups are balanced: {low} to {high} comparisons each.")]
    worst = np.flatnonzero(skewed)
    worst = worst[np.argsort(-np.abs(n[worst] - even), kind="stable")]
    named = [
        f"{models[one[at]]} and {models[two[at]]} {n[at] / n.sum():.1%} ({n[at]})"
        for at in worst[:NAMED]
    ]
    more = f" and {len(worst) - NAMED} more" if len(worst) > NAMED else ""
    sentence = (
        f"{len(worst)} of {len(n)} match-ups {'is' if len(worst) == 1 else 'are'} skewed; an even "
        f"share of the {n.sum()} comparisons is {1 / len(n):.1%}: {', '.join(named)}{more}."
    )
    return [Finding("attention", sentence)]


def _overlap(task: IntArray, annotator: IntArray) -> Finding:
    pair = task.astype(np.int64) * (int(annotator.max()) + 1) + annotator
    judged = np.unique(np.unique(pair) // (int(annotator.max()) + 1), return_counts=True)[1]
    shared = int((judged >= 2).sum())
    if shared == 0:
        return Finding("attention", "No task was judged by two people, so agreement is unknown.")
    sentence = (
        f"{shared} of {len(judged)} tasks ({shared / len(judged):.0%}) "
        f"{'was' if shared == 1 else 'were'} judged by two or more people."
    )
    if shared < FEW_CLUSTERS:
        return Finding("attention", f"Agreement is rough: {sentence}")
    return Finding("good", f"Agreement can be measured: {sentence}")


def _clusters(comparisons: Comparisons) -> list[Finding]:
    prompts, people = (count_codes(codes) for codes in comparisons.clusters)
    numbers = f"{_counted(prompts, 'prompt')} and {_counted(people, 'annotator')}"
    if min(prompts, people) >= FEW_CLUSTERS:
        return [Finding("good", f"The comparisons come from {numbers}.")]
    return [
        Finding(
            "attention",
            f"The comparisons come from {numbers}; with fewer than {FEW_CLUSTERS} of either, "
            "intervals are rough and say little about other prompts or people.",
        )
    ]


def _counted(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _named(models: NDArray[np.object_]) -> str:
    return ", ".join(str(each) for each in models)

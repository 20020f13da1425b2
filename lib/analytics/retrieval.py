"""Retrieval figures: how well a source's own order puts first what people put first.

nDCG@k = DCG of the source's order / DCG of the best possible order, DCG = Σ gain_r / log2(1 + r)
over the first k ranks r (Järvelin and Kekäläinen 2002, with the gains as they are declared). The
reciprocal rank is 1 / the rank of the first relevant item, 0 where the source has none in its first
k (MRR is its mean; Voorhees 1999). Items that people did not judge are skipped, as if the source
had not listed them (Sakai 2007); judged items that the source leaves out are missing from its DCG.

A prompt's figure is the mean over its judgements, a source's the mean over its prompts, with the t
interval over prompts (n - 1 degrees of freedom). Where all prompts agree, Wilson's interval on the
number of prompts takes its place: it is the widest that a mean between 0 and 1 calls for.
Judgements without a single gain above 0 say nothing about an order and are left out. One prompt has
no interval.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from lib.analytics.student_t import t_quantile
from lib.analytics.wilson import wilson_interval
from lib.errors import InvalidInput

Gains = Sequence[float | None]


@dataclass(frozen=True)
class JudgedOrder:
    """One person's judgement of one source's order.

    `order` lists the positions of the items as the source has them, best first; `gains` says what
    each item of the task is worth to the person, None where it was not judged.
    """

    source: str
    prompt: int
    order: tuple[int, ...]
    gains: tuple[float | None, ...]


@dataclass(frozen=True)
class PromptMean:
    """A mean over n prompts, with its interval; None where it is undefined."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class RetrievalFigures:
    """A source's figures. `left_out` counts the judgements in which nothing was worth anything."""

    source: str
    ndcg: PromptMean
    mrr: PromptMean
    left_out: int
    reason: str | None


def gains_from_places(places: Sequence[int]) -> tuple[float | None, ...]:
    """Gains from places in one list: linear from 1 for the first to 0 for the last of k.

    (k - rank) / (k - 1), items of one place sharing the mean of their ranks. A single item is worth
    1; place 0 is unplaced, that is not judged.
    """
    placed = np.sort([place for place in places if place > 0])
    if len(placed) == 1:
        return tuple(1.0 if place > 0 else None for place in places)
    before = np.searchsorted(placed, places, side="left")
    until = np.searchsorted(placed, places, side="right")
    rank = (before + 1 + until) / 2
    return tuple(
        float((len(placed) - mean) / (len(placed) - 1)) if place > 0 else None
        for place, mean in zip(places, rank, strict=True)
    )


def gains_from_buckets(
    buckets: Sequence[int], bucket_gains: Sequence[float]
) -> tuple[float | None, ...]:
    """The declared gain of each item's bucket; -1 is unplaced, that is not judged."""
    wrong = next((gain for gain in bucket_gains if gain < 0), None)
    if wrong is not None:
        raise InvalidInput(f"The gain {wrong:g} is below 0. Give the worst bucket the gain 0.")
    return tuple(bucket_gains[bucket] if bucket >= 0 else None for bucket in buckets)


def ndcg(order: Sequence[int], gains: Gains, k: int | None = None) -> float | None:
    """nDCG@k of one order, None where no item is worth anything; k None takes the whole order."""
    ideal = _dcg(sorted((gain for gain in gains if gain is not None), reverse=True), k)
    return _dcg(_judged(order, gains), k) / ideal if ideal > 0 else None


def reciprocal_rank(
    order: Sequence[int], gains: Gains, k: int | None = None, relevant: float | None = None
) -> float | None:
    """1 / rank of the first item worth at least `relevant`, by default the task's highest gain.

    0 where the first k hold none, None where the task has none.
    """
    best = max((gain for gain in gains if gain is not None), default=0.0)
    least = best if relevant is None else relevant
    if best <= 0 or best < least:
        return None
    ranked = _judged(order, gains)[:k]
    return next((1 / rank for rank, gain in enumerate(ranked, start=1) if gain >= least), 0.0)


def retrieval_figures(
    judged: Iterable[JudgedOrder], k: int | None = None, relevant: float | None = None
) -> tuple[RetrievalFigures, ...]:
    """Every source's nDCG@k and MRR, the best nDCG first, equals by name."""
    ndcgs: dict[str, dict[int, list[float]]] = {}
    ranks: dict[str, dict[int, list[float]]] = {}
    left_out: dict[str, int] = {}
    for each in judged:
        left_out.setdefault(each.source, 0)
        quality = ndcg(each.order, each.gains, k)
        if quality is None:
            left_out[each.source] += 1
            continue
        ndcgs.setdefault(each.source, {}).setdefault(each.prompt, []).append(quality)
        found = reciprocal_rank(each.order, each.gains, k, relevant)
        if found is not None:
            ranks.setdefault(each.source, {}).setdefault(each.prompt, []).append(found)
    figures = [
        _figures(source, ndcgs.get(source, {}), ranks.get(source, {}), left_out[source])
        for source in sorted(left_out)
    ]
    return tuple(sorted(figures, key=lambda each: -(each.ndcg.value or 0)))


def prompt_mean(by_prompt: dict[int, list[float]]) -> PromptMean:
    """The mean over prompts of values between 0 and 1, with its interval."""
    means = np.array([np.mean(values) for values in by_prompt.values()])
    n = len(means)
    if n == 0:
        return PromptMean(None, None, None, 0)
    mean = float(means.mean())
    if n == 1:
        return PromptMean(mean, None, None, 1)
    spread = float(means.std(ddof=1))
    if spread < 1e-12:
        low, high = wilson_interval(mean, n)
        return PromptMean(mean, float(low), float(high), n)
    half = float(t_quantile(0.975, n - 1)) * spread / n**0.5
    return PromptMean(mean, max(0.0, mean - half), min(1.0, mean + half), n)


def _figures(
    source: str, ndcgs: dict[int, list[float]], ranks: dict[int, list[float]], left_out: int
) -> RetrievalFigures:
    quality, rank = prompt_mean(ndcgs), prompt_mean(ranks)
    reason = None
    if quality.n == 0:
        reason = "No judgement gives any of its items a gain above 0."
    elif quality.n == 1:
        reason = "An interval needs at least two prompts; there is one."
    elif rank.n == 0:
        reason = "No item reaches the gain from which one counts as relevant."
    return RetrievalFigures(source, quality, rank, left_out, reason)


def _judged(order: Sequence[int], gains: Gains) -> list[float]:
    """The gains in the source's order, without the items that were not judged."""
    return [gain for item in order if (gain := gains[item]) is not None]


def _dcg(gains: Sequence[float], k: int | None) -> float:
    cut = np.asarray(gains[:k], dtype=np.float64)
    return float(cut @ (1 / np.log2(np.arange(2, len(cut) + 2))))

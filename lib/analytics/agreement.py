"""Agreement: the result that every agreement figure gives, and how it gets its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.analytics.arrays import FloatArray
from lib.analytics.bootstrap import Statistic, bootstrap, percentiles
from lib.analytics.wilson import wilson_interval

FEW_PROMPTS = 20

ONE_PROMPT = "All of it comes from one prompt, so there is no interval."
FLAT = "Resampling the prompts never changes this figure, so there is no interval."
OFTEN_UNDEFINED = "In many resamples of the prompts there is no figure, so there is no interval."


@dataclass(frozen=True)
class Agreement:
    """A figure of agreement, 1 where all agree, with its 95 % interval.

    `n` counts what it rests on (shared pairs, items, pairs of rankings; each metric says which),
    `prompts` the prompts that these come from. An undefined figure is None, and so is an interval
    that cannot be had; `reason` says why in a sentence.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    prompts: int
    reason: str | None = None

    @property
    def warning(self) -> str | None:
        """What to tell the reader beside the figure, if anything."""
        if self.reason is None and self.prompts < FEW_PROMPTS:
            return (
                f"This rests on {self.prompts} prompts; with fewer than {FEW_PROMPTS} the interval "
                "tends to be too narrow."
            )
        return self.reason


def undefined(reason: str, n: int = 0, prompts: int = 0) -> Agreement:
    """No figure, and why."""
    return Agreement(None, None, None, n, prompts, reason)


def estimate(
    sums: FloatArray, statistic: Statistic, *, n: int, prompts: int, no_value: str
) -> Agreement:
    """The statistic of all prompts together, with a bootstrap interval over prompts.

    `sums` (G, C) are the prompts' own sums, or those of groups of prompts; `statistic` turns rows
    of sums into one figure each, nan where there is none: then `no_value` is the reason.
    """
    return estimates(sums, statistic, n=[n], prompts=[prompts], no_value=no_value)[0]


def estimates(
    sums: FloatArray,
    statistic: Statistic,
    *,
    n: Sequence[int],
    prompts: Sequence[int],
    no_value: str,
    are_shares: bool = False,
) -> tuple[Agreement, ...]:
    """Several figures (K) at once, as `estimate` gives one.

    Resampling tells nothing where it never changes a figure, as at 0 or 100 %, or often leaves
    none, as with few prompts. A share then has Wilson's interval on its number of prompts, another
    figure has no interval.
    """
    figures = statistic(sums.sum(axis=0, keepdims=True)).reshape(-1)
    one_group = len(sums) < 2
    replicates = np.repeat(figures[None, :], 2, axis=0) if one_group else bootstrap(sums, statistic)
    ends = percentiles(replicates.reshape(len(replicates), -1))
    return tuple(
        _agreement(
            float(value), float(low), float(high), bool(flat), rated, of, no_value, are_shares
        )
        for value, low, high, flat, rated, of in zip(
            figures, ends.low, ends.high, ends.flat, n, prompts, strict=True
        )
    )


def _agreement(
    value: float,
    low: float,
    high: float,
    flat: bool,
    n: int,
    prompts: int,
    no_value: str,
    is_share: bool,
) -> Agreement:
    if np.isnan(value):
        return undefined(no_value, n, prompts)
    if is_share and (flat or np.isnan(low)):
        ends = wilson_interval(value, prompts)
        return Agreement(value, float(ends[0]), float(ends[1]), n, prompts)
    if np.isnan(low):
        return Agreement(value, None, None, n, prompts, OFTEN_UNDEFINED)
    if flat:
        return Agreement(value, None, None, n, prompts, ONE_PROMPT if prompts == 1 else FLAT)
    return Agreement(value, min(low, value), max(high, value), n, prompts)

"""The verdict on two models, in words: which is better, or that it is neither, or what is missing.

- better: the Holm-adjusted p of θ_a = θ_b is below α.
- no difference found: not that, and the interval of a's chance to win lies within ± δ of one half.
- not enough labels: otherwise; with the number of prompts that it would take.

How many more: n ((z SE / |Δ|)² − 1) for n prompts, where only the prompts' part of the variance
shrinks with n: the part A of the annotators stays, so n P / ((Δ/z)² − A) − n with P + A = SE². z is
what the pair has to reach: 1.96 for a single pair, more where Holm's adjustment asks for more, so
that the figure promises the verdict and not less. It is a planning figure: it takes the difference
seen so far for the true one, which is then found every other time.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from lib.analytics.pair_model import PairModel
from lib.analytics.pair_tests import LEVEL, PairTests, pair_tests
from lib.analytics.rating_variance import RatingVariance
from lib.analytics.student_t import t_quantile

Verdict = Literal["better", "no difference found", "not enough labels"]


@dataclass(frozen=True)
class PairVerdict:
    """What the labels say about models `a` and `b` (codes, a < b).

    `better` is the code of the better one. `p_value` is Holm-adjusted over all pairs of comparable
    models. `probability` is a's expected score against b (a tie half a win) with its 95 % interval,
    not adjusted. `more_needed` counts prompts. All None where there is no such figure.
    """

    a: int
    b: int
    verdict: Verdict
    better: int | None
    p_value: float | None
    probability: float | None
    probability_low: float | None
    probability_high: float | None
    more_needed: int | None
    reason: str


def judge(
    fit: PairModel,
    variance: RatingVariance,
    names: Sequence[str],
    delta: float = 0.05,
    alpha: float = 0.05,
    prompts_known: bool = True,
) -> tuple[PairVerdict, ...]:
    """The verdict on every pair of models, by codes.

    There is no `more_needed` where the comparisons do not know their prompts.
    """
    tests = pair_tests(fit, variance)
    rules = _Rules(names, delta, alpha, prompts_known)
    size = len(fit.strength)
    return tuple(
        _pair(fit, variance, a, b, tests, rules) for a in range(size) for b in range(a + 1, size)
    )


@dataclass(frozen=True)
class _Rules:
    names: Sequence[str]
    delta: float
    alpha: float
    prompts_known: bool


def _pair(
    fit: PairModel, variance: RatingVariance, a: int, b: int, tests: PairTests, rules: _Rules
) -> PairVerdict:
    name_a, name_b = rules.names[a], rules.names[b]
    if fit.group[a] != fit.group[b]:
        reason = (
            f"{name_a} and {name_b} are not connected by wins and losses, so their ratings cannot "
            "be compared. Compare them with each other, or both with models that win some and "
            "lose some against them."
        )
        return PairVerdict(a, b, "not enough labels", None, None, None, None, None, None, reason)

    gap = float(fit.strength[a] - fit.strength[b])
    chance = expected_score(gap, fit.nu or 0.0)
    degrees = int(variance.degrees_of[a])
    if degrees == 0:
        reason = (
            f"{name_a}'s expected score against {name_b} is {chance:.1%}, but there are too few "
            "prompts or people to tell how far that may be off. Label more prompts, with more "
            "people."
        )
        return PairVerdict(a, b, "not enough labels", None, None, chance, None, None, None, reason)

    half = t_quantile(0.975, degrees) * math.sqrt(float(variance.difference[a, b]))
    low, high = (expected_score(gap + side, fit.nu or 0.0) for side in (-half, half))
    p_value = float(tests.adjusted[a, b])
    figures = (p_value, chance, low, high)
    if p_value < rules.alpha and abs(gap) > LEVEL:
        better, worse, wins = (a, b, chance) if gap > 0 else (b, a, 1 - chance)
        reason = (
            f"{rules.names[better]} is expected to score {wins:.1%} against "
            f"{rules.names[worse]} (adjusted p {_p_text(p_value)})."
        )
        return PairVerdict(a, b, "better", better, *figures, None, reason)

    if low >= 0.5 - rules.delta and high <= 0.5 + rules.delta:
        reason = (
            f"{name_a}'s expected score against {name_b} lies between {low:.1%} and {high:.1%}, "
            f"within {100 * rules.delta:g} points of one half."
        )
        return PairVerdict(a, b, "no difference found", None, *figures, None, reason)

    more, advice = _more_needed(gap, variance, a, b, tests, rules)
    reason = (
        f"{name_a}'s expected score against {name_b} may be anywhere from {low:.1%} to {high:.1%} "
        f"(adjusted p {_p_text(p_value)}). {advice}"
    )
    return PairVerdict(a, b, "not enough labels", None, *figures, more, reason)


def _more_needed(
    gap: float, variance: RatingVariance, a: int, b: int, tests: PairTests, rules: _Rules
) -> tuple[int | None, str]:
    """The number of further prompts, and what to do, as a sentence."""
    if not rules.prompts_known:
        return None, "How many more prompts it takes is told with intervals by prompt or two-way."
    if abs(gap) <= LEVEL:
        return None, "The two are level so far: there is no difference to plan for."
    fixed, shrinking = float(variance.annotator_part[a, b]), float(variance.prompt_part[a, b])
    prompts = int(variance.prompts_of[a])
    for z in _to_reach(tests, a, b, int(variance.degrees_of[a]), rules.alpha):
        target = (gap / z) ** 2
        if fixed >= target:
            return None, "It needs more annotators: more prompts alone would not settle it."
        more = math.ceil(prompts * (shrinking / (target - fixed) - 1) - 1e-9)
        if more > 0:
            unit = "prompt" if more == 1 else "prompts"
            stays = "if the difference stays as it is"
            return more, f"About {more:,} more {unit} would settle it {stays}."
    return None, "It is a hair short of a verdict: any few more prompts may settle it."


def _to_reach(tests: PairTests, a: int, b: int, degrees: int, alpha: float) -> Iterator[float]:
    """What |Δ|/SE has to reach for an adjusted p of alpha: with many clusters, then with these.

    Holm multiplies a pair's own p by a factor, which is taken as it is now; where the adjusted p
    is 1, by the number of pairs tested.
    """
    own, adjusted = float(tests.own[a, b]), float(tests.adjusted[a, b])
    factor = max(adjusted / own, 1.0) if adjusted < 1 and own > 0 else float(tests.tested)
    level = 1 - alpha / factor / 2
    yield NormalDist().inv_cdf(level)
    yield t_quantile(level, degrees)


def expected_score(gap: float, nu: float) -> float:
    """P(win) + P(tie)/2 at a difference of strengths, Davidson's ν being 0 for Bradley-Terry.

    (e^x + ν/2) / (e^x + e^−x + ν) with x = gap/2, which is ½ + ½ tanh x / (1 + ν / (2 cosh x)).
    """
    x = min(max(gap / 2, -300.0), 300.0)
    return 0.5 + 0.5 * math.tanh(x) / (1 + nu / (2 * math.cosh(x)))


def _p_text(p_value: float) -> str:
    return "below 0.001" if p_value < 0.001 else f"{p_value:.3f}"

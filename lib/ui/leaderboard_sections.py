"""The sections of the Leaderboard page, from its figures."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from lib.analytics.trend import TrendPoint
from lib.analytics.win_rate import WinRate
from lib.services.leaderboard import LeaderboardStudy
from lib.services.leaderboard_rows import ComparedPair
from lib.services.sliced import Slices
from lib.ui.charts import pair_matrix, rating_chart, trend_chart, win_rate_chart
from lib.ui.snapshot import Section

NAMED_PAIRS = 3
"""So many verdicts of the leader, and so many open ones, are told in sentences; a table has all."""

NAMED_MODELS = 5


def verdict_section(study: LeaderboardStudy) -> Section:
    """What may be said, before any chart."""
    lines = [_best(study), _verdict_counts(study), *_reasons(study)]
    rows = [_verdict_row(pair) for pair in sorted(study.pairs, key=_by_rank(study))]
    return Section("Verdict", tuple(lines), None, rows)


def rating_section(study: LeaderboardStudy) -> Section:
    """Ratings with intervals and ranges of ranks."""
    rated = [
        rating_chart.RatedModel(
            model=each.model,
            rating=each.rating,
            low=each.ci_low,
            high=each.ci_high,
            rank_low=each.rank_low,
            rank_high=each.rank_high,
            n=each.n,
            group=each.group,
        )
        for each in study.models
    ]
    rows = [
        {
            "model": each.model,
            "rating": each.rating,
            "low": each.ci_low,
            "high": each.ci_high,
            "rank from": each.rank_low,
            "rank to": each.rank_high,
            "group": each.group + 1,
            "n": each.n,
        }
        for each in study.models
    ]
    drawn = any(each.rating is not None for each in rated)
    lines = (
        f"{study.method} 400 points are odds of 10 to 1; the models of a group average 1000. A "
        "range of ranks holds every rank that the tests of differences leave open.",
        *_tie_rate(study),
        *study.warnings,
    )
    return Section("Ratings", lines, rating_chart.rating_chart(rated) if drawn else None, rows)


def _tie_rate(study: LeaderboardStudy) -> list[str]:
    if study.tie_rate is None:
        return []
    return [f"Two equally strong models tie in {study.tie_rate:.1%} of their comparisons."]


def win_rate_section(rates: Sequence[WinRate], baseline: str | None) -> Section:
    """How often each model wins, of all its comparisons or of those with a baseline."""
    bars = [
        win_rate_chart.WinRateBar(
            each.model,
            each.rate,
            each.low,
            each.high,
            each.n,
            each.wins,
            each.losses,
            each.ties,
        )
        for each in rates
    ]
    rows = [_win_rate_row(each) for each in rates]
    against = f" against {baseline}" if baseline else ""
    lines = (
        f"The share of its comparisons{against} that a model won, a tie being half a win, every "
        "comparison counted once.",
        *(each.reason for each in rates if each.reason),
    )
    drawn = any(bar.rate is not None for bar in bars)
    chart = win_rate_chart.win_rate_chart(bars, baseline) if drawn else None
    return Section("Win rates", lines, chart, rows)


def matrix_section(study: LeaderboardStudy) -> Section:
    """Every model against every other one."""
    order = [each.model for each in study.models]
    order = order[: pair_matrix.MOST_MODELS]
    pairs = [
        pair_matrix.PairResult(each.a, each.b, each.wins_a, each.wins_b, each.ties)
        for each in study.pairs
        if {each.a, each.b} <= set(order)
    ]
    rows = [
        {
            "model": each.a,
            "other model": each.b,
            "wins": each.wins_a,
            "losses": each.wins_b,
            "ties": each.ties,
            "n": each.n,
            "possible": each.possible,
        }
        for each in study.pairs
    ]
    lines = [
        "The win rate of the row's model in its direct comparisons with the column's; verdicts use "
        "the ratings, which rest on all comparisons. An empty cell has n 0."
    ]
    if len(order) < len(study.models):
        lines.append(
            f"The chart shows the best {len(order)} of {len(study.models)} models, the table all."
        )
    return Section("Pairs", tuple(lines), pair_matrix.pair_matrix(order, pairs), rows)


def health_section(study: LeaderboardStudy) -> Section:
    """Can these labels carry a leaderboard?"""
    lines = tuple(
        each.sentence if each.level == "good" else f"Attention: {each.sentence}"
        for each in study.health
    )
    return Section("Health of the design", (*lines, *_planned(study)))


def _planned(study: LeaderboardStudy) -> list[str]:
    """How large a study would have to be, from the spread seen so far."""
    planned = study.planned
    if planned is None:
        return []
    goal = f"a true score of {0.5 + planned.difference:.0%} against the best model's nearest rival"
    if planned.prompts is None:
        return [f"To tell {goal} from one half: {planned.reason}"]
    return [
        f"Planning figure: telling {goal} from one half takes about {planned.prompts:,} prompts "
        "labelled like these (80 % power, by the spread seen so far)."
    ]


def trend_section(points: Sequence[TrendPoint], days: int) -> Section:
    """Win rates as the comparisons came in."""
    drawn = [
        trend_chart.TrendPoint(
            model=each.model,
            first=date.fromisoformat(each.period),
            last=date.fromisoformat(each.period) + timedelta(days=days - 1),
            rate=each.rate,
            low=None,
            high=None,
            n=each.n,
        )
        for each in points
    ]
    rows = [
        {
            "model": each.model,
            "from": each.period,
            "win rate so far": each.rate,
            "n so far": each.n,
            "n added": each.added,
        }
        for each in points
    ]
    unit = "day" if days == 1 else "week"
    lines = (f"Each model's win rate of all comparisons up to each {unit} (UTC).",)
    return Section("Over time", lines, trend_chart.trend_chart(drawn) if drawn else None, rows)


def slice_section(study: LeaderboardStudy, slices: Slices) -> Section:
    """Which model to send each slice of the prompts to."""
    rows = [
        {
            "slice": each.slice,
            "best model": each.best,
            "runner-up": each.runner_up,
            "verdict": each.verdict,
            "p value": each.p_value,
            "prompts": each.prompts,
            "n": each.n,
            "more prompts needed": each.more_needed,
            "reason": each.reason,
        }
        for each in study.routed(slices)
    ]
    lines = (
        f"The best model for every value of {slices.field}, each rated by itself, with the verdict "
        "on it and the runner-up. Verdicts are adjusted for the pairs of a slice, not for the "
        "number of slices.",
    )
    return Section(f"Best model by {slices.field}", lines, None, rows)


def slice_rate_section(study: LeaderboardStudy, slices: Slices) -> Section:
    """Win rates slice by slice, as a table."""
    rows = [{"slice": each.slice, **_win_rate_row(each.win_rate)} for each in study.sliced(slices)]
    return Section(f"Win rates by {slices.field}", (), None, rows)


def _best(study: LeaderboardStudy) -> str:
    """Who leads, if anybody can be said to."""
    rated = [each for each in study.models if each.group == 0 and each.rating is not None]
    if len(rated) < 2:
        return "No two models can be rated against each other yet."
    first = [each.model for each in rated if each.rank_low == 1]
    if len(first) == 1:
        return (
            f"{first[0]} is the best of {len(rated)} comparable models "
            f"(n {rated[0].n:,} comparisons)."
        )
    named = _listed(first) if len(first) <= NAMED_MODELS else f"{len(first)} of them"
    return (
        f"No model is clearly the best of {len(rated)} comparable models: {named} may each be "
        f"first. Highest rated is {rated[0].model} (n {rated[0].n:,} comparisons)."
    )


def _verdict_counts(study: LeaderboardStudy) -> str:
    found = [pair.verdict.verdict for pair in study.pairs]
    margin = study.project.settings.no_difference_points
    return (
        f"Of {len(found):,} {'pair' if len(found) == 1 else 'pairs'} of models: "
        f"{found.count('better'):,} with a better model, "
        f"{found.count('no difference found'):,} with no difference found (within {margin} points "
        f"of one half), {found.count('not enough labels'):,} without enough labels."
    )


def _reasons(study: LeaderboardStudy) -> list[str]:
    """The leader against those next to it, then what is still open, each with its reason."""
    leader = study.models[0].model
    ordered = sorted(study.pairs, key=_by_rank(study))
    told = [pair for pair in ordered if leader in (pair.a, pair.b)][:NAMED_PAIRS]
    still_open = [pair for pair in ordered if pair.verdict.verdict == "not enough labels"]
    told += [pair for pair in still_open if pair not in told][:NAMED_PAIRS]
    return [
        f"{pair.verdict.verdict.capitalize()} · {pair.a} and {pair.b} (n {pair.n:,}): {pair.reason}"
        for pair in told
    ]


def _by_rank(study: LeaderboardStudy) -> Callable[[ComparedPair], tuple[int, int]]:
    """Pairs in the order of their better-rated, then their other model."""
    place = {each.model: index for index, each in enumerate(study.models)}

    def key(pair: ComparedPair) -> tuple[int, int]:
        ends = sorted((place[pair.a], place[pair.b]))
        return ends[0], ends[1]

    return key


def _verdict_row(pair: ComparedPair) -> dict[str, object]:
    verdict = pair.verdict
    better = None if verdict.better is None else (pair.a if verdict.better == verdict.a else pair.b)
    return {
        "model": pair.a,
        "other model": pair.b,
        "verdict": verdict.verdict,
        "better": better,
        "n": pair.n,
        "more prompts needed": verdict.more_needed,
        "expected score": verdict.probability,
        "low": verdict.probability_low,
        "high": verdict.probability_high,
        "adjusted p": verdict.p_value,
        "reason": pair.reason,
    }


def _win_rate_row(each: WinRate) -> dict[str, object]:
    return {
        "model": each.model,
        "win rate": each.rate,
        "low": each.low,
        "high": each.high,
        "wins": each.wins,
        "losses": each.losses,
        "ties": each.ties,
        "n": each.n,
    }


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last

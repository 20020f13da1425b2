"""The sections on bias: the place on the screen, length and style."""

from lib.analytics.position_bias import PositionBias
from lib.analytics.style_control import StyleControl
from lib.services.bias import BiasStudy, RatedStyle
from lib.ui.charts.effect_chart import Effect, effect_chart
from lib.ui.charts.look import number, percent
from lib.ui.charts.style_chart import Interval, StyledRating, style_chart
from lib.ui.snapshot import Section

SIGNIFICANT = 0.05

POSITION = "Position bias"
STYLE = "Length and style"
EQUAL_STYLE = "Ratings at equal style"
NOTHING = "No two responses have been compared yet."


def position_section(study: BiasStudy) -> Section:
    """Do people favour what stands in a certain place on the screen?"""
    if not study.n_comparisons:
        return Section(POSITION, (NOTHING,))
    bias = study.position
    lines = [_position_words(bias)]
    if bias.slots:
        lines.append(
            "That share looks at no model: one that stood first more often takes its quality into "
            "it. The test does not: it estimates what each place adds to the log odds of winning "
            "beside the models' strengths; all places together add 0."
        )
    if bias.unknown:
        lines.append(f"Left out: {_comparisons(bias.unknown)} without a known display order.")
    rows = [
        {
            "place shown": each.slot + 1,
            "effect (log odds)": each.effect,
            "low": each.low,
            "high": each.high,
            "n": each.n,
        }
        for each in bias.slots
    ]
    drawn = [
        Effect(f"Shown at place {each.slot + 1}", each.effect, each.low, each.high, each.n)
        for each in bias.slots
    ]
    chart = effect_chart(drawn, title="Effect on the log odds of winning") if drawn else None
    return Section(POSITION, (*lines, *bias.notes), chart, rows)


def style_section(study: BiasStudy) -> Section:
    """Do people favour long or decorated answers?"""
    if not study.n_comparisons:
        return Section(STYLE, (NOTHING,))
    style = study.style
    lines = [_style_words(style), *_left_out(study)]
    if style.effects:
        lines.append(
            "An effect is what one typical relative difference (a − b) / (a + b) between two "
            "responses adds to the log odds of winning. Words are what stands between spaces and "
            "line breaks; headers, list items and bold spans are those of Markdown, outside of "
            "fenced code."
        )
    if style.dropped:
        lines.append(f"No two compared responses differ in: {', '.join(style.dropped)}.")
    rows = [
        {
            "feature": each.feature,
            "effect (log odds)": each.effect,
            "low": each.low,
            "high": each.high,
            "p value": each.p_value,
            "n": style.n,
        }
        for each in style.effects
    ]
    drawn = [
        Effect(each.feature.capitalize(), each.effect, each.low, each.high, style.n)
        for each in style.effects
    ]
    chart = effect_chart(drawn, title="Effect on the log odds of winning") if drawn else None
    return Section(STYLE, (*lines, *style.notes), chart, rows)


def equal_style_section(study: BiasStudy) -> Section:
    """The leaderboard as it is, and as it would be if all responses looked alike."""
    if not study.n_comparisons:
        return Section(EQUAL_STYLE, (NOTHING,))
    style = study.style
    if style.model is None:
        return Section(EQUAL_STYLE, (_undefined(style), *_left_out(study)))
    lines = [
        "Each model's rating as it is, and what is left of it at equal length and style, both over "
        f"the same {_comparisons(style.n)}.",
        *_left_out(study),
    ]
    if len({each.group for each in study.rated}) > 1:
        lines.append("Ratings of different groups (see the table) cannot be compared.")
    drawn = [
        StyledRating(
            each.model,
            _interval(each.raw, each.raw_low, each.raw_high),
            _interval(each.controlled, each.controlled_low, each.controlled_high),
            each.n,
        )
        for each in study.rated
        if each.raw is not None
    ]
    rows = [_rated_row(each) for each in study.rated]
    chart = style_chart(drawn) if drawn else None
    return Section(EQUAL_STYLE, (*lines, *style.notes), chart, rows)


def _position_words(bias: PositionBias) -> str:
    """The plain share, then what the test says of it."""
    if bias.first_shown is None:
        return bias.reason or ""
    share = (
        f"Of two responses, the one shown earlier wins {percent(bias.first_shown)} "
        f"(n {bias.n:,}, a tie being half a win)"
    )
    if bias.p_value is None or bias.statistic is None:
        return f"{share}; there is no test of position. {bias.reason or ''}".rstrip()
    found = "an effect" if bias.p_value < SIGNIFICANT else "no effect"
    return (
        f"{share}; a test finds {found} of position (Wald χ² {number(bias.statistic, 1)}, "
        f"{bias.degrees} {'degree' if bias.degrees == 1 else 'degrees'} of freedom, "
        f"{_p(bias.p_value)}, which allows for the number of clusters)."
    )


def _style_words(style: StyleControl) -> str:
    """Which features move votes."""
    if style.model is None:
        return _undefined(style)
    n = f"n {style.n:,}; every feature is tested beside the others, p not adjusted"
    tested = [(each, each.p_value) for each in style.effects if each.p_value is not None]
    if not tested:
        return f"There are effects of style, but no test of them (n {style.n:,})."
    found = [
        f"{'more' if each.effect > 0 else 'fewer'} {each.feature} ({_p(p_value)})"
        for each, p_value in tested
        if p_value < SIGNIFICANT
    ]
    if not found:
        values = ", ".join(f"{each.feature} {_p(p_value)}" for each, p_value in tested)
        return f"No effect of length or style on the votes is found: {values} ({n})."
    return f"Votes go to responses with {' and '.join(found)} ({n})."


def _undefined(style: StyleControl) -> str:
    if not style.n:
        return "There is no control for length and style: no two responses of a known text."
    return f"There is no control for length and style (n {style.n:,}). {style.reason or ''}".strip()


def _left_out(study: BiasStudy) -> list[str]:
    if not study.without_style:
        return []
    return [
        f"Left out: {_comparisons(study.without_style)} with a response whose text was not "
        "imported, so that its style is not known."
    ]


def _rated_row(each: RatedStyle) -> dict[str, object]:
    return {
        "model": each.model,
        "rating": each.raw,
        "low": each.raw_low,
        "high": each.raw_high,
        "at equal style": each.controlled,
        "at equal style, low": each.controlled_low,
        "at equal style, high": each.controlled_high,
        "group": each.group + 1,
        "n": each.n,
    }


def _interval(value: float | None, low: float | None, high: float | None) -> Interval | None:
    return None if value is None else (value, low, high)


def _comparisons(n: int) -> str:
    return f"{n:,} comparison" if n == 1 else f"{n:,} comparisons"


def _p(value: float) -> str:
    return "p < 0.001" if value < 0.001 else f"p {value:.3f}"

"""Charts of results, each with its n on every mark."""

from collections.abc import Sequence

import plotly.graph_objects as go

from lib.analytics.bucket_distribution import BucketShare
from lib.analytics.win_rate import WinRate
from lib.services.results import NOT_PLACED

BAR_HEIGHT = 44
MARGINS = {"l": 0, "r": 30, "t": 30, "b": 0}
SHORT_BAR = 0.25
"""The win rate up to which a bar is too short for the text inside it."""


# Neither good nor bad, so no colour of a bucket.
UNPLACED_COLOUR = "#9aa4b1"


def win_rate_bars(rates: Sequence[WinRate]) -> go.Figure:
    """Win rates as horizontal bars, the best on top; models never compared are left out."""
    shown = [(rate, rate.rate) for rate in reversed(rates) if rate.rate is not None]
    figure = go.Figure(
        go.Bar(
            x=[share for _, share in shown],
            y=[rate.model for rate, _ in shown],
            orientation="h",
            text=[f"{share:.1%}  (n {rate.n})" for rate, share in shown],
            textposition=["inside" if share > SHORT_BAR else "outside" for _, share in shown],
            customdata=[(rate.wins, rate.losses, rate.ties, rate.n) for rate, _ in shown],
            hovertemplate=(
                "%{y}: %{x:.1%}<br>%{customdata[0]} wins, %{customdata[1]} losses, "
                "%{customdata[2]} ties, n %{customdata[3]}<extra></extra>"
            ),
        )
    )
    figure.update_xaxes(range=[0, 1], tickformat=".0%", title="Win rate, a tie being half a win")
    figure.update_yaxes(type="category")
    figure.update_layout(height=90 + BAR_HEIGHT * len(shown), margin=MARGINS)
    return figure


def bucket_bars(shares: Sequence[BucketShare]) -> go.Figure:
    """Each model's distribution over the buckets as one stacked bar."""
    figure = go.Figure()
    models = list(dict.fromkeys(each.model for each in shares))
    for bucket in dict.fromkeys(each.bucket for each in shares):
        found = [each for each in shares if each.bucket == bucket]
        figure.add_bar(
            name=bucket,
            marker_color=UNPLACED_COLOUR if bucket == NOT_PLACED else None,
            x=[each.share for each in found],
            y=[f"{each.model} (n {each.n})" for each in found],
            orientation="h",
            text=[f"{each.share:.0%}" if each.count else "" for each in found],
            customdata=[(each.count, each.n) for each in found],
            hovertemplate="%{y}: %{customdata[0]} of %{customdata[1]} (%{x:.1%})",
        )
    figure.update_layout(
        barmode="stack",
        height=110 + BAR_HEIGHT * len(models),
        margin=MARGINS,
        legend={"orientation": "h", "y": -0.25, "traceorder": "normal"},
    )
    figure.update_xaxes(range=[0, 1], tickformat=".0%", title="Share of the model's responses")
    figure.update_yaxes(type="category", autorange="reversed")
    return figure

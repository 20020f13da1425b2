"""A first look at who wins: win rates, with what they rest on."""

import streamlit as st

from lib.services.application import current_database
from lib.services.results import compare_models
from lib.ui.access import require
from lib.ui.charts import win_rate_bars
from lib.ui.model_names import show_models_first
from lib.ui.plain_text import plain
from lib.ui.project_choice import choose_project
from lib.ui.tables import show_table

require("reviewer")
project = choose_project(current_database())
st.title("Leaderboard")
show_models_first()

compared = compare_models(current_database(), project)
st.caption(
    f"Pairs counted: {compared.pairs_counted:,} of {compared.pairs_possible:,} possible. "
    f"{plain(compared.counting)} A tie is half a win. These are plain shares, without intervals."
)
if not compared.rates:
    st.info("Nothing is ranked yet: no submitted ranking holds two responses of different models.")
    st.stop()
if not compared.pairs_counted:
    st.info(
        "No pair counts yet: no two responses share a bucket. If the buckets have an order, say "
        "so on the Projects page, and pairs across buckets count too."
    )
    st.stop()

st.plotly_chart(
    win_rate_bars(compared.rates), key="win_rates", alt="Win rates of the models as bars"
)
show_table(
    [
        {
            "model": rate.model,
            "win rate": None if rate.rate is None else round(rate.rate, 4),
            "wins": rate.wins,
            "losses": rate.losses,
            "ties": rate.ties,
            "n": rate.n,
        }
        for rate in compared.rates
    ],
    name="win_rates",
)
if never := [rate.model for rate in compared.rates if rate.rate is None]:
    st.caption(f"Never compared, so without a win rate: {plain(', '.join(never))}.")

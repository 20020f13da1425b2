"""A page with charts to click and the prompts behind them, and nothing else of Podium.

The address names the file of a `database` that the page opens; its only project is shown. It is
served by charts_app.py.
"""

from pathlib import Path

import streamlit as st

from lib.domain.selection import Selection
from lib.services.application import Database, open_application
from lib.services.projects import list_projects
from lib.settings import Settings
from lib.ui import access
from lib.ui.charts.pair_matrix import PairResult, pair_matrix
from lib.ui.charts.win_rate_chart import WinRateBar, win_rate_chart
from lib.ui.clickable import clickable
from lib.ui.prompts_behind import show_prompts_behind
from lib.ui.snapshot import Section, Snapshot, snapshot_button
from lib.ui.tables import show_table
from tests.e2e.harness.visitor import VISITOR

MODELS = ("A", "B", "C")
RATES = [
    WinRateBar(model, 0.75 - index / 4, 0.6 - index / 4, 0.9 - index / 4, 8, 4, 4, 0)
    for index, model in enumerate(MODELS)
]
PAIRS = [
    PairResult("A", "B", 2, 0, 0),
    PairResult("A", "C", 1, 1, 0),
    PairResult("B", "C", 0, 0, 0),
]


@st.cache_resource
def opened(path: str) -> Database:
    return open_application(Settings(database=Path(path)))


def snapshot() -> Snapshot:
    section = Section(
        "Win rates", ("A is better.",), win_rate_chart(RATES), [{"model": "A", "n": 8}]
    )
    return Snapshot("Leaderboard", "A project", (("Annotations", "3"),), (section,))


access.signed_in_person = lambda: VISITOR
st.set_page_config(layout="wide")
database = opened(st.query_params["database"])
project = list_projects(database)[0]

for key, figure in (
    ("win_rates", win_rate_chart(RATES)),
    ("pairs", pair_matrix(MODELS, PAIRS)),
):
    mark = clickable(figure, key, alt=f"The chart {key}")
    if mark is not None:
        show_prompts_behind(database, project, Selection(), mark, key)
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.button(f"Run again, after {st.session_state['runs']}")
show_table([{"model": "A", "n": 8}], name="rates", project=project)
snapshot_button(snapshot, project=project, file_name="leaderboard")
st.html("<div style='height: 900px'></div>")

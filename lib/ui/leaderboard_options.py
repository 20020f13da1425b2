"""How the leaderboard is worked out, and against whom: kept in the address."""

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from lib.services.leaderboard import LeaderboardStudy
from lib.services.rating_method import CLUSTERINGS, TIES, Clustering, Ties

T = TypeVar("T")


def choose_method() -> tuple[Clustering, Ties]:
    """Which clusters the intervals have, and what a tie is."""
    with st.popover("Method", icon=":material/tune:"):
        return _choice("Intervals", "cluster", CLUSTERINGS), _choice("Ties", "ties", TIES)


def choose_baseline(study: LeaderboardStudy) -> str | None:
    """The model that win rates are against, None for all others."""
    options: dict[str | None, str] = {None: "all other models"}
    options |= {each.model: each.model for each in study.models}
    return _choice("Win rates against", "baseline", options)


def _choice(label: str, parameter: str, options: Mapping[T, str]) -> T:
    """One of the options, shown by their words; the address keeps it unless it is the first."""
    keys = list(options)
    wanted = st.query_params.get(parameter)
    chosen = st.selectbox(
        label,
        keys,
        index=next((at for at, key in enumerate(keys) if key == wanted), 0),
        format_func=options.__getitem__,
        key=f"choice_{parameter}",
    )
    if chosen == keys[0]:
        st.query_params.pop(parameter, None)
    else:
        st.query_params[parameter] = str(chosen)
    return keys[keys.index(chosen)]

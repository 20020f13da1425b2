"""The last runs: when, which way, and how they ended."""

from itertools import groupby

import streamlit as st

from lib.domain.label_studio import SyncRun
from lib.domain.project import Project
from lib.services.application import Database
from lib.services.label_studio.outcome_words import without_kept_aside
from lib.services.label_studio.sync import list_sync_runs
from lib.ui.label_studio.sync_words import (
    DIRECTIONS,
    is_stopped,
    moment,
    moves_nothing,
    run_in_words,
)
from lib.ui.plain_text import plain

RUNS_READ = 200
MESSAGES_SHOWN = 10
ALL_HEIGHT = 300


def show_run_log(database: Database, project: Project) -> None:
    """Runs that moved nothing, of which pulls by themselves make many, are folded together."""
    runs = list_sync_runs(database, project.project_id, RUNS_READ)
    if not runs:
        return
    with st.expander(f"Log: the last {len(runs)} runs" if len(runs) > 1 else "Log: one run"):
        for is_quiet, neighbours in groupby(runs, _is_quiet):
            group = list(neighbours)
            if is_quiet and len(group) > 1:
                _show_quiet(group)
                continue
            for run in group:
                _show_run(run)


def _is_quiet(run: SyncRun) -> bool:
    outcome = run.outcome if run.failure is None else None
    return outcome is not None and moves_nothing(outcome) and not outcome.messages


def _show_quiet(newest_first: list[SyncRun]) -> None:
    first, last = newest_first[-1].started_at, newest_first[0].started_at
    st.markdown(
        f"**{moment(first)}** to **{moment(last)}**  \n"
        f"{len(newest_first):,} syncs that moved nothing\\."
    )


def _show_run(run: SyncRun) -> None:
    direction = DIRECTIONS[run.direction]
    sign = ":material/error:" if run.failure is not None and not is_stopped(run) else ""
    st.markdown(
        f"**{moment(run.started_at)}** · {direction}{_took(run)} {sign}  \n"
        f"{plain(run_in_words(run))}"
    )
    messages = run.outcome.messages if run.outcome else ()
    is_cut = len(messages) > MESSAGES_SHOWN or len(without_kept_aside(messages)) < len(messages)
    all_of_them = "The message" if len(messages) == 1 else f"All {len(messages):,} messages"
    if is_cut and st.toggle(f"{all_of_them} (may name models)", key=f"ls_messages_{run.run_id}"):
        st.code("\n".join(messages), language=None, wrap_lines=True, height=ALL_HEIGHT)
    else:
        show_messages(messages)


def show_messages(messages: tuple[str, ...], *, where: str = "") -> None:
    """Sentences worth reading, the first ten of them, and where the others are.

    What is kept aside has a place of its own, where its reasons, which may name models, are shown
    on demand.
    """
    told = without_kept_aside(messages)
    for message in told[:MESSAGES_SHOWN]:
        st.caption(plain(message))
    if more := len(told[MESSAGES_SHOWN:]):
        st.caption(f"And {more:,} more{where}.")


def _took(run: SyncRun) -> str:
    if run.ended_at is None:
        return ""
    return f" · {(run.ended_at - run.started_at).total_seconds():,.1f} s"

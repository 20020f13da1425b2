"""How the last sync ended, whoever started it and whoever looks."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from lib.domain.label_studio import Link, SyncRun
from lib.services.application import Database
from lib.services.label_studio.jobs import running_job
from lib.services.label_studio.sync import list_sync_runs
from lib.ui.label_studio.run_log import show_messages
from lib.ui.label_studio.standing import Standing
from lib.ui.label_studio.sync_words import DIRECTIONS, is_stopped, moment, run_in_words
from lib.ui.plain_text import plain


def last_run(database: Database, link: Link) -> SyncRun | None:
    """The newest run of this link that does not run any more."""
    runs = _runs(database, link)
    if runs and runs[0].ended_at is None and running_job(link.project_id):
        runs = runs[1:]
    return runs[0] if runs else None


def run_under_way(database: Database, link: Link) -> SyncRun | None:
    """What the log has of the job that runs: None for a preview, which is not in the log."""
    runs = _runs(database, link)
    return runs[0] if runs and runs[0].ended_at is None else None


def _runs(database: Database, link: Link) -> Sequence[SyncRun]:
    since = link.linked_at
    runs = list_sync_runs(database, link.project_id, 2)
    return [run for run in runs if since is None or run.started_at >= since]


def show_last_failure(database: Database, link: Link) -> None:
    """Why the last sync failed, until a later one does not."""
    run = last_run(database, link)
    if run is None or is_stopped(run):
        return
    if run.failure is not None:
        st.warning(plain(f"The last sync, {moment(run.started_at)}, failed: {run_in_words(run)}"))
    elif run.ended_at is None:
        st.warning(
            plain(
                f"The last sync, {moment(run.started_at)}, was cut off. Run it again: it goes on "
                "from there."
            )
        )


def show_last_end(database: Database, link: Link, standing: Standing) -> None:
    """What the last sync did; of conflicts and things kept aside only while there are any."""
    run = last_run(database, link)
    if run is None or run.ended_at is None:
        return
    words = f"{DIRECTIONS[run.direction]}, {moment(run.ended_at)}: "
    if is_stopped(run):
        st.info(plain(words + run_in_words(run)))
        return
    if run.failure is not None or run.outcome is None:
        return
    outcome = replace(
        run.outcome,
        conflicts=min(run.outcome.conflicts, standing.conflicts),
        kept_aside=min(run.outcome.kept_aside, standing.kept_aside),
    )
    show = st.warning if outcome.conflicts or outcome.kept_aside else st.success
    show(plain(words + run_in_words(replace(run, outcome=outcome))))
    show_messages(outcome.messages, where=", in the log below")

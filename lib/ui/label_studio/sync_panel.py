"""Push, pull, both: first what it would do, then the doing of it, with progress."""

from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from lib.domain.label_studio import Direction, Link, Progress
from lib.domain.project import Project
from lib.services.application import Database
from lib.services.label_studio.jobs import STOPPED, SyncJob, running_job, start_job
from lib.ui.label_studio.last_run import last_run, run_under_way, show_last_end
from lib.ui.label_studio.notice import reporting
from lib.ui.label_studio.preview import show_preview
from lib.ui.label_studio.standing import standing_of
from lib.ui.label_studio.sync_words import DIRECTIONS, STOPPED_IN_WORDS, moment
from lib.ui.plain_text import plain

EVERY_SECONDS = 1.0
ICONS: dict[Direction, str] = {
    "push": ":material/upload:",
    "pull": ":material/download:",
    "both": ":material/sync_alt:",
}
HELP: dict[Direction, str] = {
    "push": "What is new or changed here goes to Label Studio.",
    "pull": "What is new or changed in Label Studio comes here.",
    "both": "A pull, then a push.",
}


@dataclass(frozen=True)
class Started:
    """What this session has started last."""

    direction: Direction
    preview: bool
    job: SyncJob
    at: datetime


def show_sync(database: Database, project: Project, link: Link) -> None:
    """The buttons and how the last run ended, or the progress of what runs, looked at anew."""
    running = running_job(project.project_id) is not None
    part = st.fragment(_show_part, run_every=EVERY_SECONDS if running else None)
    part(database, project, link, running)


def _show_part(database: Database, project: Project, link: Link, was_running: bool) -> None:
    job = running_job(project.project_id)
    if (job is not None) != was_running:
        st.rerun()
    started: Started | None = st.session_state.get(_key("started", project))
    if job is not None:
        _show_progress(database, project, link, job, started)
        return
    if link.ls_project_id is None:
        _offer_the_making(database, project)
    else:
        _offer_previews(database, project)
    _show_end(database, project, link, started)


def _offer_the_making(database: Database, project: Project) -> None:
    st.warning(
        "The project there is not made yet: an earlier try did not get its answer. A push looks "
        "for it first, makes it if it is not there, and then sends everything."
    )
    if st.button("Push now", key="ls_push_now", icon=ICONS["push"]):
        _start(database, project, "push", preview=False)


def _offer_previews(database: Database, project: Project) -> None:
    with st.container(horizontal=True):
        for direction, title in DIRECTIONS.items():
            if st.button(
                title,
                key=f"ls_{direction}",
                icon=ICONS[direction],
                help=f"{HELP[direction]} You see first what it would do.",
            ):
                _start(database, project, direction, preview=True)


def _key(name: str, project: Project) -> str:
    return f"label_studio_{name}_{project.number}"


def _start(database: Database, project: Project, direction: Direction, *, preview: bool) -> None:
    with reporting("Starting …"):
        at = datetime.now(UTC)
        job = start_job(database, project, direction, preview=preview)
        st.session_state[_key("started", project)] = Started(direction, preview, job, at)
        st.rerun()


def _show_progress(
    database: Database, project: Project, link: Link, job: SyncJob, started: Started | None
) -> None:
    st.markdown(_title(database, link, started if started and started.job is job else None))
    progress = job.progress
    st.progress(_share(progress), text=plain(progress_in_words(progress)))
    stopping = st.session_state.get(_key("stopping", project)) is job
    st.button(
        "Stop",
        key="ls_stop",
        icon=":material/stop:",
        disabled=stopping,
        on_click=_stop,
        args=(project, job),
    )
    st.caption(
        "It stops at its next step."
        if stopping
        else "You may leave this page. Stopping is safe: what was done is kept, and the next run "
        "does the rest."
    )


def _title(database: Database, link: Link, started: Started | None) -> str:
    """What runs; a preview is not in the log, so of another session's the direction is unknown."""
    looking = ": looking what it would do; nothing is moved"
    if started and started.preview:
        return f"**{DIRECTIONS[started.direction]}{looking}**"
    if run := run_under_way(database, link):
        return f"**{DIRECTIONS[run.direction]}**, since {moment(run.started_at)}"
    return f"**{DIRECTIONS[started.direction]}**" if started else f"**A preview{looking}**"


def _stop(project: Project, job: SyncJob) -> None:
    job.stop()
    st.session_state[_key("stopping", project)] = job


def _forget(project: Project) -> None:
    st.session_state.pop(_key("started", project), None)


def progress_in_words(progress: Progress) -> str:
    """“Reading tasks: 250 of 1,000”."""
    if progress.total is not None:
        return f"{progress.doing}: {progress.done:,} of {progress.total:,}"
    return f"{progress.doing}: {progress.done:,}" if progress.done else f"{progress.doing} …"


def _share(progress: Progress) -> float:
    return min(1.0, progress.done / progress.total) if progress.total else 0.0


def _show_end(database: Database, project: Project, link: Link, started: Started | None) -> None:
    """The session's own preview, else how the last sync ended, whoever started it."""
    job = started.job if started else None
    standing = standing_of(database, project)
    if started and started.preview and job and job.outcome is not None:
        if show_preview(started.direction, job.outcome, standing, lambda: _forget(project)):
            _start(database, project, started.direction, preview=False)
        return
    if started and job and job.failure is not None and not _is_logged(database, link, started):
        if job.failure == STOPPED:
            st.info(STOPPED_IN_WORDS if not started.preview else "Stopped.")
        else:
            st.error(plain(job.failure))
        return
    show_last_end(database, link, standing)


def _is_logged(database: Database, link: Link, started: Started) -> bool:
    """Whether the log has this run or a later one: what it says of the last one is newer."""
    last = last_run(database, link)
    return last is not None and last.started_at >= started.at

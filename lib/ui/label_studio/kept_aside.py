"""What Label Studio holds that does not fit: reported here, never taken, never dropped."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from lib.domain.label_studio import KeptAside, Link
from lib.domain.project import Project
from lib.services.application import Database
from lib.services.label_studio.conflicts import list_kept_aside
from lib.ui.plain_text import counted, plain

ROWS_SHOWN = 200


def show_kept_aside(database: Database, project: Project, link: Link) -> None:
    """Which they are; why, only on demand, since the reasons may name models."""
    kept = list_kept_aside(database, project.project_id)
    if not kept:
        return
    st.subheader("Kept aside")
    st.warning(kept_in_words(kept))
    shown = kept[:ROWS_SHOWN]
    with_reasons = st.toggle("Show the reasons (they may name models)", key="ls_show_raw")
    st.markdown("\n".join(_line(link, each, with_reasons) for each in shown))
    if len(kept) > ROWS_SHOWN:
        st.caption(f"The first {ROWS_SHOWN} of {len(kept):,} are shown.")
    if with_reasons:
        chosen = st.selectbox(
            "What the server says of",
            range(len(shown)),
            format_func=lambda index: f"{shown[index].kind} {shown[index].ls_id}",
            key="ls_raw_of",
        )
        st.json(dict(shown[chosen].content), expanded=False)


def kept_in_words(kept: Sequence[KeptAside]) -> str:
    """“1 task and 2 annotations in Label Studio do not fit. …”"""
    numbers = Counter(each.kind for each in kept)
    named = " and ".join(counted(number, kind) for kind, number in numbers.items())
    do, them = ("does", "it") if len(kept) == 1 else ("do", "them")
    return (
        f"{named} in Label Studio {do} not fit. Correct {them} there; the next pull takes {them}."
    )


def _line(link: Link, kept: KeptAside, with_reason: bool) -> str:
    task = f"[task {kept.ls_task_id}](<{_task_address(link, kept)}>)"
    name = task if kept.kind == "task" else f"{kept.kind} {kept.ls_id} of {task}"
    return f"- {name}: {plain(kept.reason)}" if with_reason else f"- {name}"


def _task_address(link: Link, kept: KeptAside) -> str:
    return f"{link.url}/projects/{link.ls_project_id}/data?task={kept.ls_task_id}"

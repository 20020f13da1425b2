"""The parts of the Progress page: one's own work, then the project's."""

from collections.abc import Iterable

import streamlit as st

from lib.domain.annotation import Annotation
from lib.domain.project import Project
from lib.services.progress import DAYS, OwnProgress, ProjectProgress
from lib.ui.charts.progress_chart import OTHERS, DayWork, PersonWork, day_chart, person_chart
from lib.ui.clickable import clickable
from lib.ui.duration import duration
from lib.ui.page_links import page_link
from lib.ui.plain_text import counted, plain
from lib.ui.tables import show_table

DRAWN_PEOPLE = 20
NAMED_PEOPLE = 7


def show_own_work(project: Project, own: OwnProgress) -> None:
    """Four counts and the time that a task takes."""
    st.subheader("Your work", anchor=False)
    with st.container(horizontal=True, key="own_work"):
        st.metric("Done", f"{own.done:,}")
        st.metric("Left", f"{own.left:,}", help="Tasks that you may still get, as it stands now.")
        st.metric("Skipped", f"{own.skipped:,}")
        st.metric("Postponed", f"{own.postponed:,}", help="They come back after the others.")
        st.metric("Median time per task", duration(own.median_seconds))
    if own.n_timed:
        st.caption(f"Median time: n {own.n_timed:,}.")
    page_link("label", project, "Go on labeling", "swap_vert")


def show_recent(project: Project, recent: Iterable[tuple[Annotation, int]]) -> None:
    """Links to the last submissions and skips, which open them on the page Label."""
    there = list(recent)
    if not there:
        st.caption("You have not submitted anything here yet.")
        return
    st.markdown("**Your last tasks**")
    with st.container(horizontal=True, key="recent_tasks"):
        for annotation, number in there:
            what = "skipped" if annotation.status == "skipped" else "submitted"
            words = f"Task {number} · {what} {annotation.updated_at:%d %b %H:%M} UTC"
            page_link("label", project, words, task=number)


def show_project_progress(project: Project, progress: ProjectProgress) -> None:
    """What is complete, who did how much, and when."""
    st.subheader("The project", anchor=False)
    tasks = progress.tasks
    if not tasks.tasks:
        st.info("The project has no tasks yet.")
        return
    share = tasks.complete / tasks.tasks
    needed = counted(max(project.settings.overlap, 1), "person", "people")
    st.progress(
        share, text=f"{tasks.complete:,} of {counted(tasks.tasks, 'task')} complete ({share:.0%})"
    )
    without = f"{tasks.unlabeled:,} {'has' if tasks.unlabeled == 1 else 'have'} no submission yet."
    st.caption(
        f"A task is complete when {needed} submitted it. {without} "
        f"{counted(progress.submitted, 'submission')} by "
        f"{counted(len(progress.people), 'person', 'people')}."
    )
    if not progress.people:
        return
    _show_people(project, progress)
    _show_days(progress)
    if progress.finals:
        named = ", ".join(f"{plain(each.name)} {each.n:,}" for each in progress.finals)
        st.caption(f"Final answers that reviewers ranked anew, counted apart: {named}.")


def _show_people(project: Project, progress: ProjectProgress) -> None:
    most_first = sorted(progress.people, key=lambda each: (-each.submitted, each.number))
    drawn = [
        PersonWork(
            each.name,
            each.submitted,
            each.skipped,
            duration(each.median_seconds),
            each.n_timed,
        )
        for each in most_first[:DRAWN_PEOPLE]
    ]
    st.markdown("**By person**")
    st.caption("Beside each name: submitted tasks, and the median time of one.")
    if len(most_first) > DRAWN_PEOPLE:
        st.caption(
            f"Drawn are the {DRAWN_PEOPLE} of {len(most_first):,} people with the most "
            "submissions; the table has all."
        )
    clickable(person_chart(drawn), "progress_people", alt="Submitted and skipped tasks by person")
    show_table(
        [
            {
                "person": each.name,
                "submitted": each.submitted,
                "skipped": each.skipped,
                "median seconds": each.median_seconds,
                "n timed": each.n_timed,
            }
            for each in most_first
        ],
        name="progress_people",
        project=project,
        role="annotator",
    )


def _show_days(progress: ProjectProgress) -> None:
    if not progress.days:
        return
    names = {each.number: each.name for each in progress.people}
    most = sorted(progress.people, key=lambda each: -each.submitted)
    drawn = [each.number for each in most]
    if len(drawn) > NAMED_PEOPLE + 1:
        drawn = drawn[:NAMED_PEOPLE]
    work = [
        DayWork(names[number], each.day, each.submitted)
        for number in drawn
        for each in progress.days
        if each.number == number
    ]
    rest: dict[str, DayWork] = {}
    for each in progress.days:
        if each.number not in drawn:
            there = rest.get(each.day.isoformat())
            n = each.submitted + (there.submitted if there else 0)
            rest[each.day.isoformat()] = DayWork(OTHERS, each.day, n)
    st.markdown("**By day**")
    st.caption(
        "Days are in UTC; a submission counts on the day on which it was first made. Shown are the "
        f"latest days of work, {DAYS} at most. n {sum(each.submitted for each in progress.days):,}."
    )
    clickable(
        day_chart([*work, *rest.values()]), "progress_days", alt="Submitted tasks by day and person"
    )

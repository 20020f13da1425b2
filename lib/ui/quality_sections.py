"""The Quality page's warnings, people, and how often hidden checks come."""

import streamlit as st

from lib.analytics.same_pairs import PairScore
from lib.domain.project import Project
from lib.errors import InvalidInput
from lib.services.application import Database
from lib.services.projects import MOST_EVERY, change_settings
from lib.services.quality import RULES, PersonQuality, QualityStudy
from lib.services.quality_warnings import QualityWarning
from lib.ui.page_links import page_link
from lib.ui.plain_text import counted, plain
from lib.ui.tables import show_table

TITLES = {
    "untouched": "Untouched submits",
    "speed": "Impossible speed",
    "order shown": "Always the order shown",
}
DRAWN_WARNINGS = 20


def show_warnings(project: Project, study: QualityStudy) -> None:
    """Each warning with links to the tasks that it is about, and the rules behind them."""
    st.subheader("To be looked at", anchor=False)
    n = sum(each.counts.submitted for each in study.people)
    rests = f"{counted(n, 'submission')} by {counted(len(study.people), 'person', 'people')}"
    if not study.warnings:
        st.success(f"Nothing stands out among {rests}.")
    else:
        st.caption(f"Of {rests}. A warning is a reason to look, not a verdict.")
    for each in study.warnings[:DRAWN_WARNINGS]:
        _show_warning(project, each)
    if len(study.warnings) > DRAWN_WARNINGS:
        st.caption(
            f"These are {DRAWN_WARNINGS} of {len(study.warnings):,} warnings; the table of people "
            "has all."
        )
    with st.expander("When a warning is given"):
        for rule in RULES:
            st.markdown(f"- {plain(rule)}")


def _show_warning(project: Project, warning: QualityWarning) -> None:
    with st.container(
        border=True, key=f"warning_{warning.kind.replace(' ', '_')}_{warning.person}"
    ):
        st.markdown(
            f":orange-badge[{TITLES[warning.kind]}] **{plain(warning.name)}** "
            f"{plain(warning.sentence)}"
        )
        with st.container(horizontal=True):
            page_link("review", project, "Review these", "rate_review", person=warning.person)
            for task in warning.tasks:
                page_link("review", project, f"Task {task}", person=warning.person, task=task)


def show_people(project: Project, study: QualityStudy) -> None:
    """A row for each person, with the n that each figure rests on."""
    st.subheader("People", anchor=False)
    if not study.people:
        st.write("Nobody has labeled anything yet.")
        return
    st.caption(
        "Gold and repeats: the share of pairs of responses that a person put in the expected "
        "order, and in the same order the second time. The interval is Wilson's, 95 %, on the "
        "number of tasks. Reviewers' final answers are no labels and count nowhere here."
    )
    show_table([_row(each) for each in study.people], name="quality_people", project=project)


def _row(person: PersonQuality) -> dict[str, object]:
    counts = person.counts
    return {
        "person": counts.name,
        "warnings": ", ".join(each.kind for each in person.warnings),
        "submitted": counts.submitted,
        "skipped": counts.skipped,
        "untouched": counts.n_untouched / counts.n_own if counts.n_own else None,
        "untouched n": counts.n_own,
        "median seconds": counts.median_seconds,
        "n timed": counts.n_timed,
        **_score("gold", person.gold),
        **_score("repeats", person.repeats),
    }


def _score(name: str, score: PairScore) -> dict[str, object]:
    return {
        name: score.share,
        f"{name} low": score.low,
        f"{name} high": score.high,
        f"{name} n pairs": score.pairs,
        f"{name} n tasks": score.tasks,
    }


def show_check_settings(database: Database, project: Project, n_gold: int) -> None:
    """How often people get a gold task and a repeat."""
    st.subheader("Hidden checks", anchor=False)
    settings = project.settings
    with (
        st.form(f"checks_{project.number}", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        gold = st.number_input(
            "One task in … is a gold task (0: none)",
            min_value=0,
            max_value=MOST_EVERY,
            value=settings.gold_every,
            help="Each person gets every gold task once at most.",
        )
        repeat = st.number_input(
            "One task in … is one of their own again (0: none)",
            min_value=0,
            max_value=MOST_EVERY,
            value=settings.repeat_every,
            help="After at least ten other tasks, blank and in another order.",
        )
        saved = st.form_submit_button("Save")
    if saved:
        try:
            change_settings(
                database, project.project_id, gold_every=int(gold), repeat_every=int(repeat)
            )
        except InvalidInput as error:
            st.error(plain(str(error)))
        else:
            st.success("Saved. It holds from each person's next task on.")
    if settings.gold_every and not n_gold:
        st.caption("There is no gold task yet, so nobody gets one.")

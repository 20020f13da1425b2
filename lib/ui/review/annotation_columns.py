"""The annotations of a task side by side, and what a reviewer can do with each."""

import streamlit as st

from lib.domain.annotation import Annotation, Annotator
from lib.domain.project import Project
from lib.domain.selection_words import ORIGIN_WORDS
from lib.services.adjudication import accept_as_final, clear_final
from lib.services.application import Database
from lib.services.result_words import Names, word_result
from lib.services.reviewed_task import ReviewedAnnotation, ReviewedTask
from lib.services.withdrawal import restore_annotation, withdraw_annotation
from lib.ui.plain_text import plain
from lib.ui.review.final_sitting import begin
from lib.ui.review.notice import reporting, say

PAGE = 12
WIDTH = 3


def show_annotations(
    database: Database, project: Project, person: Annotator, task: ReviewedTask, names: Names
) -> None:
    """A column for each annotation, the final answer first, twelve on a page."""
    shown = sorted(task.annotations, key=_rank)
    page = 1
    if len(shown) > PAGE:
        page = st.pagination(-(-len(shown) // PAGE), key=f"annotations_{task.opened.task.number}")
    shown = shown[(page - 1) * PAGE : page * PAGE]
    for start in range(0, len(shown), WIDTH):
        row = shown[start : start + WIDTH]
        for column, each in zip(st.columns(WIDTH), row, strict=False):
            with column:
                _show_annotation(database, project, person, task, each, names)


def _rank(each: ReviewedAnnotation) -> tuple[bool, int, int]:
    order = ("submitted", "skipped", "deleted")
    return not each.is_final, order.index(each.annotation.status), each.annotation.number


def _show_annotation(
    database: Database,
    project: Project,
    person: Annotator,
    task: ReviewedTask,
    each: ReviewedAnnotation,
    names: Names,
) -> None:
    annotation = each.annotation
    with st.container(border=True, key=f"annotation_{annotation.number}", gap="xsmall"):
        st.markdown(f"**{plain(annotation.annotator.name)}** {_badges(each)}")
        st.caption(plain(_facts(each)))
        if annotation.status == "skipped":
            st.markdown(plain(f"Skipped. Reason: {each.state.skip_reason or 'none given'}"))
        worded = word_result(
            project, task.opened.config, task.opened.task, annotation.result, names
        )
        lines = [f"- {plain(heading)}: **{plain(text)}**" for heading, text in worded]
        if lines:
            st.markdown("\n".join(lines))
        with st.container(horizontal=True, gap="xsmall"):
            _show_buttons(database, project, person, task, each)


def _show_buttons(
    database: Database,
    project: Project,
    person: Annotator,
    task: ReviewedTask,
    each: ReviewedAnnotation,
) -> None:
    annotation = each.annotation
    number, key = annotation.number, annotation.annotation_id
    actor = person.annotator_id

    def decide(what: str) -> None:
        with reporting():
            match what:
                case "accept":
                    accept_as_final(database, project, actor, key)
                    say(f"Annotation {number} is the final answer now.")
                case "clear":
                    clear_final(database, project, actor, key)
                    say("The task has no final answer now.")
                case "withdraw":
                    withdraw_annotation(database, project, key, actor)
                    say(f"Annotation {number} is withdrawn: it counts nowhere.")
                case "restore":
                    restore_annotation(database, project, key, actor)
                    say(f"Annotation {number} is restored.")

    def offer(what: str, label: str, kind: str = "tertiary") -> None:
        st.button(
            label,
            key=f"{what}_{number}",
            type="secondary" if kind == "secondary" else "tertiary",
            on_click=decide,
            args=(what,),
        )

    if annotation.status == "deleted":
        offer("restore", "Restore")
        return
    if each.is_final:
        offer("clear", "Clear the mark")
    elif annotation.status == "submitted":
        offer("accept", "Accept as final", "secondary")
    if annotation.status == "submitted":
        st.button(
            "Rank anew from this",
            key=f"anew_{number}",
            type="tertiary",
            on_click=_begin_from,
            args=(database, task, annotation),
        )
    offer("withdraw", "Withdraw")


def _begin_from(database: Database, task: ReviewedTask, annotation: Annotation) -> None:
    begin(database, task.opened, annotation.result)
    say("Change the order in the cards below, then save it as the final answer.")


def _badges(each: ReviewedAnnotation) -> str:
    badges = []
    if each.is_final:
        badges.append(":green-badge[final answer]")
    if each.is_final_ranking:
        badges.append(":gray-badge[reviewer’s ranking]")
    if each.annotation.status == "deleted":
        badges.append(":red-badge[withdrawn]")
    if each.annotation.status == "skipped":
        badges.append(":orange-badge[skipped]")
    return " ".join(badges)


def _facts(each: ReviewedAnnotation) -> str:
    annotation, state = each.annotation, each.state
    facts = [f"no. {annotation.number}", f"{annotation.updated_at:%Y-%m-%d %H:%M} UTC"]
    if annotation.lead_time is not None:
        facts.append(f"{annotation.lead_time:,.0f} s")
    if annotation.origin != "ui":
        facts.append(ORIGIN_WORDS[annotation.origin])
    if state.guideline_version:
        facts.append(f"guidelines version {state.guideline_version}")
    if state.untouched:
        facts.append("order left untouched")
    if annotation.revision > 1:
        facts.append(f"revision {annotation.revision}")
    return " · ".join(facts)

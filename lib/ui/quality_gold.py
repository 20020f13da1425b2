"""The gold tasks of a project on the Quality page: those there are, and a new one."""

from uuid import UUID

import streamlit as st

from lib.domain.annotation import Annotation, Annotator
from lib.domain.project import Project
from lib.errors import PodiumError
from lib.services.application import Database
from lib.services.gold import Gold, list_gold, list_possible_answers, make_gold, remove_gold
from lib.services.quality import QualityStudy
from lib.ui.plain_text import counted, plain
from lib.ui.quality_words import in_words, show_responses, words_of

NOTICE = "gold_notice"
SHOWN = 20


def show_gold(database: Database, project: Project, person: Annotator, study: QualityStudy) -> None:
    """Every gold task with its expected answer, and a form that makes one."""
    st.subheader("Gold tasks", anchor=False)
    st.caption(
        "People get them among the others without being told. What they answer is compared with "
        "the expected answer and counts in no result. To get one, choose a task that has a "
        "submitted answer; how often people get them is set below and counts each person's next "
        "tasks. Responses bear the letters that they have for you on the page Label."
    )
    if notice := st.session_state.pop(NOTICE, None):
        st.success(plain(notice))
    there = list_gold(database, project)
    shows_all = len(there) <= SHOWN or st.toggle(f"Show all {len(there):,} gold tasks")
    for gold in there if shows_all else there[:SHOWN]:
        _show_one(database, project, person, study, gold)
    if not there:
        st.write("There are none yet.")
    # Told to the session: as gold tasks come and go above it, it would close after each use.
    with st.expander(
        "Make a gold task",
        icon=":material/add:",
        key=f"new_gold_{project.number}",
        on_change="rerun",
    ):
        _show_new(database, project, person)


def _show_one(
    database: Database, project: Project, person: Annotator, study: QualityStudy, gold: Gold
) -> None:
    text = words_of(database, project, person, gold.task, [gold.expected])
    with st.container(border=True, key=f"gold_{gold.task.number}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**Task {gold.task.number}** · {plain(text.prompt)}")
            st.button(
                "Remove",
                key=f"remove_gold_{gold.task.number}",
                type="tertiary",
                icon=":material/close:",
                help="It becomes a task like the others; answers to it count in results again.",
                on_click=_remove,
                args=(database, project, gold.task.task_id, gold.task.number),
            )
        st.markdown(f"Expected: {in_words(text.results[0])}")
        st.caption(
            f"{_how_it_went(study, gold.task.task_id)} Set by {plain(gold.set_by)} on "
            f"{gold.set_at:%Y-%m-%d}."
        )
        with st.expander("Responses"):
            show_responses(text)


def _how_it_went(study: QualityStudy, task_id: UUID) -> str:
    score = study.scores.gold_tasks.get(task_id)
    if score is None:
        return "Nobody else has answered it yet."
    people = counted(study.scores.people_on[task_id], "person", "people")
    if score.share is None:
        return f"{people} answered it, and ordered no responses that can be compared."
    pairs = counted(score.pairs, "pair")
    return f"{score.share:.0%} of {pairs} of responses ordered as expected by {people}."


def _show_new(database: Database, project: Project, person: Annotator) -> None:
    number = st.number_input(
        "Task number", min_value=1, value=None, step=1, placeholder="12", key="gold_number"
    )
    if number is None:
        st.caption("Its annotations are then listed here: choose the one that answers it rightly.")
        return
    try:
        task, there = list_possible_answers(database, project, int(number))
    except PodiumError as error:
        st.error(plain(str(error)))
        return
    if not there:
        st.info(
            f"Task {task.number} has no submitted answer that orders two responses. Label it "
            "yourself first, or decide on a final answer on the page Review."
        )
        return
    text = words_of(database, project, person, task, [each.result for each in there])
    st.markdown(f"**Task {task.number}** · {plain(text.prompt)}")
    show_responses(text)
    words = dict(zip((each.annotation_id for each in there), text.results, strict=True))
    by_id = {each.annotation_id: each for each in there}
    chosen = st.radio(
        "The expected answer",
        list(by_id),
        format_func=lambda each: f"{in_words(words[each])} · {_whose(by_id[each])}",
        index=0 if there[0].ground_truth else None,
        key=f"gold_answer_{task.number}",
    )
    st.button(
        f"Make task {task.number} a gold task",
        type="primary",
        disabled=chosen is None,
        on_click=_make,
        args=(database, project, person, chosen, task.number),
    )


def _whose(annotation: Annotation) -> str:
    return "final answer" if annotation.ground_truth else plain(annotation.annotator.name)


def _make(
    database: Database, project: Project, person: Annotator, annotation_id: UUID, number: int
) -> None:
    make_gold(database, project, person.annotator_id, annotation_id)
    st.session_state[NOTICE] = f"Task {number} is a gold task now."
    st.session_state["gold_number"] = None


def _remove(database: Database, project: Project, task_id: UUID, number: int) -> None:
    removed = remove_gold(database, project, task_id)
    notice = f"Task {number} is a task like the others again."
    if removed.has_too_many:
        notice += (
            f" It has more annotations than a task needs here ({removed.n_people:,} of "
            f"{removed.overlap:,}). All of them count; the page Review can withdraw some."
        )
    st.session_state[NOTICE] = notice

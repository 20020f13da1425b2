"""The task as its labeling config lays it out: headers, texts, the responses, the answer boxes."""

from functools import partial

import streamlit as st

from lib.domain.labeling_config import Header, ItemList, Ranker, Text, TextArea
from lib.ui.labeling.answer_box import answer_box
from lib.ui.labeling.response_cards import show_cards
from lib.ui.labeling.response_text import response_markdown
from lib.ui.labeling.sitting import Act, Sitting
from lib.ui.plain_text import plain


def show_task(sitting: Sitting, act: Act) -> None:
    """Every element in the config's order; the docks stand in the action bar."""
    heading = ""
    for index, element in enumerate(sitting.opened.config.elements):
        if heading and not isinstance(element, Text):
            st.markdown(heading)
            heading = ""
        match element:
            case Header():
                heading = _heading(sitting, element)
            case Text():
                _show_text(sitting, element, heading, index)
                heading = ""
            case ItemList():
                show_cards(sitting, element.name, act)
            case TextArea():
                _show_answers(sitting, element, act)
            case Ranker():
                pass


def _heading(sitting: Sitting, header: Header) -> str:
    text = plain(sitting.opened.config.text_of(header.value, sitting.opened.task.data))
    return f"**{text}**" if text else ""


def _show_text(sitting: Sitting, element: Text, heading: str, index: int) -> None:
    """A text led by the header before it: a literal as it is, the task's own text as Markdown."""
    text = sitting.opened.config.text_of(element.value, sitting.opened.task.data)
    if not element.value.startswith("$"):
        st.markdown(f"{heading} {plain(text)}".strip())
        return
    with st.container(border=True, key=f"prompt_{sitting.task_key}_{index}", gap="xxsmall"):
        if heading:
            st.caption(heading)
        st.markdown(response_markdown(text), anchors=False)


def _show_answers(sitting: Sitting, area: TextArea, act: Act) -> None:
    answers = sitting.answers(area.name)
    number = sitting.opened.config.text_areas.index(area)
    required = " (required)" if area.required else ""
    for index, text in enumerate(answers):
        suffix = f" {index + 1}" if len(answers) > 1 else ""
        label = f"{area.name.replace('_', ' ').capitalize()}{suffix}{required}"
        st.caption(plain(label))
        answer_box(
            key=f"answer_{number}_{index}",
            document=f"{sitting.task_key}/{number}/{index}",
            text=text,
            push=sitting.pushes,
            label=label,
            placeholder=area.placeholder,
            rows=area.rows,
            on_text=partial(sitting.write, area.name, index),
        )
        if len(answers) > 1:
            st.button(
                f"Remove answer {index + 1}",
                key=f"remove_{sitting.task_key}_{number}_{index}",
                type="tertiary",
                on_click=act,
                args=(sitting.task_key, Sitting.remove_answer, area.name, index),
            )
    if area.max_submissions is None or len(answers) < area.max_submissions:
        st.button(
            "Add another answer",
            key=f"add_{sitting.task_key}_{number}",
            type="tertiary",
            icon=":material/add:",
            on_click=act,
            args=(sitting.task_key, Sitting.add_answer, area.name),
        )

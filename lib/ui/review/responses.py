"""The prompt and the responses of a task under review, by letter."""

from collections.abc import Mapping

import streamlit as st

from lib.domain.labeling_config import Header, Text
from lib.domain.task import items_of
from lib.services.labeling import OpenTask
from lib.services.result_words import Names
from lib.ui.labeling.cards import Card, cards_of
from lib.ui.labeling.response_cards import CARD_HEIGHT, LONG_LINES, LONG_TEXT
from lib.ui.labeling.response_text import NOT_IMPORTED, response_markdown
from lib.ui.plain_text import plain

SHOWS_MODELS = "review_shows_models"


def choose_names(opened: OpenTask) -> Names:
    """What the items are called: letters, until whoever decides asks for the models."""
    named = st.toggle(
        "Show models",
        key=SHOWS_MODELS,
        help="Without them you decide on what was written, not on which model wrote it.",
    )
    models = _models(opened) if named else {}
    found = {}
    for card in cards_of(opened):
        key = (card.ranker.name, card.item)
        found[key] = f"{card.letter} ({models[key]})" if models.get(key) else card.letter
    return found


def show_prompt(opened: OpenTask) -> None:
    """Headers and texts in the config's order; the task's own text as Markdown."""
    for index, element in enumerate(opened.config.elements):
        if not isinstance(element, Header | Text):
            continue
        text = opened.config.text_of(element.value, opened.task.data)
        if isinstance(element, Header):
            st.caption(plain(text))
        elif element.value.startswith("$"):
            with st.container(border=True, key=f"prompt_review_{index}"):
                st.markdown(response_markdown(text), anchors=False)
        elif text:
            st.markdown(plain(text))


def show_responses(opened: OpenTask, names: Names) -> None:
    """Each response once, however many Rankers rank it, under its letters."""
    called: dict[tuple[str, str], list[Card]] = {}
    for card in cards_of(opened):
        called.setdefault((opened.config.list_of(card.ranker).value, card.item), []).append(card)
    grouped = list(called.values())
    width = 3 if len(grouped) in (3, 5, 6, 9) else 2
    for start in range(0, len(grouped), width):
        row = grouped[start : start + width]
        for column, cards in zip(st.columns(width), row, strict=False):
            with column:
                _show_response(cards, names)


def _show_response(cards: list[Card], names: Names) -> None:
    first = cards[0]
    name = ", ".join(names[card.ranker.name, card.item] for card in cards)
    is_long = len(first.body) > LONG_TEXT or first.body.count("\n") > LONG_LINES
    with st.container(border=True, key=f"card_review_{first.letter}", gap="xsmall"):
        st.markdown(f"**{plain(name)}**")
        with st.container(
            key=f"body_card_review_{first.letter}",
            height=CARD_HEIGHT if is_long else "content",
            border=False,
        ):
            if first.body.strip():
                st.markdown(response_markdown(first.body), anchors=False)
            else:
                empty = "This response is empty."
                st.caption(NOT_IMPORTED if first.not_imported else empty)


def _models(opened: OpenTask) -> Mapping[tuple[str, str], str]:
    field = opened.project.settings.model_field
    return {
        (ranker.name, item.item_id): item.model or item.title or item.item_id
        for ranker in opened.config.rankers
        for item in items_of(opened.task, opened.config.list_of(ranker), field)
    }

"""The responses as Markdown cards, each with its place and its one-click buttons."""

import streamlit as st

from lib.domain.labeling_config import NOT_PLACED
from lib.ui.labeling.cards import Card
from lib.ui.labeling.keyboard import CardHandle
from lib.ui.labeling.response_text import NOT_IMPORTED, response_markdown
from lib.ui.labeling.sitting import Act, Sitting
from lib.ui.plain_text import plain

CARD_HEIGHT = 330
LONG_TEXT = 350
LONG_LINES = 8


def card_key(sitting: Sitting, card: Card) -> str:
    """The key of a card's container; it changes with the task, so that scrolling starts anew."""
    return f"card_{sitting.task_key}_{card.letter}"


def handles(sitting: Sitting) -> list[CardHandle]:
    """The cards for the key listener."""
    return [
        CardHandle(
            card.letter,
            card_key(sitting, card),
            f"Response {card.letter}, {sitting.place_text(card)}",
        )
        for card in sitting.cards
    ]


def show_cards(sitting: Sitting, list_name: str, act: Act) -> None:
    """The cards of one List in a grid; `act(task_key, change, *args)` changes the sitting."""
    cards = [card for card in sitting.cards if card.ranker.to_name == list_name]
    width = 3 if len(cards) in (3, 5, 6, 9) else 2
    for start in range(0, len(cards), width):
        for column, card in zip(st.columns(width), cards[start : start + width], strict=False):
            with column:
                _show_card(sitting, card, act)


def _show_card(sitting: Sitting, card: Card, act: Act) -> None:
    expanded = card.letter in sitting.expanded
    with st.container(border=True, key=card_key(sitting, card), gap="xsmall"):
        with st.container(key=f"head_{card_key(sitting, card)}", horizontal=True, gap="xsmall"):
            place = sitting.place_text(card)
            colour = "gray" if place == NOT_PLACED else "blue"
            st.markdown(f"**{card.letter}** :{colour}-badge[{plain(place)}]", width="content")
            _show_buttons(sitting, card, act)
        with st.container(
            key=f"body_{card_key(sitting, card)}",
            height=CARD_HEIGHT if _is_long(card.body) and not expanded else "content",
            border=False,
        ):
            if card.body.strip():
                st.markdown(response_markdown(card.body), anchors=False)
            elif card.not_imported:
                st.caption(NOT_IMPORTED)
            else:
                st.caption("This response is empty.")
        if _is_long(card.body):
            st.button(
                "Collapse" if expanded else "Expand",
                key=f"expand_{card_key(sitting, card)}",
                type="tertiary",
                on_click=act,
                args=(sitting.task_key, Sitting.toggle_expanded, card.letter),
            )


def _is_long(body: str) -> bool:
    """Whether a body may not fit into a card's fixed height, even in the narrowest column."""
    return len(body) > LONG_TEXT or body.count("\n") > LONG_LINES


def _show_buttons(sitting: Sitting, card: Card, act: Act) -> None:
    key = card_key(sitting, card)
    if card.ranker.buckets:
        for number, bucket in enumerate(card.ranker.buckets, start=1):
            st.button(
                plain(bucket.title),
                key=f"place_{key}_{number}",
                type="tertiary",
                on_click=act,
                args=(sitting.task_key, Sitting.place_at, card.letter, number)
                if number < 10
                else (sitting.task_key, Sitting.place, card.letter, bucket.name),
            )
    for name, label, by in (("up", "↑", -1), ("down", "↓", 1)):
        st.button(
            label,
            key=f"{name}_{key}",
            type="tertiary",
            on_click=act,
            args=(sitting.task_key, Sitting.shift, card.letter, by),
        )
    if sitting.opened.project.settings.ties_allowed:
        st.button(
            "=",
            key=f"tie_{key}",
            type="tertiary",
            on_click=act,
            args=(sitting.task_key, Sitting.tie, card.letter),
        )

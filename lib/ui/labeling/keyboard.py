"""The key listener: an element without a face that hears the page and the docks' frames alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from re import sub
from typing import Any

import streamlit as st

from lib.ui.labeling.answer_box import collect_texts

KEYS = frozenset(
    {"ctrl+enter", "ctrl+space", "ctrl+shift+space", "ctrl+left", "ctrl+right"}
    | {"u", "up", "down", "=", "?"}
    | {str(digit) for digit in range(10)}
)


@dataclass(frozen=True)
class CardHandle:
    """A card that a key can be meant for; `element_key` is the key of its `st.container`."""

    letter: str
    element_key: str
    label: str


@dataclass(frozen=True)
class KeyPress:
    """One key, one of `KEYS`, the letter of the card that was current, and the task it was for."""

    seq: int
    key: str
    card: str | None
    reset: str


@dataclass
class _Heard:
    """What was heard last: a browser page (`client`), its last key's number, and the task."""

    client: str = ""
    seq: int = 0
    reset: str = ""


def listen(
    *,
    key: str,
    cards: Sequence[CardHandle],
    announcement: str,
    on_keys: Callable[[list[KeyPress]], None],
    reset: str,
) -> None:
    """Hear keys; `on_keys` gets each once and in order, before the body of the page runs.

    A letter focuses its card and is not reported. `announcement` is read out whenever it changes.
    `reset` names the task: keys that were pressed for another one are dropped. A list may go on
    after a key that changes the task, so the handler stops there.
    """
    heard = _heard(key)
    heard.reset = reset
    _component()(
        key=key,
        data={
            "cards": [
                {
                    "letter": card.letter,
                    "className": class_name(card.element_key),
                    "label": card.label,
                }
                for card in cards
            ],
            "announcement": announcement,
            "reset": reset,
            "client": heard.client,
            "seq": heard.seq,
        },
        height="content",
        on_pressed_change=partial(_deliver, key, on_keys),
    )


def fresh_presses(pressed: object, client: str, seq: int) -> tuple[str, list[KeyPress]]:
    """The browser page that sent a queue, and the queue's keys that come after the last one heard.

    `pressed` comes from the browser: whatever has not the shape of a key press is left out.
    """
    match pressed:
        case {"client": str(sender), "presses": list(presses)}:
            last = seq if sender == client else 0
            read = [each for each in map(_read_press, presses) if each and each.seq > last]
            return sender, sorted(read, key=lambda each: each.seq)
        case _:
            return client, []


def class_name(element_key: str) -> str:
    """The CSS class that Streamlit gives an element with this key."""
    return "st-key-" + sub(r"[^a-zA-Z0-9_-]", "-", element_key.strip())


def _read_press(press: object) -> KeyPress | None:
    match press:
        case {"seq": int(seq), "key": str(name), "card": str() | None as card, "reset": str(reset)}:
            return KeyPress(seq, name, card, reset) if name in KEYS else None
        case _:
            return None


def _deliver(key: str, on_keys: Callable[[list[KeyPress]], None]) -> None:
    heard = _heard(key)
    state: Any = st.session_state.get(key) or {}
    heard.client, presses = fresh_presses(state.get("pressed"), heard.client, heard.seq)
    if not presses:
        return
    collect_texts()
    meant = [press for press in presses if press.reset == heard.reset]
    if meant:
        on_keys(meant)
    # Last: a newer run may end this one wherever it reads the session's state, and then the keys
    # have to come again.
    heard.seq = presses[-1].seq


def _heard(key: str) -> _Heard:
    heard: _Heard = st.session_state.setdefault(f"{key}_heard", _Heard())
    return heard


@cache
def _component() -> Any:
    here = Path(__file__).parent
    files = ("dock_frames.js", "keyboard.js")
    js = "\n".join((here / name).read_text(encoding="utf-8") for name in files)
    return st.components.v2.component("podium_keyboard", js=js)

"""The answer box: a text area whose text is in Python half a second after the last key."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

_BOXES = "answer_boxes"
_DOCUMENTS_KEPT = 3


@dataclass(frozen=True)
class TypedText:
    """A text as the browser sent it, with the document and the push it was typed over."""

    client: str
    seq: int
    document: str
    push: int
    text: str


@dataclass
class _Box:
    """What is known of one box: the last text heard, and whom to tell by document, newest last."""

    document: str = ""
    push: int = 0
    client: str = ""
    seq: int = 0
    listeners: dict[str, Callable[[str], None]] = field(default_factory=dict)


def answer_box(
    *,
    key: str,
    document: str,
    text: str,
    push: int,
    label: str,
    placeholder: str,
    rows: int,
    on_text: Callable[[str], None],
) -> None:
    """A text area for one document, such as the nth answer to a control in a task.

    `text` fills the box when it appears or the document changes; afterwards it is what was typed
    that counts, until a raised `push` puts `text` there again. `on_text` gets the whole text, in a
    callback, so before the body of the page; a last text that arrives when the box already shows
    another document goes to the `on_text` of its own.
    """
    box = _boxes().setdefault(key, _Box())
    box.document, box.push = document, push
    box.listeners.pop(document, None)
    box.listeners[document] = on_text
    for old in list(box.listeners)[:-_DOCUMENTS_KEPT]:
        del box.listeners[old]
    _component()(
        key=key,
        data={
            "id": key,
            "document": document,
            "text": text,
            "push": push,
            "label": label,
            "placeholder": placeholder,
            "rows": rows,
            "client": box.client,
            "seq": box.seq,
        },
        height="content",
        on_typed_change=partial(_deliver, key),
    )


def collect_texts() -> None:
    """Hand on every text that has arrived and was not handed on yet.

    Callbacks of one rerun run in no order that we could choose: a handler that needs the latest
    text (Submit) or replaces it (Undo) calls this first.
    """
    for key in list(_boxes()):
        _deliver(key)


def read_typed(typed: object) -> TypedText | None:
    """What the browser sent, None where it has not the shape of a typed text."""
    match typed:
        case {
            "client": str(client),
            "seq": int(seq),
            "document": str(document),
            "push": int(push),
            "text": str(text),
        }:
            return TypedText(client, seq, document, push, text)
        case _:
            return None


def _deliver(key: str) -> None:
    box = _boxes()[key]
    state: Any = st.session_state.get(key) or {}
    typed = read_typed(state.get("typed"))
    if typed is None:
        return
    is_fresh = typed.client != box.client or typed.seq > box.seq
    is_older_than_push = typed.document == box.document and typed.push < box.push
    box.client, box.seq = typed.client, typed.seq
    if is_fresh and not is_older_than_push and typed.document in box.listeners:
        box.listeners[typed.document](typed.text)


def _boxes() -> dict[str, _Box]:
    boxes: dict[str, _Box] = st.session_state.setdefault(_BOXES, {})
    return boxes


@cache
def _component() -> Any:
    here = Path(__file__)
    return st.components.v2.component(
        "podium_answer_box",
        js=here.with_suffix(".js").read_text(encoding="utf-8"),
        css=here.with_suffix(".css").read_text(encoding="utf-8"),
    )

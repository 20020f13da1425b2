"""The time spent on the open task; it runs in the browser and asks nothing of the server."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st


def stopwatch(*, seconds: float, document: str) -> None:
    """Show minutes and seconds, beginning at `seconds` whenever the document changes."""
    _component()(
        key="stopwatch",
        data={"seconds": round(seconds), "document": document},
        height="content",
        width="content",
    )


@cache
def _component() -> Any:
    js = Path(__file__).with_name("stopwatch.js").read_text(encoding="utf-8")
    return st.components.v2.component("podium_stopwatch", js=js, html="<span></span>")

"""Links to other pages, which a page that is run alone does not know, as text."""

from pathlib import Path
from typing import Any

import pytest
import streamlit as st


def show_links_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each link written as `[label](page?query)`."""

    def show(page: Path, *, label: str, query_params: dict[str, str], **_: Any) -> None:
        query = "&".join(f"{key}={value}" for key, value in query_params.items())
        st.text(f"[{label}]({page.stem}?{query})")

    monkeypatch.setattr("lib.ui.page_links.st.page_link", show)

"""The page as a test reads and works it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from streamlit.testing.v1 import AppTest

from lib.domain.label_studio import RemoteUser

URL = "http://ls.example:8080"
TOKEN = "0123456789abcdef-the-token"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ADMIN = RemoteUser(1, "admin@example.com")

RunPage = Callable[..., AppTest]


def said(page: AppTest) -> str:
    kinds = (page.markdown, page.caption, page.info, page.warning, page.error, page.success)
    return "\n".join(element.value for kind in kinds for element in kind)


def field(page: AppTest, label: str) -> Any:
    return next(each for each in page.text_input if each.label == label)


def kept(page: AppTest) -> str:
    """What the session keeps between runs, as text."""
    return repr(page.session_state._state.filtered_state)


def press(page: AppTest, label: str) -> AppTest:
    page = next(each for each in page.button if each.label == label).click().run()
    assert not page.exception
    return page

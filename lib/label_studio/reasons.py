"""What a server gives as its reason, short enough for a sentence and free of secrets."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

LONGEST_REASON = 240

_ACCESS_TOKEN = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")
_PAGE_OR_TRACEBACK = re.compile(r"<!doctype|<html|</|Traceback \(most recent", re.IGNORECASE)


def reason_of(status: int, content: Any, secret: str) -> str:
    """The server's own words in `content`, else the name of the HTTP status."""
    if isinstance(content, dict):
        words = [*_words(content.get("validation_errors"), "")]
        words = words or [*_words(content.get("detail"), "")]
        if said := shortened("; ".join(words), secret):
            return said
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP status {status}"


def shortened(text: str, secret: str) -> str:
    """One line without `secret` or other access tokens; "" for a page or a traceback."""
    if _PAGE_OR_TRACEBACK.search(text):
        return ""
    text = _ACCESS_TOKEN.sub("…", text.replace(secret, "…"))
    text = " ".join(text.split()).rstrip(".")
    return text if len(text) <= LONGEST_REASON else f"{text[: LONGEST_REASON - 1]}…"


def _words(content: Any, field: str) -> Iterator[str]:
    if isinstance(content, str):
        is_named = field and field not in ("detail", "non_field_errors")
        yield f"{field}: {content}" if is_named else content
    elif isinstance(content, list):
        for entry in content:
            yield from _words(entry, field)
    elif isinstance(content, dict):
        for name, entry in content.items():
            yield from _words(entry, str(name))

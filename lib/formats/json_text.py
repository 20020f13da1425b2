"""JSON values in words for messages, and as text: canonical for hashes, Label Studio's form."""

import hashlib
import json
import re
from typing import Any

from lib.errors import InvalidInput

MAX_DEPTH = 100

_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))
_FINITE = json.JSONEncoder(ensure_ascii=False, allow_nan=False)

# An escaped NUL in JSON text, but not an escaped backslash followed by `u0000`.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def canonical_json(value: Any) -> str:
    """The same text for equal values, whatever the order of their keys."""
    return _CANONICAL.encode(value)


def digest(value: Any) -> str:
    """SHA-256 of a value's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def label_studio_json(value: Any, indent: int | None = None) -> str:
    """As Label Studio writes JSON: compact unless indented, UTF-8, and each `/` as `\\/`.

    A `/` only ever stands inside a JSON string, where it may be escaped.
    """
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(value, ensure_ascii=False, separators=separators, indent=indent)
    return text.replace("/", "\\/")


def kind_of(value: Any) -> str:
    """What a JSON value is, in words for messages."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "an object"


def check_storable(value: Any) -> None:
    """Raise InvalidInput where a parsed JSON value cannot be stored or written as JSON again."""
    if _is_deeper_than(value, MAX_DEPTH):
        raise InvalidInput(f"It is nested more than {MAX_DEPTH} levels deep.")
    try:
        text = _FINITE.encode(value)
        text.encode()
    except UnicodeEncodeError:
        raise InvalidInput(
            "It holds half of a surrogate pair (an escape from \\ud800 to \\udfff that stands "
            "alone), which is no character."
        ) from None
    except ValueError:
        raise InvalidInput("It holds NaN, Infinity or a number too large to be stored.") from None
    if "\\u0000" in text and _NUL.search(text):
        raise InvalidInput("It holds the NUL character (\\u0000), which cannot be stored.")


def _is_deeper_than(value: Any, limit: int) -> bool:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(limit):
        level = [
            child
            for each in level
            for child in (each.values() if isinstance(each, dict) else each)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True

"""What an annotation says, in a Label Studio, as one hash: equal as long as it says the same."""

from typing import Any

from lib.formats.json_text import digest


def content_hash(result: Any, skipped: bool, ground_truth: bool, lead_time: float | None) -> str:
    """SHA-256 of the canonical JSON of what two sides can change of an annotation.

    The order of an object's keys does not count, that of a list does. A number that is whole is
    the same with and without a fraction, since one answer may write 12 and the next one 12.0.
    """
    return digest(_plain([result, skipped, ground_truth, lead_time]))


def is_same_json(one: Any, other: Any) -> bool:
    """Whether two values are the same as JSON, in the sense of `content_hash`."""
    return digest(_plain(one)) == digest(_plain(other))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value

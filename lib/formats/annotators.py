"""Who made an annotation, as Label Studio's different shapes tell it."""

import re
from collections.abc import Mapping
from typing import Any

UNKNOWN_ANNOTATOR = "unknown annotator"

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_TRAILING_NUMBER = re.compile(r",\s*\d+\s*\Z")


def annotator_of(
    completed_by: int | str | Mapping[str, Any] | None, created_username: str | None = None
) -> tuple[str, str | None]:
    """A person's name and email.

    `created_username` tells most ("Ann Two ann2@example.com, 2", also without name or email);
    `completed_by` is a number in exports, an object in the API, an email in files by hand.
    """
    if created_username and (named := _named(_TRAILING_NUMBER.sub("", created_username))):
        return named
    if isinstance(completed_by, Mapping):
        email = completed_by.get("email")
        names = (completed_by.get("first_name"), completed_by.get("last_name"))
        name = " ".join(part for part in names if isinstance(part, str) and part)
        if isinstance(email, str) and email:
            return name or email, email
        if name:
            return name, None
        completed_by = completed_by.get("id")
    if isinstance(completed_by, str) and (named := _named(completed_by)):
        return named
    if isinstance(completed_by, int):
        return f"Label Studio user {completed_by}", None
    return UNKNOWN_ANNOTATOR, None


def username_of(name: str, email: str | None, number: int) -> str:
    """The `created_username` from which `annotator_of` reads the same person again."""
    person = name if email is None or email == name else f"{name} {email}"
    return f"{person}, {number}"


def _named(text: str) -> tuple[str, str | None] | None:
    """Name and email from a text that ends with the email, or has none, or is nothing else."""
    name, _, last = text.strip().rpartition(" ")
    if _EMAIL.fullmatch(last):
        return name.strip() or last, last
    whole = text.strip()
    return (whole, None) if whole else None

"""Names that must be unique."""

from collections.abc import Iterable


def first_repeated(names: Iterable[str]) -> str | None:
    """The first name that stood there before, or None."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None

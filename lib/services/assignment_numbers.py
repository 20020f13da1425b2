"""Task numbers as a reviewer writes them and as messages name them."""

from collections.abc import Collection

from lib.errors import InvalidInput

MOST_AT_ONCE = 10_000
NAMED = 10
"""So many tasks are named in a message."""


def read_task_numbers(text: str) -> list[int]:
    """The numbers in a text such as “1-20, 35”, ascending. Raises InvalidInput."""
    found: set[int] = set()
    for part in text.replace(";", ",").replace("–", "-").split(","):
        first, dash, last = (each.strip() for each in part.partition("-"))
        if not first and not dash:
            continue
        last = last if dash else first
        if not (_is_number(first) and _is_number(last) and int(first) <= int(last)):
            raise InvalidInput(
                f"“{part.strip()[:30]}” names no tasks. Write numbers and ranges, such as 1-20, 35."
            )
        _check_size(int(last) - int(first) + 1)
        found.update(range(int(first), int(last) + 1))
    _check_size(len(found))
    return sorted(found)


def named(numbers: Collection[int]) -> str:
    """The numbers for a message, the first ten of many."""
    shown = ", ".join(map(str, sorted(numbers)[:NAMED]))
    return f"{shown} and {len(numbers) - NAMED} more" if len(numbers) > NAMED else shown


def spans(numbers: Collection[int]) -> str:
    """The numbers as they are written: 1, 2, 3 and 7 as “1-3, 7”."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def _check_size(n: int) -> None:
    if n > MOST_AT_ONCE:
        raise InvalidInput(f"These are {n:,} tasks. Take {MOST_AT_ONCE:,} at a time at most.")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10

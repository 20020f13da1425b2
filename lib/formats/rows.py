"""One row of a file, before it is known to be a task."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """`line` counts from 1: the line in the file, or the row of a JSON list."""

    line: int
    value: Any

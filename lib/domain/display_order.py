"""In which order an annotator sees the items of a task."""

import hashlib
from collections.abc import Sequence
from uuid import UUID


def display_order(items: Sequence[str], task_id: UUID, annotator_id: UUID) -> tuple[str, ...]:
    """The items shuffled for one annotator of one task.

    The same task and annotator always give the same order, so that a reload changes nothing, and
    over annotators each item stands in each slot equally often. Sorting by a hash rather than
    `random.shuffle` keeps stored orders the same whatever the Python version.
    """

    def draw(item: str) -> bytes:
        return hashlib.sha256(f"{task_id}:{annotator_id}:{item}".encode()).digest()

    return tuple(sorted(items, key=draw))

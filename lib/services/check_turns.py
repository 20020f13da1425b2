"""At which turns a person gets a hidden check: one in every so many tasks, at a place drawn by lot.

The turns, counted from 0, fall into blocks of `every`. In each block one turn is the check's, drawn
by a hash of the person and the block: nobody can tell which it will be, and a reload draws the same
one. A check that is due stays due until it was done; those of blocks that went by are not made up
for, so that no two follow each other out of turn.
"""

import hashlib
from uuid import UUID


def draw(*seeds: object) -> int:
    """A large number that is the same whenever the seeds are."""
    text = ":".join(map(str, seeds))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def due_since(
    every: int, had: int, last: int | None, kind: str, person: UUID, first: int = 0
) -> int | None:
    """The turn since which a check is due, None where none is.

    `had` counts the tasks that the person has had, `last` is the turn of their last such check; no
    check is due before the turn `first`. `every` 0 asks for none.
    """
    if not every:
        return None
    block = 0 if last is None else last // every + 1
    while (turn := block * every + draw(kind, person, block) % every) < first:
        block += 1
    return turn if turn <= had else None

"""Who acts, and which roles there are.

An installation's admin makes projects and people and may do everything in every project; a reviewer
and an annotator are so in one project each. A higher role may do what a lower one may.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Role = Literal["annotator", "reviewer", "admin"]
ROLES: tuple[Role, ...] = ("annotator", "reviewer", "admin")
"""The lowest first."""
PROJECT_ROLES: tuple[Role, ...] = ("annotator", "reviewer")


@dataclass(frozen=True)
class Actor:
    """In whose name something is done.

    `annotator_id` is None for the operator, who holds the machine: the command line, start-up, a
    pull by the clock. `is_trusted` tells that no role is asked for: the operator, everybody in
    local mode, and what a use case does on behalf of somebody whose role it has checked.
    """

    annotator_id: UUID | None
    is_trusted: bool = False


OPERATOR = Actor(None, is_trusted=True)


def includes(held: Role | None, needed: Role) -> bool:
    """Whether somebody with the role `held`, None for no role at all, may do what `needed` may."""
    return held is not None and ROLES.index(held) >= ROLES.index(needed)

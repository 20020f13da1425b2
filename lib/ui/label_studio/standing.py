"""What is left to do on this side: to push, to decide, to correct there."""

from dataclasses import dataclass

from lib.domain.label_studio import Direction
from lib.domain.project import Project
from lib.services.application import Database
from lib.services.label_studio.conflicts import count_undecided
from lib.services.label_studio.sync import count_waiting
from lib.ui.plain_text import counted

KINDS = ("task", "prediction", "annotation")
IN_STEP = "Nothing: both sides are in step."
NOTHING: dict[Direction, str] = {
    "push": "Nothing to push.",
    "pull": "Nothing to pull.",
    "both": "Nothing to move.",
}


@dataclass(frozen=True)
class Standing:
    """How many tasks, predictions and annotations wait for a push, conflicts, things aside."""

    waiting: tuple[int, int, int]
    conflicts: int
    kept_aside: int


def standing_of(database: Database, project: Project) -> Standing:
    waiting = count_waiting(database, project.project_id)
    return Standing(waiting, *count_undecided(database, project.project_id))


def waiting_in_words(waiting: tuple[int, int, int]) -> str:
    """“1,200 tasks, 1 annotation”; empty where nothing waits."""
    return ", ".join(
        counted(number, kind) for number, kind in zip(waiting, KINDS, strict=True) if number
    )


def nothing_in_words(direction: Direction, standing: Standing) -> str:
    """Why a sync that moves nothing does not mean that nothing is left."""
    left = []
    if any(standing.waiting):
        wait = "waits" if sum(standing.waiting) == 1 else "wait"
        left.append(f"{waiting_in_words(standing.waiting)} {wait} to be pushed")
    if standing.conflicts:
        left.append(f"{counted(standing.conflicts, 'conflict')} to be decided")
    if standing.kept_aside:
        are = "is" if standing.kept_aside == 1 else "are"
        left.append(f"{standing.kept_aside:,} {are} kept aside")
    return f"{NOTHING[direction]} {'; '.join(left)}." if left else IN_STEP

"""What one sync needs at every step: both sides, what was counted, and whom to tell."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lib.domain.label_studio import Kind, Link, Progress, RemoteProject, SyncCounts
from lib.domain.labeling_config import LabelingConfig
from lib.domain.project import Project
from lib.errors import LabelStudioError
from lib.label_studio.client import LabelStudioClient
from lib.services.label_studio.people import People
from lib.store.database import Database

MOST_REFUSALS = 20
MOST_MESSAGES = 200
"""What a log keeps; a sync of many thousand odd rows would say the same again and again."""


@dataclass
class Tally:
    """What a sync has moved so far; `kept_aside` has kinds and ids of what it could not take."""

    pulled: SyncCounts = field(default_factory=SyncCounts)
    pushed: SyncCounts = field(default_factory=SyncCounts)
    conflicts: int = 0
    kept_aside: set[tuple[Kind, int]] = field(default_factory=set)
    messages: list[str] = field(default_factory=list)
    refusals: int = 0

    def tell(self, *messages: str) -> None:
        """Keep sentences for the log, each once."""
        new = (each for each in dict.fromkeys(messages) if each not in self.messages)
        self.messages += list(new)[: max(0, MOST_MESSAGES - len(self.messages))]


@dataclass(frozen=True)
class Exchange:
    """One sync of a linked project. `there` is the project there, as it was at the beginning."""

    database: Database
    project: Project
    config: LabelingConfig
    link: Link
    client: LabelStudioClient
    there: RemoteProject
    people: People
    tally: Tally
    on_progress: Callable[[Progress], object]

    @property
    def ls_project_id(self) -> int:
        return self.there.ls_project_id

    def not_sent(self, what: str, error: LabelStudioError) -> None:
        """Tell what Label Studio refused, and go on; where it refuses that much, give up."""
        self.tally.tell(f"{what} was not sent. {error}")
        self.tally.refusals += 1
        if self.tally.refusals >= MOST_REFUSALS:
            raise error

    def progress(self, doing: str, done: int = 0, total: int | None = None) -> None:
        """Tell how far it is; whoever listens may end the sync here by raising."""
        self.on_progress(Progress(doing, done, total))

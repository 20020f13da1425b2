"""Runs as a sync leaves them in the log."""

from datetime import datetime, timedelta

from lib.domain.label_studio import Direction, Link, SyncOutcome
from lib.store.database import Database
from lib.store.sync_runs import add_run, end_run
from lib.store.writer import Connection
from tests.pages.label_studio.linked_page import NOON

SECONDS = timedelta(seconds=2)


def log_run(
    database: Database,
    link: Link,
    direction: Direction,
    outcome: SyncOutcome | None = None,
    failure: str | None = None,
    at: datetime = NOON,
) -> None:
    """A run that took two seconds; one that did not end where neither end is given."""

    def change(connection: Connection) -> None:
        run_id = add_run(connection, link.project_id, direction, at)
        if outcome or failure:
            end_run(connection, run_id, at + SECONDS, outcome, failure)

    database.write(change)

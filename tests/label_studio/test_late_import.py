"""An import that Label Studio works at longer than anybody waits for its answer."""

from datetime import timedelta

import pytest

from lib.domain.label_studio import SyncCounts
from lib.errors import LabelStudioError
from lib.services.label_studio.sync import sync_project
from lib.store.database import Database
from tests.label_studio.both_sides import BothSides
from tests.label_studio.private_server import PrivateLabelStudio
from tests.label_studio.test_killed import CuttingProxy
from tests.label_studio.their_side import TheirSide

PATIENCE = 2.0
CUT_AFTER, SENT_AFTER = 1.5, 2.5
"""In seconds since it was sent: when the sender gives up, and when it gets through all the same."""


def test_an_import_that_breaks_off_late_and_arrives_later_still_is_not_sent_twice(
    database: Database,
    label_studio: PrivateLabelStudio,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As a proxy before a busy server ends it; then the wait is as long again."""
    monkeypatch.setattr(
        "lib.services.label_studio.sending._patience", lambda n_tasks: timedelta(seconds=PATIENCE)
    )
    work = BothSides(database, label_studio, n_tasks=2)
    with CuttingProxy(label_studio.url) as proxy:
        there = TheirSide.made(label_studio, work.project.labeling_config)
        work.link_to(there, url=proxy.url)
        proxy.cut("/import?", sent_after=SENT_AFTER, cut_after=CUT_AFTER)
        with pytest.raises(LabelStudioError):
            sync_project(database, work.project, "push", tries=1)
        outcome = sync_project(database, work.project, "both", tries=1)
        assert outcome.pulled == outcome.pushed == SyncCounts()
        assert sum("/import?" in request for request in proxy.requests) == 1
    assert len(there.task_ids) == 2

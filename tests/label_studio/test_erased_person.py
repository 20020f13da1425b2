"""What somebody wrote is erased here: no sync brings it back, and a push deletes it there."""

import pytest

from lib.domain.label_studio import SyncCounts
from lib.services.erasure import erase_person
from lib.services.team import archive_person
from lib.store.database import Database
from tests.label_studio.both_sides import AB_C, C_AB, BothSides


@pytest.fixture
def work(tmp_path, label_studio):
    """Ann's work of two tasks, pushed; she is archived, so that it can be erased."""
    database = Database(tmp_path / "podium.duckdb")
    side = BothSides(database, label_studio, n_tasks=2).link()
    for number in (1, 2):
        side.submit(AB_C, number)
    side.sync()
    archive_person(database, side.ann.annotator_id)
    yield side
    database.close()


def erase(work: BothSides):
    return erase_person(work.database, work.ann.annotator_id, "Ann")


def said_here(work: BothSides) -> list:
    return work.database.read(
        lambda c: c.execute(
            "SELECT result FROM annotation_revision WHERE result::TEXT <> '[]'"
        ).fetchall()
    )


def n_there(work: BothSides) -> int:
    return sum(len(held) for held in work.there.all_annotations())


def test_it_tells_what_is_held_there_and_a_pull_brings_none_of_it_back(work):
    (held,) = erase(work).held_there
    assert (held.project, held.n) == (work.project.name, 2)
    assert held.where is not None
    assert work.server.url in held.where
    # Also not where it is changed there afterwards, which otherwise makes a conflict.
    work.there.edit(work.ls_id(work.annotations(1)[0]), C_AB)
    outcome = work.sync("pull")
    assert (outcome.pulled, outcome.conflicts) == (SyncCounts(), 0)
    assert said_here(work) == []
    assert n_there(work) == 2


def test_the_next_push_deletes_it_there_changed_or_not(work):
    erase(work)
    work.there.edit(work.ls_id(work.annotations(1)[0]), C_AB)
    assert work.preview("push").pushed == SyncCounts(deleted_annotations=2)
    outcome = work.sync("push")
    assert (outcome.pushed, outcome.conflicts) == (SyncCounts(deleted_annotations=2), 0)
    assert n_there(work) == 0
    assert work.is_settled()
    assert said_here(work) == []


def test_after_the_link_was_made_anew_it_still_does_not_come_back(work):
    erase(work)
    there = work.there
    work.unlink()
    work.link_to(there)
    assert work.sync().pulled == SyncCounts()
    assert work.conflicts() == []
    assert said_here(work) == []
    assert n_there(work) == 2

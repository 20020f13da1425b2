"""The log of the syncs."""

from datetime import timedelta

from lib.domain.label_studio import SyncCounts, SyncOutcome, SyncRun
from lib.store import sync_runs
from tests.factories import make_id
from tests.store.linked_rows import NOON

PROJECT, OTHER = make_id("p"), make_id("q")
LATER = NOON + timedelta(seconds=1)
OUTCOME = SyncOutcome(
    direction="both",
    pulled=SyncCounts(1, 2, 3, 4, 5, 6),
    pushed=SyncCounts(new_tasks=7),
    conflicts=8,
    kept_aside=9,
    open_conflicts=10,
    all_kept_aside=11,
    messages=("One.", "Two."),
)


def add(database, started_at=NOON, project_id=PROJECT, direction="both"):
    return database.write(lambda c: sync_runs.add_run(c, project_id, direction, started_at))


def listed(database, limit=10):
    return database.read(lambda c: sync_runs.list_runs(c, PROJECT, limit))


def test_a_run_has_no_end_before_it_ends(database):
    run_id = add(database, direction="pull")
    assert listed(database) == [SyncRun(run_id, PROJECT, "pull", NOON, None, None, None)]


def test_a_run_that_is_done_comes_back_with_all_its_counts(database):
    run_id = add(database)
    database.write(lambda c: sync_runs.end_run(c, run_id, LATER, OUTCOME, None))
    assert listed(database) == [SyncRun(run_id, PROJECT, "both", NOON, LATER, OUTCOME, None)]


def test_a_run_that_failed_comes_back_with_its_reason(database):
    run_id = add(database)
    other = add(database)
    database.write(lambda c: sync_runs.end_run(c, run_id, LATER, None, "No answer."))
    known = {run.run_id: run for run in listed(database)}
    assert known[run_id] == SyncRun(run_id, PROJECT, "both", NOON, LATER, None, "No answer.")
    assert known[other].ended_at is None


def test_runs_are_listed_the_newest_first_for_one_project(database):
    add(database, project_id=OTHER)
    first = add(database, LATER)
    second, third = add(database), add(database)
    assert [run.run_id for run in listed(database)] == [first, third, second]
    assert [run.run_id for run in listed(database, limit=2)] == [first, third]

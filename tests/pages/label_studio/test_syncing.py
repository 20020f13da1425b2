"""Push, pull and both: nothing before a preview, then progress."""

from dataclasses import replace

import pytest

from lib.domain.label_studio import KeptAside, Link, Progress, SyncCounts, SyncOutcome
from lib.services.label_studio.jobs import STOPPED
from lib.store.database import Database
from lib.store.kept_aside import put_kept_aside
from lib.store.links import put_link
from tests.pages.label_studio.linked_page import NOON, RunPage, press, said
from tests.pages.label_studio.logged_runs import log_run
from tests.pages.label_studio.stand_ins import FakeJob, Jobs

COUNTS = SyncCounts(new_tasks=3, changed_annotations=1)


def test_the_state_names_both_sides_and_what_waits(
    run_page: RunPage, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lib.ui.label_studio.link_state.count_waiting", lambda *_: (1200, 0, 1))
    page = run_page("label_studio")
    assert not page.exception
    assert "last pulled 2026-03-01 12:00 UTC" in said(page)
    assert "waiting to be pushed: 1,200 tasks, 1 annotation" in said(page)
    assert r"[**Ranking \*there\***, project 7](<http://ls.example:8080/projects/7/data>)" in said(
        page
    )


def test_nothing_is_moved_before_the_preview_was_seen(
    run_page: RunPage, link: Link, jobs: Jobs
) -> None:
    page = press(run_page("label_studio"), "Both ways")
    assert jobs.started == [("both", True)]
    assert jobs.job
    assert r"Reading tasks\: 250 of 1,000" in page.get("progress")[0].proto.text
    jobs.job.outcome = SyncOutcome("both", pulled=COUNTS, conflicts=1, messages=("A & B.",))
    page = page.run()
    assert "| New tasks | 3 | 0 |" in said(page)
    assert "| Changed annotations | 1 | 0 |" in said(page)
    assert "New predictions" not in said(page)
    assert "1 annotation in conflict" in said(page)
    assert r"A \& B\." in said(page)
    page = press(page, "Do it")
    assert jobs.started == [("both", True), ("both", False)]
    assert not page.success


def test_a_preview_of_nothing_offers_nothing_to_do(
    run_page: RunPage, link: Link, jobs: Jobs
) -> None:
    page = press(run_page("label_studio"), "Push")
    assert jobs.job
    jobs.job.outcome = SyncOutcome("push")
    page = page.run()
    assert "Nothing: both sides are in step." in said(page)
    assert "Do it" not in [each.label for each in page.button]
    page = press(page, "Close")
    assert "in step." not in said(page)


def test_nothing_to_pull_does_not_mean_that_nothing_waits(
    run_page: RunPage,
    database: Database,
    link: Link,
    jobs: Jobs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("lib.ui.label_studio.standing.count_waiting", lambda *_: (0, 0, 66))
    things = [KeptAside("annotation", n, 12, "It names no item.", {}, NOON) for n in (1, 2)]
    database.write(lambda c: put_kept_aside(c, link.project_id, things))
    page = press(run_page("label_studio"), "Pull")
    assert jobs.job
    jobs.job.outcome = SyncOutcome("pull")
    words = said(page.run())
    assert "Nothing to pull. 66 annotations wait to be pushed; 2 are kept aside." in words
    assert "in step" not in words


def test_a_preview_can_be_stopped_without_a_sign_of_failure(
    run_page: RunPage, link: Link, jobs: Jobs
) -> None:
    page = press(press(run_page("label_studio"), "Pull"), "Stop")
    assert jobs.job
    assert jobs.job.stopped
    assert page.button(key="ls_stop").disabled
    assert "It stops at its next step." in said(page)
    jobs.job.failure = STOPPED
    page = page.run()
    assert [each.value for each in page.info][:1] == ["Stopped."]
    assert not page.error
    assert not page.warning


def test_a_preview_that_failed_says_why(run_page: RunPage, link: Link, jobs: Jobs) -> None:
    page = press(run_page("label_studio"), "Pull")
    assert jobs.job
    jobs.job.failure = "Nothing answers."
    assert [each.value for each in page.run().error] == [r"Nothing answers\."]


def test_where_the_project_there_was_not_made_a_push_makes_it_without_a_preview(
    run_page: RunPage, database: Database, link: Link, jobs: Jobs
) -> None:
    database.write(lambda c: put_link(c, replace(link, ls_project_id=None)))
    page = run_page("label_studio")
    assert not page.exception
    assert "to be made there by the next push" in said(page)
    press(page, "Push now")
    assert jobs.started == [("push", False)]


def test_a_sync_of_any_session_is_shown_with_its_direction_and_its_beginning(
    run_page: RunPage, database: Database, link: Link, jobs: Jobs
) -> None:
    jobs.job = FakeJob(Progress("Starting"))
    log_run(database, link, "pull")
    page = run_page("label_studio")
    assert not page.exception
    assert "**Pull**, since 2026-03-01 12:00 UTC" in said(page)
    assert "cut off" not in " ".join(each.value for each in page.warning)
    assert "Push" not in [each.label for each in page.button]
    jobs.job.outcome = SyncOutcome("pull")
    page = page.run()
    assert "Push" in [each.label for each in page.button]


def test_a_preview_of_another_session_is_told_as_one(
    run_page: RunPage, link: Link, jobs: Jobs
) -> None:
    jobs.job = FakeJob(Progress("Starting"))
    assert "**A preview: looking what it would do; nothing is moved**" in said(
        run_page("label_studio")
    )

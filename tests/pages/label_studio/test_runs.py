"""How syncs ended: the last one open to whoever looks, all of them in the log."""

from dataclasses import replace
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from lib.domain.label_studio import KeptAside, Link, SyncCounts, SyncOutcome
from lib.services.label_studio.jobs import STOPPED
from lib.store.database import Database
from lib.store.kept_aside import put_kept_aside
from lib.store.links import put_link
from tests.pages.label_studio.linked_page import NOON, RunPage, said
from tests.pages.label_studio.logged_runs import log_run

COUNTS = SyncCounts(new_tasks=3, changed_annotations=1)
PULLED = SyncOutcome("pull", pulled=COUNTS)
MINUTE = timedelta(minutes=1)
ASIDE = "Annotation 31 of task 12 is kept aside: There is no item “gpt”."


def told(page: AppTest, kind: str) -> list[str]:
    assert not page.exception
    return [each.value.replace("\\", "") for each in getattr(page, kind)]


def test_a_failure_stands_at_the_top_until_a_later_sync_succeeds(
    run_page: RunPage, database: Database, link: Link
) -> None:
    log_run(database, link, "pull", failure="Nothing answers.")
    page = run_page("label_studio")
    failure = "The last sync, 2026-03-01 12:00 UTC, failed: Nothing answers."
    assert told(page, "warning")[0] == failure
    log_run(database, link, "pull", PULLED, at=NOON + MINUTE)
    page = page.run()
    assert failure not in told(page, "warning")
    assert told(page, "success") == [
        "Pull, 2026-03-01 12:01 UTC: Pulled 3 new tasks, 1 changed annotation."
    ]


def test_a_failure_of_an_earlier_link_is_not_this_ones(
    run_page: RunPage, database: Database, link: Link
) -> None:
    log_run(database, link, "pull", failure="Nothing answers.", at=NOON - MINUTE)
    assert not told(run_page("label_studio"), "warning")


def test_a_run_that_was_cut_off_is_said_to_go_on(
    run_page: RunPage, database: Database, link: Link
) -> None:
    log_run(database, link, "push")
    assert told(run_page("label_studio"), "warning")[0] == (
        "The last sync, 2026-03-01 12:00 UTC, was cut off. Run it again: it goes on from there."
    )


def test_a_stop_is_no_failure(run_page: RunPage, database: Database, link: Link) -> None:
    log_run(database, link, "pull", PULLED, STOPPED)
    page = run_page("label_studio")
    assert not told(page, "warning")
    stopped = "Stopped. The next run goes on from there. Until then: Pulled 3 new tasks"
    assert any(stopped in text for text in told(page, "info"))
    assert ":material/error:" not in said(page)


def test_an_end_speaks_only_of_what_is_still_to_be_acted_on(
    run_page: RunPage, database: Database, link: Link
) -> None:
    outcome = SyncOutcome("pull", pulled=COUNTS, conflicts=1, kept_aside=1, messages=(ASIDE,))
    log_run(database, link, "pull", outcome)
    page = run_page("label_studio")
    moved = "Pull, 2026-03-01 12:00 UTC: Pulled 3 new tasks, 1 changed annotation."
    assert told(page, "success") == [moved]
    thing = KeptAside("annotation", 31, 12, "There is no item “gpt”.", {}, NOON)
    database.write(lambda c: put_kept_aside(c, link.project_id, [thing]))
    page = page.run()
    assert f"{moved} 1 kept aside." in told(page, "warning")
    assert not page.success
    assert "gpt" not in said(page)


def test_the_first_ten_messages_of_the_last_run_are_shown(
    run_page: RunPage, database: Database, link: Link
) -> None:
    messages = tuple(f"m{number}" for number in range(1, 13))
    log_run(database, link, "pull", SyncOutcome("pull", pulled=COUNTS, messages=messages))
    assert "\nm10\nAnd 2 more, in the log below." in said(run_page("label_studio"))


def test_the_log_tells_how_each_run_ended(
    run_page: RunPage, database: Database, link: Link
) -> None:
    messages = (*(f"m{n}" for n in range(12)), ASIDE)
    log_run(database, link, "push", SyncOutcome("push", pushed=COUNTS, messages=messages))
    log_run(database, link, "pull", failure="Nothing answers.", at=NOON + MINUTE)
    log_run(database, link, "both", at=NOON + 2 * MINUTE)
    page = run_page("label_studio")
    assert not page.exception
    words = said(page).replace("\\", "")
    assert "it was cut off: run it again" in words
    assert "**2026-03-01 12:01 UTC** · Pull · 2.0 s :material/error:  \nNothing answers." in words
    assert "Pushed 3 new tasks, 1 changed annotation." in words
    assert "And 2 more." in words
    assert "gpt" not in words
    assert not page.code
    toggle = next(each for each in page.toggle if each.label.startswith("All 13 messages"))
    page = toggle.set_value(True).run()
    assert [each.value for each in page.code] == ["\n".join(messages)]
    assert "And 2 more." not in said(page)


@pytest.mark.parametrize("number", [1, 12])
def test_neighbouring_runs_that_moved_nothing_are_folded_together(
    run_page: RunPage, database: Database, link: Link, number: int
) -> None:
    log_run(database, link, "pull", PULLED)
    for minute in range(1, number + 1):
        log_run(database, link, "pull", SyncOutcome("pull"), at=NOON + minute * MINUTE)
    words = said(run_page("label_studio")).replace("\\", "")
    folded = "**2026-03-01 12:01 UTC** to **2026-03-01 12:12 UTC**  \n12 syncs that moved nothing."
    assert (folded in words) == (number == 12)
    assert ("**2026-03-01 12:01 UTC** · Pull" in words) == (number == 1)
    assert "**2026-03-01 12:00 UTC** · Pull" in words


def test_a_pull_by_itself_every_minute_is_said_so(
    run_page: RunPage, database: Database, link: Link
) -> None:
    database.write(lambda c: put_link(c, replace(link, interval_minutes=1)))
    assert "It is pulled every minute." in said(run_page("label_studio"))

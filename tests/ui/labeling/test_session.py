"""A person's way through the tasks: links, reloads, repeats, and work that is refused."""

import pytest

from lib.services import labeling
from lib.services.hidden_checks import HiddenCheck
from lib.services.projects import change_settings
from lib.services.withdrawal import withdraw_annotation
from lib.store import tasks
from lib.ui.labeling.address import address_of
from lib.ui.labeling.session import LabelingSession
from tests.factories import add_person, add_project, ranked
from tests.stored_rankings import archive_task

COLUMNS = {"relevant_results": "ab", "biased_results": "c"}


@pytest.fixture
def session(database):
    project = add_project(database, n_tasks=4)
    return LabelingSession(database, project, add_person(database))


def reload(session) -> LabelingSession:
    """Another browser session at the address that this one shows."""
    again = LabelingSession(session.database, session.project, session.person)
    again.open(written(session))
    return again


def written(session) -> dict[str, str]:
    return address_of(session.sitting.opened)


def submit(session) -> None:
    session.sitting.draft = ranked(session.sitting.opened, COLUMNS)
    session.submit()


def now(session) -> tuple[int, str | None]:
    return session.sitting.opened.task.number, session.sitting.opened.check


@pytest.fixture
def repeating(session, monkeypatch):
    """Task 1 is submitted, and is due once more after task 2."""
    session.open({})
    submit(session)
    session.project = change_settings(session.database, session.project.project_id, repeat_every=2)
    task = session.database.read(lambda c: tasks.find_task(c, session.project.project_id, 1))
    monkeypatch.setattr(labeling, "next_check", lambda *_: HiddenCheck(task, "repeat"))
    submit(session)
    assert now(session) == (1, "repeat")
    return session


def n_repeats(session) -> int:
    sql = "SELECT count(*) FROM repeat_answer"
    return session.database.read(lambda c: c.execute(sql).fetchone()[0])


def test_a_link_opens_its_task_although_another_is_open(session):
    session.open({})
    session.open(written(session))
    assert now(session) == (1, None)
    session.open({"task": "3"})
    assert now(session) == (3, None)
    # A link to the task that is open changes nothing.
    sitting = session.sitting
    session.open({"task": "3"})
    assert session.sitting is sitting


def test_a_link_with_what_was_left_of_another_task_s_address_opens_its_task(session):
    session.open({})
    session.open({**written(session), "task": "4"})
    assert now(session) == (4, None)


def test_an_address_that_is_behind_what_is_open_changes_nothing(session):
    session.open({})
    behind = written(session)
    submit(session)
    session.open(behind)
    assert now(session) == (2, None)
    session.open({})
    assert now(session) == (2, None)


@pytest.mark.parametrize("text", ["", "x", "-1", "²", "1234567890"])
def test_an_address_that_names_no_task_is_none(session, text):
    session.open({"task": text})
    assert now(session) == (1, None)
    session.open({"task": text})
    assert now(session) == (1, None)


def test_a_reload_opens_a_repeat_again_and_a_link_the_correction(repeating):
    assert now(reload(repeating)) == (1, "repeat")
    elsewhere = LabelingSession(repeating.database, repeating.project, repeating.person)
    elsewhere.open({"task": "1"})
    assert now(elsewhere) == (1, None)
    assert now(reload(elsewhere)) == (1, None)
    key = repeating.sitting.task_key
    repeating.open({"task": "1"})
    assert now(repeating) == (1, None)
    assert repeating.sitting.task_key != key
    submit(repeating)
    assert n_repeats(repeating) == 0


def test_a_recent_task_opens_for_a_correction_and_the_arrows_lead_back_to_a_repeat(repeating):
    repeating.go_back()
    assert now(repeating) == (2, None)
    repeating.go_forward()
    assert now(repeating) == (1, "repeat")
    repeating.open_listed(1)
    assert now(repeating) == (1, None)
    repeating.go_back()
    repeating.go_forward()
    assert now(repeating) == (1, None)
    assert n_repeats(repeating) == 0


def test_a_repeat_that_was_put_off_opens_as_one_from_its_list(repeating, monkeypatch):
    monkeypatch.setattr(labeling, "next_check", lambda *_: None)
    repeating.postpone()
    assert now(repeating) == (3, None)
    repeating.open_postponed(1)
    assert now(repeating) == (1, "repeat")


def test_work_on_a_task_that_was_taken_out_is_kept_and_the_next_one_opens(session):
    session.open({})
    archive_task(session.database, session.project, 1)
    session.sitting.draft = ranked(session.sitting.opened, COLUMNS)
    session.postpone()
    assert now(session) == (2, None)
    assert "Task 1 was not postponed" in session.notice
    assert "This is your next one." in session.notice


def test_work_that_was_withdrawn_meanwhile_is_kept_and_the_next_one_opens(session):
    session.open({})
    submit(session)
    session.go_back()
    annotation_id = session.recent[0][0].annotation_id
    boss = add_person(session.database, "Boss").annotator_id
    withdraw_annotation(session.database, session.project, annotation_id, boss)
    session.sitting.draft = ranked(session.sitting.opened, {"relevant_results": "cba"})
    session.submit()
    assert now(session) == (2, None)
    assert "A reviewer has withdrawn your annotation of task 1" in session.notice
    sql = "SELECT count(*) FROM draft"
    assert session.database.read(lambda c: c.execute(sql).fetchone()) == (1,)


def test_where_tasks_come_once_more_nothing_says_which_one_is_open(repeating):
    assert not repeating.names_tasks
    assert repeating.notice == "Saved."

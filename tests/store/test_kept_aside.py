"""What a Label Studio holds that does not fit."""

from dataclasses import replace
from datetime import timedelta

from lib.store import kept_aside
from tests.factories import make_id
from tests.store.linked_rows import NOON, make_kept_aside

PROJECT, OTHER = make_id("p"), make_id("q")


def put(database, *kept, project_id=PROJECT):
    database.write(lambda c: kept_aside.put_kept_aside(c, project_id, kept))


def listed(database, project_id=PROJECT):
    return database.read(lambda c: kept_aside.list_kept_aside(c, project_id))


def test_what_was_kept_aside_is_listed_task_by_task(database):
    first = make_kept_aside(ls_task_id=1, content={"deep": [1, {"é": None}], "lead_time": 0.1})
    second = make_kept_aside(ls_task_id=2, ls_id=5)
    # A task, an annotation and a prediction may have the same id there.
    third = make_kept_aside(ls_task_id=2, kind="prediction", ls_id=5)
    put(database, third, second, first)
    put(database, make_kept_aside(), project_id=OTHER)
    assert listed(database) == [first, second, third]


def test_nothing_kept_aside_is_stored_as_nothing(database):
    put(database)
    assert listed(database) == []


def test_what_still_does_not_fit_has_its_new_reason_and_was_found_when_it_first_was(database):
    put(database, make_kept_aside())
    later = make_kept_aside(
        reason="Other.", content={}, ls_task_id=2, found_at=NOON + timedelta(days=1)
    )
    put(database, later)
    assert listed(database) == [replace(later, found_at=NOON)]


def test_what_names_no_moment_is_found_now(database):
    put(database, make_kept_aside(found_at=None))
    found_at = listed(database)[0].found_at
    assert found_at is not None
    assert found_at > NOON


def test_what_fits_by_now_is_forgotten_of_the_tasks_that_were_read(database):
    put(database, make_kept_aside(ls_id=1), make_kept_aside(ls_id=2), make_kept_aside(ls_id=3))
    put(database, make_kept_aside(ls_id=4, ls_task_id=99))
    put(database, make_kept_aside(ls_id=1), project_id=OTHER)
    read = make_kept_aside().ls_task_id
    still = [make_kept_aside(ls_id=2, found_at=None), make_kept_aside(ls_id=5)]
    database.write(lambda c: kept_aside.put_of_tasks(c, PROJECT, [read], still))
    assert sorted(each.ls_id for each in listed(database)) == [2, 4, 5]
    assert {each.found_at for each in listed(database)} == {NOON}
    assert len(listed(database, OTHER)) == 1


def test_of_tasks_that_hold_nothing_odd_all_is_forgotten(database):
    put(database, make_kept_aside())
    read = make_kept_aside().ls_task_id
    database.write(lambda c: kept_aside.put_of_tasks(c, PROJECT, [read], []))
    assert listed(database) == []


def test_text_that_no_database_can_hold_is_kept_as_far_as_it_goes(database):
    put(database, make_kept_aside(reason="Half \ud83d.", content={"text": "a\x00b\udc00"}))
    (kept,) = listed(database)
    assert kept.reason == "Half \ufffd."
    assert kept.content == {"text": "a\x00b\ufffd"}
